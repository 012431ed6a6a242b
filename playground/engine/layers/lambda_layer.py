"""Lambda: a function as a layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import tree
from playground.engine.layers.call_arguments import signature_of
from playground.engine.layers.layer import Layer
from playground.engine.saving import (
    deserialize_keras_object,
    in_safe_mode,
    serialize_keras_object,
)
from playground.engine.saving.modes import TRUST
from playground.engine.shape_inference import compute_output_spec


class Lambda(Layer):
    """Calls `function(inputs, **arguments)`, also with `mask` and `training` when the function takes them.

    `output_shape`: a shape without the batch axis, or a function of the input's shape; found by itself when left out.
    `mask`: the output mask, or a function `(inputs, mask)` of it.
    """

    def __init__(
        self,
        function: Callable,
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.arguments = arguments or {}
        self.function = function
        self.supports_masking = mask is not None
        self.mask = mask
        self._output_shape = output_shape

    def compute_output_shape(self, input_shape: Any) -> Any:
        if self._output_shape is None:
            from playground.engine.keras_tensor import KerasTensor

            inputs = tree.map_shape_structure(
                lambda s: KerasTensor(s, self.compute_dtype), input_shape
            )
            outputs = compute_output_spec(self.call, inputs)
            return tree.map_structure(lambda x: x.shape, outputs)
        if callable(self._output_shape):
            return self._output_shape(input_shape)
        batch = input_shape[0] if isinstance(input_shape, list | tuple) else None
        if isinstance(batch, list | tuple):
            batch = batch[0]
        return (batch, *self._output_shape)

    def call(self, inputs: Any, mask: Any = None, training: Any = None) -> Any:
        accepted = signature_of(self.function).names
        kwargs = dict(self.arguments)
        if mask is not None and "mask" in accepted:
            kwargs["mask"] = mask
        if training is not None and "training" in accepted:
            kwargs["training"] = training
        return self.function(inputs, **kwargs)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def get_config(self) -> dict[str, Any]:
        config = {**super().get_config(), "function": serialize_keras_object(self.function)}
        if self._output_shape is not None:
            config["output_shape"] = serialize_keras_object(self._output_shape)
        if self.mask is not None:
            config["mask"] = serialize_keras_object(self.mask)
        config["arguments"] = serialize_keras_object(self.arguments)
        return config

    @classmethod
    def from_config(
        cls,
        config: dict[str, Any],
        custom_objects: dict | None = None,
        safe_mode: bool | None = None,
    ) -> Lambda:
        """A Python lambda in the config is run only with `safe_mode=False`."""
        safe_mode = in_safe_mode() if safe_mode is None else safe_mode
        config = dict(config)
        for key in ("function", "output_shape", "mask"):
            value = config.get(key)
            if isinstance(value, dict):
                if value.get("class_name") == "__lambda__" and safe_mode:
                    raise ValueError(
                        f"Requested the deserialization of a `Lambda` layer whose `{key}` is a Python lambda "
                        f"({config.get('name')!r}). {TRUST}"
                    )
                config[key] = deserialize_keras_object(
                    value, custom_objects, safe_mode=bool(safe_mode)
                )
        return cls(**config)
