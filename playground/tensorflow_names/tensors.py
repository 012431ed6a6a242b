"""Making tensors and variables: `tf.constant`, `tf.zeros`, `tf.Variable` and their neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import engine as keras
from playground.engine import Tensor, ops, primitive


class _Element(Tensor):
    """What `variable[key]` is: a tensor, and a place that can be assigned to."""

    __slots__ = ("key", "variable")

    def assign(self, value: Any) -> Any:
        """Put `value` in this place of the variable."""
        values = self.variable.numpy()
        values[self.key] = np.asarray(value)
        return self.variable.assign(values)


class Variable(keras.Variable):
    """A tensor that can be assigned. float32 unless the values are integers, booleans or float64 arrays."""

    def __init__(
        self,
        initial_value: Any,
        trainable: Any = True,
        name: str | None = None,
        dtype: str | None = None,
        shape: Any = None,
    ) -> None:
        value = initial_value() if callable(initial_value) else initial_value
        value = ops.convert_to_tensor(value, dtype=dtype)
        super().__init__(value, dtype=value.dtype, trainable=trainable, name=name)

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        if (
            primitive.tapes or primitive.tracer is not None
        ):  # then it must be the very tensor recorded
            return found
        element = _Element(found.array)
        element.key, element.variable = key, self
        return element


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """A tensor of `value`, filled or reshaped to `shape` when one is given."""
    made = ops.convert_to_tensor(value, dtype=dtype)
    if shape is None:
        return made
    return ops.reshape(made, shape) if made.shape else ops.broadcast_to(made, shape)


def ones(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    """Ones in `shape`."""
    return ops.ones(shape, dtype=dtype)


def zeros(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    """Zeros in `shape`."""
    return ops.zeros(shape, dtype=dtype)


def fill(dims: Any, value: Any, name: str | None = None) -> Any:
    """`value` everywhere in shape `dims`."""
    return ops.full(dims, value)


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None) -> Any:
    """Numbers from `start` up to but without `limit`."""
    return ops.arange(start, limit, delta, dtype=dtype)


def cast(x: Any, dtype: Any, name: str | None = None) -> Any:
    """`x` as numbers of `dtype`."""
    return ops.cast(x, dtype)


def shape(input: Any, out_type: Any = "int32", name: str | None = None) -> Any:
    """The shape of a tensor, as a tensor."""
    return ops.convert_to_tensor(np.array(ops.shape(input)), dtype=out_type)


def rank(input: Any, name: str | None = None) -> Any:
    """How many axes a tensor has."""
    return ops.convert_to_tensor(len(ops.convert_to_tensor(input).shape), dtype="int32")
