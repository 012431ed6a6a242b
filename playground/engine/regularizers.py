"""`keras.regularizers`: penalties on weights, added to the loss. Each maps a tensor of any shape to a scalar."""

from __future__ import annotations

import math
import struct
from typing import Any

from playground.engine import ops
from playground.engine.identifiers import resolve
from playground.engine.saving import custom_object_scope, serialize_keras_object


class Regularizer:
    """Base class. Override `__call__(x)`, giving a scalar, and `get_config`."""

    def __call__(self, x: Any) -> Any:
        return 0.0

    def get_config(self) -> dict[str, Any]:
        raise NotImplementedError(f"{self} does not implement get_config()")

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Regularizer:
        return cls(**config)


class L1(Regularizer):
    """l1 · Σ |x|: pushes weights to exactly zero."""

    def __init__(self, l1: float = 0.01):
        self.l1 = _single(validate_float_arg(0.01 if l1 is None else l1, name="l1"))

    def __call__(self, x: Any) -> Any:
        return self.l1 * ops.sum(ops.abs(x))

    def get_config(self) -> dict[str, Any]:
        return {"l1": self.l1}


class L2(Regularizer):
    """l2 · Σ x²: keeps weights small."""

    def __init__(self, l2: float = 0.01):
        self.l2 = validate_float_arg(0.01 if l2 is None else l2, name="l2")

    def __call__(self, x: Any) -> Any:
        return self.l2 * ops.sum(ops.square(x))

    def get_config(self) -> dict[str, Any]:
        return {"l2": self.l2}


class L1L2(Regularizer):
    """l1 · Σ |x| + l2 · Σ x²."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0):
        self.l1 = validate_float_arg(0.0 if l1 is None else l1, name="l1")
        self.l2 = validate_float_arg(0.0 if l2 is None else l2, name="l2")

    def __call__(self, x: Any) -> Any:
        penalty = ops.convert_to_tensor(0.0, dtype=x.dtype)
        if self.l1:
            penalty = penalty + self.l1 * ops.sum(ops.abs(x))
        if self.l2:
            penalty = penalty + self.l2 * ops.sum(ops.square(x))
        return penalty

    def get_config(self) -> dict[str, Any]:
        return {"l1": self.l1, "l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """factor · mean |cosine| between different rows (or columns) of a matrix: keeps them orthogonal."""

    def __init__(self, factor: float = 0.01, mode: str = "rows"):
        if mode not in {"rows", "columns"}:
            raise ValueError(
                "Invalid value for argument `mode`. Expected one of "
                f'{{"rows", "columns"}}. Received: mode={mode}'
            )
        self.factor = _single(validate_float_arg(factor, name="factor"))
        self.mode = mode

    def __call__(self, x: Any) -> Any:
        if len(x.shape) != 2:
            raise ValueError(
                "Inputs to OrthogonalRegularizer must have rank 2. "
                f"Received: inputs.shape={tuple(x.shape)}"
            )
        rows = x if self.mode == "rows" else ops.transpose(x)
        rows = ops.normalize(rows, axis=1)
        n = rows.shape[0]
        cosines = ops.matmul(rows, ops.transpose(rows)) * (1.0 - ops.eye(n, dtype=rows.dtype))
        pairs = max(n * (n - 1.0) / 2.0, 1.0)
        return self.factor * 0.5 * ops.sum(ops.abs(cosines)) / pairs

    def get_config(self) -> dict[str, Any]:
        return {"factor": self.factor, "mode": self.mode}


def validate_float_arg(value: Any, name: str) -> float:
    """`value` as a float; ValueError unless it is a finite number ≥ 0."""
    number = isinstance(value, float | int) and not isinstance(value, bool)
    if not number or math.isinf(value) or math.isnan(value) or value < 0:
        raise ValueError(
            f"Invalid value for argument {name}: expected a non-negative float. Received: {name}={value}"
        )
    return float(value)


def _single(value: float) -> float:
    """`value` as float32 holds it: what Keras keeps of the factors of L1 and OrthogonalRegularizer."""
    return struct.unpack("f", struct.pack("f", value))[0]


# `keras.regularizers.l2` and so on are the classes, too
l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer
_CLASSES = (L1, L2, L1L2, OrthogonalRegularizer)
_ALL: dict[str, Any] = {"l1": L1, "l2": L2, "l1l2": L1L2, "l1_l2": L1L2}
_ALL |= {"orthogonal_regularizer": OrthogonalRegularizer}
_ALL |= {cls.__name__: cls for cls in _CLASSES}


def get(identifier: Any) -> Any:
    """The regularizer for a name ("l2"), class, instance, function or config; None for None."""
    return resolve(identifier, _ALL, "regularizer", "keras.regularizers")


def serialize(regularizer: Regularizer) -> Any:
    """The config of a regularizer."""
    return serialize_keras_object(regularizer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The regularizer of a config."""
    with custom_object_scope(custom_objects):
        return get(config)
