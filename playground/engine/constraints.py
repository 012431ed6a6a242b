"""`keras.constraints`: what weights must satisfy. The optimizer applies them after each update.

Each maps weights of any shape to allowed weights of that shape.
"""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.identifiers import resolve
from playground.engine.saving import custom_object_scope, serialize_keras_object


class Constraint:
    """Base class. Override `__call__(w)`, giving the nearest allowed weights, and `get_config`."""

    def __call__(self, w: Any) -> Any:
        return w

    def get_config(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Constraint:
        return cls(**config)


def _norms(w: Any, axis: Any) -> Any:
    """√Σ w² along `axis`, kept as length 1."""
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


class MaxNorm(Constraint):
    """Vectors along `axis` no longer than `max_value`. Axis 0 of a Dense kernel: the weights into one unit."""

    def __init__(self, max_value: float = 2, axis: Any = 0):
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        norms = _norms(w, self.axis)
        return w * (ops.clip(norms, 0, self.max_value) / (config.epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        return {"max_value": self.max_value, "axis": self.axis}


class NonNeg(Constraint):
    """No negative weights."""

    def __call__(self, w: Any) -> Any:
        return ops.maximum(ops.convert_to_tensor(w), 0.0)


class UnitNorm(Constraint):
    """Vectors along `axis` of length 1."""

    def __init__(self, axis: Any = 0):
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        return w / (config.epsilon() + _norms(w, self.axis))

    def get_config(self) -> dict[str, Any]:
        return {"axis": self.axis}


class MinMaxNorm(Constraint):
    """Vectors along `axis` between `min_value` and `max_value` long; `rate` < 1 only goes part of the way there."""

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis: Any = 0):
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        norms = _norms(w, self.axis)
        allowed = ops.clip(norms, self.min_value, self.max_value)
        wanted = self.rate * allowed + (1.0 - self.rate) * norms
        return w * (wanted / (config.epsilon() + norms))

    def get_config(self) -> dict[str, Any]:
        return {
            "min_value": self.min_value,
            "max_value": self.max_value,
            "rate": self.rate,
            "axis": self.axis,
        }


# `keras.constraints.max_norm` and so on are the classes, too
max_norm, non_neg, unit_norm, min_max_norm = MaxNorm, NonNeg, UnitNorm, MinMaxNorm
_ALL: dict[str, Any] = {
    "max_norm": MaxNorm,
    "non_neg": NonNeg,
    "unit_norm": UnitNorm,
    "min_max_norm": MinMaxNorm,
}
_ALL |= {cls.__name__: cls for cls in (Constraint, MaxNorm, NonNeg, UnitNorm, MinMaxNorm)}


def get(identifier: Any) -> Any:
    """The constraint for a name ("max_norm"), class, instance, function or config; None for None."""
    return resolve(identifier, _ALL, "constraint", "keras.constraints")


def serialize(constraint: Constraint) -> Any:
    """The config of a constraint."""
    return serialize_keras_object(constraint)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The constraint of a config."""
    with custom_object_scope(custom_objects):
        return get(config)
