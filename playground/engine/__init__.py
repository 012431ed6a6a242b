"""Keras's API in NumPy: `from playground import engine as keras`. This file is the table of contents."""

# ruff: noqa: F401, I001
from __future__ import annotations

from types import ModuleType as _ModuleType

# ------------------------------------------------------------------------------------------- foundations
from playground.engine import (
    ops,
)  # first: the operators of Tensor, Variable and KerasTensor call it
from playground.engine import config, masking, random, scopes, tree
from playground.engine.dtypes import result_type, standardize_dtype
from playground.engine.gradient_tape import GradientTape
from playground.engine.keras_tensor import KerasTensor
from playground.engine.naming import clear_session
from playground.engine.node import Node, SymbolicArguments, get_source_inputs
from playground.engine.operation import Operation
from playground.engine.random import SeedGenerator, set_random_seed
from playground.engine.scopes import (
    RematScope,
    StatelessScope,
    SymbolicScope,
    device_scope as device,
    name_scope,
    remat,
)
from playground.engine.shape_inference import compute_output_spec
from playground.engine.tensor import Tensor
from playground.engine.variable import Variable

# ---------------------------------------------------------------------------------------- parts of models
from playground.engine import saving
from playground.engine import activations, constraints, initializers, regularizers
from playground.engine import losses, metrics, optimizers
from playground.engine import dtype_policies
from playground.engine import layers
from playground.engine import training, callbacks, models, messages as _messages
from playground.engine.constraints import Constraint
from playground.engine.dtype_policies import DTypePolicy, FloatDTypePolicy
from playground.engine.initializers import Initializer
from playground.engine.layers import Input, InputSpec, Layer
from playground.engine.losses import Loss
from playground.engine.metrics import Metric
from playground.engine.models import Function, Functional, Model, Sequential
from playground.engine.optimizers import Optimizer
from playground.engine.regularizers import Regularizer

__version__ = "3.15.1"  # of the Keras whose behaviour this follows


def version() -> str:
    """The version of the Keras whose behaviour this follows."""
    return __version__


# -------------------------------------------------------------------------- namespaces that are no files
def _namespace(name: str, doc: str, *sources: object, **names: object) -> _ModuleType:
    """A module `keras.<name>` with the public names of `sources`, and `names`."""
    module = _ModuleType(f"{__name__}.{name}", doc)
    for source in sources:
        for key, value in vars(source).items():
            if not key.startswith("_") and not isinstance(value, _ModuleType):
                setattr(module, key, value)
    for key, value in names.items():
        setattr(module, key, value)
    module.__dict__["__getattr__"] = _left_out.getter(module.__name__, module)
    return module


from playground.engine import left_out as _left_out  # noqa: E402
from playground.engine import dtypes as _dtypes, keras_tensor as _keras_tensor  # noqa: E402
from playground.engine import naming as _naming, numerical as _numerical, variable as _variable  # noqa: E402

backend = _namespace(
    "backend",
    "keras.backend: what layers ask of the machinery below them.",
    config,
    _dtypes,
    masking,
    scopes,
    Variable=Variable,
    KerasTensor=KerasTensor,
    compute_output_spec=compute_output_spec,
    clear_session=clear_session,
    result_type=result_type,
    standardize_dtype=standardize_dtype,
    standardize_shape=_keras_tensor.standardize_shape,
    is_keras_tensor=_keras_tensor.is_keras_tensor,
    any_symbolic_tensors=_keras_tensor.any_symbolic_tensors,
    is_float_dtype=_dtypes.is_float,
    is_int_dtype=_dtypes.is_int_dtype,
    dtypes=_dtypes,
    shape_equal=_variable.shape_equal,
    get_uid=_naming.get_uid,
    convert_to_tensor=ops.convert_to_tensor,
    convert_to_numpy=ops.convert_to_numpy,
    is_tensor=ops.is_tensor,
    shape=ops.shape,
    cast=ops.cast,
    random_seed_dtype=random.random_seed_dtype,
    device=device,
    random=random,
    SUPPORTS_SPARSE_TENSORS=False,
    SUPPORTS_RAGGED_TENSORS=False,
    SUPPORTS_COMPLEX_DTYPES=True,
    IS_THREAD_SAFE=True,
)
from playground.engine.callbacks import progress as _progress  # noqa: E402
from playground.engine import sequences as _sequences  # noqa: E402
from playground.engine.models import summary as _summary  # noqa: E402

utils = _namespace(
    "utils",
    "keras.utils: naming, seeds, labels, serialization.",
    _naming,
    _numerical,
    set_random_seed=set_random_seed,
    is_keras_tensor=_keras_tensor.is_keras_tensor,
    standardize_dtype=standardize_dtype,
    register_keras_serializable=saving.register_keras_serializable,
    get_registered_name=saving.get_registered_name,
    get_registered_object=saving.get_registered_object,
    get_custom_objects=saving.get_custom_objects,
    custom_object_scope=saving.custom_object_scope,
    CustomObjectScope=saving.CustomObjectScope,
    serialize_keras_object=saving.serialize_keras_object,
    deserialize_keras_object=saving.deserialize_keras_object,
    Progbar=_progress.Progbar,
    PyDataset=training.PyDataset,
    Sequence=training.PyDataset,
    pack_x_y_sample_weight=training.pack_x_y_sample_weight,
    unpack_x_y_sample_weight=training.unpack_x_y_sample_weight,
    print_summary=_summary.print_summary,
    pad_sequences=_sequences.pad_sequences,
    get_source_inputs=get_source_inputs,
)
mixed_precision = _namespace(
    "mixed_precision",
    "keras.mixed_precision: dtype policies by their older names.",
    DTypePolicy=DTypePolicy,
    Policy=DTypePolicy,
    LossScaleOptimizer=optimizers.LossScaleOptimizer,
    dtype_policy=dtype_policies.dtype_policy,
    global_policy=dtype_policies.dtype_policy,
    set_dtype_policy=dtype_policies.set_dtype_policy,
    set_global_policy=dtype_policies.set_dtype_policy,
)
preprocessing = _namespace("preprocessing", "keras.preprocessing: data before it is learned from.")
preprocessing.sequence = _namespace(  # type: ignore[attr-defined]
    "preprocessing.sequence", "Sequences as arrays.", pad_sequences=_sequences.pad_sequences
)
trainers = training  # Keras's name for it inside
saving.load_model, saving.save_model = models.load_model, models.save_model  # type: ignore[attr-defined]
saving.load_weights, saving.save_weights = models.load_weights, models.save_weights  # type: ignore[attr-defined]
config.dtype_policy = dtype_policies.dtype_policy  # type: ignore[attr-defined]
config.set_dtype_policy = dtype_policies.set_dtype_policy  # type: ignore[attr-defined]
for _name in (
    "enable_interactive_logging",
    "disable_interactive_logging",
    "is_interactive_logging_enabled",
    "set_logging_verbosity",
):
    setattr(config, _name, getattr(_messages, _name))
    setattr(utils, _name, getattr(_messages, _name))
