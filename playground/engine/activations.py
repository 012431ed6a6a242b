"""Activation functions, by name or as functions: `get("relu")`, `relu`, …"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import ops
from playground.engine.identifiers import resolve
from playground.engine.ops import (
    celu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    log_sigmoid,
    mish,
    selu,
    silu,
    soft_shrink,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    tanh_shrink,
    threshold,
)


def linear(x: Any) -> Any:
    """x itself."""
    return x


def relu(
    x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Any:
    """max(x, 0); or `negative_slope` · (x - threshold) below `threshold`, and at most `max_value`."""
    if negative_slope == 0 and threshold == 0:
        if max_value is None:
            return ops.relu(x)
        return ops.relu6(x) if max_value == 6 else ops.clip(x, 0.0, max_value)
    if threshold == 0 and max_value is None:
        return ops.leaky_relu(x, negative_slope)
    x = ops.convert_to_tensor(x) if not hasattr(x, "shape") else x
    y = ops.where(
        ops.greater_equal(x, threshold) if threshold <= 0 else ops.greater(x, threshold), x, 0.0
    )
    if max_value is not None:
        y = ops.minimum(y, max_value)
    if negative_slope:
        y = y + negative_slope * ops.minimum(x - threshold, 0.0)
    return ops.cast(y, x.dtype)


def relu6(x: Any) -> Any:
    """x limited to the range from 0 to 6."""
    return ops.relu6(x)


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x where positive, `negative_slope` · x elsewhere."""
    return ops.leaky_relu(x, negative_slope)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """x where positive, alpha · (e^x - 1) elsewhere."""
    return ops.elu(x, alpha)


def gelu(x: Any, approximate: bool = False) -> Any:
    """x · P(X <= x) for a standard normal X."""
    return ops.gelu(x, approximate)


def softmax(x: Any, axis: Any = -1) -> Any:
    """Positive numbers that add up to 1 over `axis`."""
    return ops.softmax(x, axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """log(softmax(x))."""
    return ops.log_softmax(x, axis)


def sigmoid(x: Any) -> Any:
    """1 / (1 + e^-x), from 0 to 1."""
    return ops.sigmoid(x)


def tanh(x: Any) -> Any:
    """Hyperbolic tangent, from -1 to 1."""
    return ops.tanh(x)


def exponential(x: Any) -> Any:
    """e^x."""
    return ops.exp(x)


swish, hard_swish = silu, hard_silu

ALL: dict[str, Callable] = {
    f.__name__: f
    for f in (
        celu,
        elu,
        exponential,
        gelu,
        glu,
        hard_shrink,
        hard_sigmoid,
        hard_silu,
        hard_tanh,
        leaky_relu,
        linear,
        log_sigmoid,
        log_softmax,
        mish,
        relu,
        relu6,
        selu,
        sigmoid,
        silu,
        soft_shrink,
        softmax,
        softplus,
        softsign,
        sparse_plus,
        sparse_sigmoid,
        sparsemax,
        squareplus,
        tanh,
        tanh_shrink,
        threshold,
    )
} | {"swish": silu, "hard_swish": hard_silu}


def serialize(activation: Callable) -> Any:
    """The name of a built-in activation; for others what `keras.saving` makes of it."""
    name = getattr(activation, "__name__", None)
    if name in ALL and ALL[name] is activation:
        return name
    from playground.engine import saving

    config = saving.serialize_keras_object(activation)
    return (
        config["config"]
        if isinstance(config, dict) and isinstance(config.get("config"), str)
        else config
    )


def deserialize(config: Any, custom_objects: dict | None = None) -> Any:
    """The activation that `serialize` described."""
    if isinstance(config, str) and config in ALL and config not in (custom_objects or {}):
        return ALL[config]
    from playground.engine import saving

    return saving.deserialize_keras_object(
        config, module_objects=ALL, custom_objects=custom_objects
    )


def get(identifier: Any) -> Any:
    """The activation function for a name, a config or a callable; `linear` for None."""
    if identifier is None:
        return linear
    if isinstance(identifier, str) and identifier in ALL:
        return ALL[identifier]
    if isinstance(identifier, type):
        name = identifier.__name__
        raise ValueError(
            f"Could not interpret activation function identifier: {name}, a class. A class is called when a layer is "
            f"made, not on data: write {name}(), or the name of a function such as {name.lower()!r}."
        )
    return resolve(identifier, ALL, "activation function", "keras.activations")
