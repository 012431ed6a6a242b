"""Namespaces of Keras that are no files here: `keras.utils`, `keras.backend`, … gather names from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from playground.engine.contents import contents

_ENGINE = __name__.rpartition(".")[0]


class Namespace(ModuleType):
    """A module `keras.<name>` with the names of a table of contents, and `values`."""

    def __init__(self, name: str, doc: str, table: Mapping[str, str], **values: Any) -> None:
        super().__init__(f"{_ENGINE}.{name}", doc)
        self.__package__ = _ENGINE
        self.__dict__["__getattr__"], self._names = contents(self.__name__, table, self)
        self._values = values
        self.__dict__.update(values)

    def __dir__(self) -> list[str]:
        return sorted({*self._names(), *self._values})


backend = Namespace(
    "backend",
    "keras.backend: what layers ask of the machinery below them.",
    {
        ".": "dtypes, random",
        ".config": (
            "floatx, set_floatx, epsilon, set_epsilon, image_data_format, set_image_data_format, "
            "standardize_data_format, backend, max_epochs, set_max_epochs, max_steps_per_epoch, "
            "set_max_steps_per_epoch, enable_flash_attention, disable_flash_attention, is_flash_attention_enabled, "
            "enable_traceback_filtering, disable_traceback_filtering, is_traceback_filtering_enabled"
        ),
        ".dtypes": (
            "ALLOWED_DTYPES, BOOL_TYPES, INT_TYPES, FLOAT_TYPES, FLOAT8_TYPES, COMPLEX_TYPES, standardize_dtype, "
            "promote_types, result_type, is_float, is_float as is_float_dtype, is_int_dtype, to_float"
        ),
        ".keras_tensor": "KerasTensor, any_symbolic_tensors, is_keras_tensor, standardize_shape",
        ".masking": "get_keras_mask, set_keras_mask",
        ".naming": "clear_session, get_uid",
        ".ops": "cast, convert_to_numpy, convert_to_tensor, is_tensor, shape",
        ".random": "random_seed_dtype",
        ".scopes": (
            "StatelessScope, SymbolicScope, AutocastScope, RematScope, name_scope, device_scope, "
            "device_scope as device, current_path, in_stateless_scope, get_stateless_scope, in_symbolic_scope, "
            "get_autocast_scope, remat"
        ),
        ".shape_inference": "compute_output_spec",
        ".variable": "Variable, shape_equal",
    },
    SUPPORTS_SPARSE_TENSORS=False,
    SUPPORTS_RAGGED_TENSORS=False,
    SUPPORTS_COMPLEX_DTYPES=True,
    IS_THREAD_SAFE=True,
)

utils = Namespace(
    "utils",
    "keras.utils: naming, seeds, labels, serialization.",
    {
        ".callbacks.progress": "Progbar",
        ".dtypes": "standardize_dtype",
        ".keras_tensor": "is_keras_tensor",
        ".messages": (
            "enable_interactive_logging, disable_interactive_logging, is_interactive_logging_enabled, "
            "set_logging_verbosity"
        ),
        ".models.drawing": "plot_model",
        ".models.summary": "print_summary",
        ".naming": (
            "auto_name, uniquify, to_snake_case, get_uid, reset_uids, get_object_name, clear_session"
        ),
        ".node": "get_source_inputs",
        ".named_values": "Config",
        ".pictures": "array_to_img, img_to_array",
        ".pipelines": "split_dataset, timeseries_dataset_from_array",
        ".numerical": "to_categorical, normalize, build_pos_neg_masks",
        ".random": "set_random_seed",
        ".saving": (
            "register_keras_serializable, get_registered_name, get_registered_object, get_custom_objects, "
            "custom_object_scope, CustomObjectScope, serialize_keras_object, deserialize_keras_object"
        ),
        ".sequences": "pad_sequences",
        ".training": (
            "PyDataset, PyDataset as Sequence, pack_x_y_sample_weight, unpack_x_y_sample_weight"
        ),
    },
)

mixed_precision = Namespace(
    "mixed_precision",
    "keras.mixed_precision: dtype policies by their older names.",
    {
        ".dtype_policies": (
            "DTypePolicy, DTypePolicy as Policy, dtype_policy, dtype_policy as global_policy, set_dtype_policy, "
            "set_dtype_policy as set_global_policy"
        ),
        ".optimizers": "LossScaleOptimizer",
    },
)

preprocessing = Namespace(
    "preprocessing",
    "keras.preprocessing: data before it is learned from.",
    {".pipelines": "timeseries_dataset_from_array"},
    image=Namespace(
        "preprocessing.image",
        "Pictures as arrays.",
        {".pictures": "array_to_img, img_to_array, smart_resize"},
    ),
    sequence=Namespace(
        "preprocessing.sequence", "Sequences as arrays.", {".sequences": "pad_sequences"}
    ),
)
