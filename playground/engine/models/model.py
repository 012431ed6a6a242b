"""Model: a layer that can be trained, evaluated, summarized and saved."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playground.engine import backends, tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.call_arguments import signature_of
from playground.engine.layers.layer import Layer
from playground.engine.saving import deserialize_keras_object, serialize_keras_object
from playground.engine.shape_inference import compute_output_spec
from playground.engine.training.trainer import Trainer
from playground.engine.variable import Variable


class Model(Trainer, Layer):
    """Three ways to make one: `Model(inputs, outputs)` from KerasTensors (a functional model), a subclass with
    `__init__` and `call`, or `Sequential([...])`.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and _is_functional(args, kwargs):
            from playground.engine.models.functional import Functional

            return Functional.__new__(Functional, *args, **kwargs)
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any):
        Trainer.__init__(self)
        from playground.engine.models.functional import Functional

        if _is_functional(args, kwargs) and not isinstance(self, Functional):
            _make_functional(type(self))
            Functional.__init__(self, *args, **kwargs)  # type: ignore[arg-type]
        else:
            Layer.__init__(self, *args, **kwargs)

    def call(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(
            f"Model {type(self).__name__} does not have a `call()` method implemented. Write one: it computes the "
            "outputs from the inputs."
        )

    # ------------------------------------------------------------------------------------------- layers
    @property
    def layers(self) -> list[Layer]:
        """The layers directly inside the model."""
        return self._flatten_layers(include_self=False, recursive=False)

    @layers.setter
    def layers(self, value: Any) -> None:
        raise AttributeError(
            "`Model.layers` attribute is reserved and should not be used. Please use another name."
        )

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of this name, or at this place. ValueError when there is none, or when both are given."""
        if (name is None) == (index is None):
            raise ValueError(
                f"Provide either a layer name or layer index. Received: index={index}, name={name}."
            )
        if index is not None:
            if index >= len(self.layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has {len(self.layers)} layers."
                )
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        raise ValueError(
            f"No such layer: {name}. Existing layers are: {[layer.name for layer in self.layers]}."
        )

    def _lock_state(self) -> None:
        """Unlike other layers, models may get new attributes after they are built."""

    # ------------------------------------------------------------------------------------------- build
    def build(self, input_shape: Any = None) -> None:
        """Mark the model as built. As in Keras this makes no weights of layers that have none yet: the first call on
        data does, or a `build` of your own."""
        if self._builds_for_a_call:
            self._build_by_call(input_shape)
        elif type(self).build is Model.build and any(not layer.built for layer in self.layers):
            warnings.warn(
                f"`build()` was called on model '{self.name}', which has no `build()` of its own, so its layers are "
                "still without weights. Try to call the model on data, or give it a `build()` that builds them.",
                stacklevel=3,
            )

    def _build_by_call(self, input_shape: Any) -> None:
        """Make all weights by calling the model, without numbers, on inputs of this shape (a shape, or a structure of
        them); None stands for an unknown length."""
        if type(self).call is Model.call or input_shape is None:
            return
        inputs = tree.map_shape_structure(lambda s: KerasTensor(s, self.input_dtype), input_shape)
        kwargs = {"training": False} if signature_of(self.call).training else {}
        try:
            with backends.tracing(self.run_eagerly):
                if (
                    isinstance(inputs, dict)
                    and len(signature_of(self.call).names) > 1
                    and set(inputs) <= set(signature_of(self.call).names)
                ):
                    compute_output_spec(self.call, **inputs, **kwargs)
                else:
                    compute_output_spec(self.call, inputs, **kwargs)
        except Exception as error:
            if hasattr(error, "refused"):
                raise
            raise ValueError(
                f"Model {self.name} could not be built for input_shape={input_shape}: {error}\nTry to call it on data."
            ) from error

    # ---------------------------------------------------------------------------------------- weights
    def save_weights(
        self, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None
    ) -> None:
        """Write the values of all weights, and the optimizer's state, to `….weights.h5` (or `….npz`)."""
        from playground.engine.models.saving import save_weights

        save_weights(self, filepath, overwrite=overwrite, max_shard_size=max_shard_size)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Read what `save_weights` or `save` wrote, here or in Keras, into a model of the same architecture."""
        from playground.engine.models.saving import load_weights

        load_weights(self, filepath, skip_mismatch=skip_mismatch, **kwargs)

    def save(
        self, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any
    ) -> None:
        """Write architecture, weights, compile arguments and optimizer state to a `….keras` file (or `….h5`)."""
        from playground.engine.models.saving import save_model

        save_model(self, filepath, overwrite=overwrite, zipped=zipped, **kwargs)

    def quantize(
        self, mode: Any = None, config: Any = None, filters: Any = None, **kwargs: Any
    ) -> None:
        """Not here: NotImplementedError."""
        raise NotImplementedError(
            "Quantization was left out: weights are not stored in fewer bits here. Received: "
            f"mode={mode!r}. Closest: layers made with dtype='mixed_float16'."
        )

    def export(
        self,
        filepath: Any,
        format: str = "tf_saved_model",
        verbose: bool | None = None,
        input_signature: Any = None,
        **kwargs: Any,
    ) -> None:
        """Not available: the formats need other backends."""
        known = ("tf_saved_model", "onnx", "openvino", "litert", "torch")
        if format not in known:
            raise ValueError(f"Unrecognized format={format}. Supported formats are: {known}")
        raise NotImplementedError(
            "`export_saved_model` only currently supports the tensorflow, jax and torch backends. "
            "Try `model.save('model.keras')`."
        )

    def get_state_tree(self, value_format: str = "backend_tensor") -> dict[str, dict]:
        """All values by the paths of their variables: `{"trainable_variables": {"dense": {"kernel": …}}, …}`.

        `value_format`: `"backend_tensor"` or `"numpy_array"`.
        """
        groups = {
            "trainable_variables": self.trainable_variables,
            "non_trainable_variables": self.non_trainable_variables,
            "optimizer_variables": [] if self.optimizer is None else self.optimizer.variables,
            "metrics_variables": self.metrics_variables,
        }
        return {
            name: self._nested_by_path(variables, value_format)
            for name, variables in groups.items()
        }

    def _nested_by_path(self, variables: list[Variable], value_format: str) -> dict:
        if value_format not in ("backend_tensor", "numpy_array"):
            raise ValueError(
                "Invalid `value_format` argument. Expected one of {'numpy_array', 'backend_tensor'}. "
                f"Received: value_format={value_format}"
            )
        result: dict[str, Any] = {}
        for variable in variables:
            *parents, last = variable.path.split("/")
            place = result
            for part in parents:
                place = place.setdefault(part, {})
            if last in place:
                raise ValueError(
                    f"The following variable path is found twice in the model: '{variable.path}'. "
                    "`get_state_tree()` can only be called when all variable paths are unique. Give your layers unique "
                    "names."
                )
            place[last] = variable.numpy() if value_format == "numpy_array" else variable.value
        return result

    def set_state_tree(self, state_tree: dict[str, dict]) -> None:
        """Assign the values of a tree like that of `get_state_tree`."""
        groups = {
            "trainable_variables": lambda: self.trainable_variables,
            "non_trainable_variables": lambda: self.non_trainable_variables,
            "optimizer_variables": lambda: (
                [] if self.optimizer is None else self.optimizer.variables
            ),
            "metrics_variables": lambda: self.metrics_variables,
        }
        for name, values in state_tree.items():
            if name not in groups:
                raise ValueError(f"Unknown variable name: {name}. Expected one of {list(groups)}.")
            by_path = {v.path: v for v in groups[name]()}
            for path, value in _by_joined_path(values):
                if path in by_path:
                    by_path[path].assign(value)

    # ------------------------------------------------------------------------------------------- config
    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Any = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print a table of layers, output shapes and numbers of parameters."""
        from playground.engine.models.summary import print_summary

        print_summary(
            self,
            line_length=line_length,
            positions=positions,
            print_fn=print_fn,
            expand_nested=expand_nested,
            show_trainable=show_trainable,
            layer_range=layer_range,
        )

    def build_from_config(self, config: dict[str, Any]) -> None:
        if not config:
            return
        if "input_shape" in config:
            shape = config["input_shape"]
            with self._building_for_a_call():
                self.build(tree.map_shape_structure(tuple, shape))
        elif "shapes_dict" in config:
            with self._building_for_a_call():
                self.build(**config["shapes_dict"])
        self.built = True

    _builds_for_a_call = False

    @contextmanager
    def _building_for_a_call(self) -> Iterator[None]:
        """Inside, `build` makes the weights of all layers: with a call to come, or weights of a file."""
        object.__setattr__(self, "_builds_for_a_call", True)
        try:
            yield
        finally:
            object.__setattr__(self, "_builds_for_a_call", False)

    def _maybe_build(self, arguments: dict[str, Any]) -> None:
        with self._building_for_a_call():
            super()._maybe_build(arguments)

    def to_json(self, **kwargs: Any) -> str:
        """The architecture as JSON; `keras.models.model_from_json` reads it."""
        import json

        return json.dumps(serialize_keras_object(self), **kwargs)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Any:
        from playground.engine.models.functional import Functional, functional_from_config

        functional_keys = {"name", "layers", "input_layers", "output_layers"}
        if functional_keys <= set(config) and (
            cls is Model
            or issubclass(cls, Functional)
            or signature_of(cls.__init__).var_positional
            or {"inputs", "outputs"} <= set(signature_of(cls.__init__).names)
        ):
            return functional_from_config(cls, config, custom_objects=custom_objects)
        try:
            return cls(**config)
        except TypeError as error:
            raise TypeError(
                "Unable to revive model from config. When overriding the `get_config()` method, make sure that the "
                f"returned config contains all arguments of `{cls.__name__}.__init__()`. Received config: {config}\n"
                f"Error encountered: {error}"
            ) from error


def _is_functional(args: tuple, kwargs: dict[str, Any]) -> bool:
    """Whether these are the arguments of `Model(inputs, outputs)`."""
    return (
        len(args) == 2
        or (len(args) == 1 and "outputs" in kwargs)
        or ("inputs" in kwargs and "outputs" in kwargs)
    )


def _make_functional(cls: type) -> None:
    """Put Functional in the place of Model among the bases of `cls`."""
    from playground.engine.models.functional import Functional

    if cls is Model or issubclass(cls, Functional):
        return
    cls.__bases__ = tuple(Functional if base is Model else base for base in cls.__bases__)
    for base in cls.__bases__:
        if base is not Functional and issubclass(base, Model):
            _make_functional(base)


def _by_joined_path(values: dict, prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for key, value in values.items():
        path = f"{prefix}/{key}" if prefix else key
        found += _by_joined_path(value, path) if isinstance(value, dict) else [(path, value)]
    return found


def model_from_json(json_string: str, custom_objects: dict | None = None) -> Any:
    """The model of a string made by `to_json`, with fresh weights."""
    import json

    return deserialize_keras_object(json.loads(json_string), custom_objects=custom_objects)
