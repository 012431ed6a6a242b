"""Layers that move numbers without changing them: Flatten, Reshape, Permute, RepeatVector."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import config, ops
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.layer import Layer


class Flatten(Layer):
    """(batch, a, b, …) → (batch, a · b · …). A (batch,) input gets a last axis of length 1."""

    def __init__(self, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = config.standardize_data_format(data_format)
        self.input_spec = InputSpec(min_ndim=1)
        self._channels_first = self.data_format == "channels_first"
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        rank = len(inputs.shape)
        if self._channels_first and rank > 1:
            inputs = ops.transpose(inputs, (0, *range(2, rank), 1))
        size = self._size(inputs.shape)
        if size is None:  # only while shapes are inferred, and then the batch may be known
            return ops.reshape(inputs, (inputs.shape[0] or -1, -1))
        return ops.reshape(inputs, (-1, size))

    @staticmethod
    def _size(shape: tuple) -> int | None:
        """The numbers of a sample."""
        return None if None in shape[1:] else math.prod(shape[1:])

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self._size(tuple(input_shape)))

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "data_format": self.data_format}


class Reshape(Layer):
    """(batch, …) → (batch, *target_shape). One entry may be -1: what is left over."""

    def __init__(self, target_shape: Any, **kwargs: Any):
        super().__init__(**kwargs)
        target_shape = tuple(target_shape)
        if sum(n == -1 for n in target_shape) > 1:
            raise ValueError(
                "The `target_shape` argument must contain at most one unknown dimension (-1). "
                f"Received: target_shape={target_shape}"
            )
        if any(n < -1 for n in target_shape):
            raise ValueError(
                "Each entry of `target_shape` must be a non-negative integer or -1. "
                f"Received: target_shape={target_shape}"
            )
        self.target_shape = target_shape
        self.built = True

    def _resolved(self, shape: tuple) -> tuple:
        """The target shape, with -1 replaced where the input's shape is known, by None where not."""
        known = math.prod(n for n in self.target_shape if n != -1)
        if None in shape:
            return tuple(None if n == -1 else n for n in self.target_shape)
        size = math.prod(shape)
        if (-1 in self.target_shape and (known == 0 or size % known)) or (
            -1 not in self.target_shape and size != known
        ):
            filled = f" ({known} numbers)" if -1 not in self.target_shape else ""
            raise ValueError(
                f"Layer '{self.name}' (Reshape): the total size of the tensor must be unchanged. Received: "
                f"input_shape={tuple(shape)} ({size} numbers a sample), target_shape={self.target_shape}{filled}. "
                "Try -1 for one axis."
            )
        return tuple(size // known if n == -1 else n for n in self.target_shape)

    def call(self, inputs: Any) -> Any:
        shape = self._resolved(inputs.shape[1:])
        batch = inputs.shape[0]
        if batch is not None and None not in shape:
            return ops.reshape(inputs, (batch, *shape))
        return ops.reshape(inputs, (-1 if batch is None else batch, *self.target_shape))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], *self._resolved(tuple(input_shape[1:])))

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "target_shape": self.target_shape}


class Permute(Layer):
    """Reorders axes; `dims` counts from 1, the batch axis 0 stays first."""

    def __init__(self, dims: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"Invalid permutation argument `dims` for Permute Layer. Expected the numbers 1 to {len(self.dims)} in "
                f"some order. Received: dims={dims}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return ops.transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], *(input_shape[d] for d in self.dims))

    def compute_output_spec(self, inputs: Any) -> Any:
        return KerasTensor(self.compute_output_shape(inputs.shape), dtype=inputs.dtype)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "dims": self.dims}


class RepeatVector(Layer):
    """(batch, d) → (batch, n, d)."""

    def __init__(self, n: int, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(n, int):
            raise TypeError(f"Expected an integer value for `n`, got {type(n)}.")
        if n <= 0:
            raise ValueError(f"The value of `n` should be a positive integer. Received: n={n}")
        self.n = n
        self.input_spec = InputSpec(ndim=2)
        self._build_at_init()

    def call(self, inputs: Any) -> Any:
        return ops.tile(ops.expand_dims(inputs, 1), (1, self.n, 1))

    def compute_output_shape(self, input_shape: tuple) -> tuple:
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "n": self.n}
