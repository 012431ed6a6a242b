"""Numbers scaled to mean 0, variance 1 or length 1."""

from __future__ import annotations

import warnings
from typing import Any

from playground.engine import config, ops
from playground.engine.ops.conversion import cast, floating
from playground.engine.ops.shape_rules import normalize_axes, normalize_axis
from playground.engine.ops.symbolic import op


@op
def moments(x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False) -> Any:
    """Mean and variance over `axes`."""
    x = floating(x)
    if x.dtype == "float16":  # squares overflow at 65504: compute in float32, limit the result
        pair = moments(cast(x, "float32"), axes, keepdims)
        return tuple(cast(ops.clip(m, -65504.0, 65504.0), "float16") for m in pair)
    return ops.mean(x, axes, keepdims), ops.var(x, axes, keepdims)


@op
def normalize(x: Any, axis: int = -1, order: int = 2, epsilon: float | None = None) -> Any:
    """x divided by its norm over `axis`; a norm below `epsilon` counts as `epsilon`."""
    if not isinstance(order, int) or order < 1:
        raise ValueError(f"Argument `order` must be an int >= 1. Received: order={order}")
    x = floating(x)
    small = config.epsilon() if epsilon is None else epsilon
    if order == 2:
        length = ops.sqrt(ops.maximum(ops.sum(ops.square(x), axis, keepdims=True), small**2))
        return x / length
    length = ops.power(ops.sum(ops.power(ops.absolute(x), order), axis, keepdims=True), 1 / order)
    return x / ops.maximum(length, small)


@op
def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    axis: int,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 1e-3,
) -> Any:
    """(x - mean) / √(variance + epsilon) · scale + offset, each given along `axis`."""
    x = floating(x)
    length = x.shape[axis]
    given = {"mean": mean, "variance": variance, "offset": offset, "scale": scale}
    for name, vector in given.items():
        if vector is not None and tuple(vector.shape) != (length,) and length is not None:
            raise ValueError(
                f"`{name}` must be a vector of length, equal to `x.shape[axis]` = {length}. "
                f"Received: {name}.shape={tuple(vector.shape)}, x.shape={tuple(x.shape)}, axis={axis}"
            )
    shape = tuple(-1 if i == normalize_axis(axis, len(x.shape)) else 1 for i in range(len(x.shape)))
    factor = ops.rsqrt(ops.reshape(variance, shape) + epsilon)
    if scale is not None:
        factor = factor * ops.reshape(scale, shape)
    shift = -ops.reshape(mean, shape) * factor
    if offset is not None:
        shift = shift + ops.reshape(offset, shape)
    return x * factor + shift


@op
def layer_normalization(
    x: Any,
    gamma: Any = None,
    beta: Any = None,
    axis: Any = -1,
    epsilon: float | None = None,
    **kwargs: Any,
) -> Any:
    """(x - mean) / √(variance + epsilon) over `axis`, times gamma, plus beta. Ba et al., "Layer normalization"
    (2016). Computed in float32 at least. `rms_scaling=True` is Keras's older way, x / √(variance + epsilon)."""
    rms_scaling = kwargs.pop("rms_scaling", False)
    if kwargs:
        raise TypeError(f"layer_normalization() got unexpected arguments: {sorted(kwargs)}")
    x = floating(x)
    precise = _precise(x)
    epsilon = config.epsilon() if epsilon is None else epsilon
    mean, variance = moments(precise, axis, keepdims=True)
    if rms_scaling:
        warnings.warn(
            "You passed `rms_scaling=True`, which is deprecated: it divides by the deviation from the mean, not by the "
            "root mean square. Try `keras.ops.rms_normalization`.",
            stacklevel=3,
        )
        mean, beta = 0, None
    y = _scale_and_shift((precise - mean) * ops.rsqrt(variance + epsilon), gamma, beta, axis)
    return cast(y, x.dtype)


@op
def rms_normalization(
    x: Any, scale: Any = None, axis: Any = -1, epsilon: float | None = None
) -> Any:
    """x / √(mean(x²) + epsilon) over `axis`, times `scale`. Zhang and Sennrich, "Root mean square layer
    normalization" (2019). Computed in float32 at least."""
    x = floating(x)
    precise = _precise(x)
    epsilon = config.epsilon() if epsilon is None else epsilon
    size = ops.mean(ops.square(precise), axis, keepdims=True)
    y = _scale_and_shift(precise * ops.rsqrt(size + epsilon), scale, None, axis)
    return cast(y, x.dtype)


def _precise(x: Any) -> Any:
    """`x` in float32 at least."""
    return cast(x, "float32") if x.dtype in ("float16", "bfloat16") else x


def _scale_and_shift(x: Any, scale: Any, shift: Any, axis: Any) -> Any:
    """`scale` and `shift` have the lengths of the axes that were normalized, or broadcast with x."""
    axes = normalize_axes(axis, len(x.shape))

    def fitting(v: Any) -> Any:
        v = cast(v, x.dtype)
        if len(v.shape) == len(x.shape) or axes == (len(x.shape) - 1,):
            return v
        return ops.reshape(v, tuple(n if i in axes else 1 for i, n in enumerate(x.shape)))

    if scale is not None:
        x = x * fitting(scale)
    return x if shift is None else x + fitting(shift)
