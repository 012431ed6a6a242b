"""The functions neural networks are made of: activations, softmax, normalisation, crossentropies."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.ops.conversion import cast, constant, floating, promote_all, tensor
from playground.engine.ops.shape_rules import normalize_axes, normalize_axis, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


# -------------------------------------------------------------------------------------------- sigmoidal
def _sigmoid_forward(x: np.ndarray, out: Any = None) -> np.ndarray:
    """1 / (1 + e^-x) = (1 + tanh(x/2)) / 2, which cannot overflow."""
    out = np.multiply(x, 0.5, out=np.empty_like(x) if out is None else out)
    np.tanh(out, out=out)
    out += 1
    out *= 0.5
    return out


_sigmoid = Primitive(
    "sigmoid", _sigmoid_forward, same, (lambda g, y, x: g * y * (1 - y),), takes_out=True
)


@op
def sigmoid(x: Any) -> Any:
    """1 / (1 + e^-x), from 0 to 1."""
    return apply(_sigmoid, (floating(x),))


_softplus = Primitive(
    "softplus",
    lambda x, out=None: np.logaddexp(x, x.dtype.type(0), out=out),
    same,
    (lambda g, y, x: g * sigmoid(x),),
    takes_out=True,
)


@op
def softplus(x: Any) -> Any:
    """log(1 + e^x): a smooth relu."""
    return apply(_softplus, (floating(x),))


@op
def log_sigmoid(x: Any) -> Any:
    """log(sigmoid(x))."""
    return -softplus(-floating(x))


@op
def softsign(x: Any) -> Any:
    """x / (1 + |x|), from -1 to 1."""
    x = floating(x)
    return x / (ops.absolute(x) + 1)


@op
def hard_sigmoid(x: Any) -> Any:
    """x/6 + 1/2 limited to the range from 0 to 1."""
    return relu6(floating(x) + 3) * (1 / 6)


@op
def silu(x: Any) -> Any:
    """x · sigmoid(x). Ramachandran et al., "Searching for activation functions" (2017)."""
    x = floating(x)
    return x * sigmoid(x)


swish = silu


@op
def hard_silu(x: Any) -> Any:
    """x · hard_sigmoid(x). Howard et al., "Searching for MobileNetV3" (2019)."""
    x = floating(x)
    return x * hard_sigmoid(x)


hard_swish = hard_silu


@op
def tanh_shrink(x: Any) -> Any:
    """x - tanh(x)."""
    x = floating(x)
    return x - ops.tanh(x)


@op
def hard_tanh(x: Any) -> Any:
    """x limited to the range from -1 to 1."""
    return ops.clip(floating(x), -1.0, 1.0)


# ----------------------------------------------------------------------------------------- rectifying
_relu = Primitive(
    "relu",
    lambda x, out=None: np.maximum(x, x.dtype.type(0), out=out),
    same,
    (lambda g, y, x: g * cast(y > 0, g.dtype),),
    takes_out=True,
)


@op
def relu(x: Any) -> Any:
    """max(x, 0)."""
    return apply(_relu, (tensor(x),))


@op
def relu6(x: Any) -> Any:
    """x limited to the range from 0 to 6."""
    return ops.clip(x, 0, 6)


@op
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x where positive, `negative_slope` · x elsewhere."""
    x = floating(x)
    return ops.where(x > 0, x, x * negative_slope)


@op
def elu(x: Any, alpha: float = 1.0) -> Any:
    """x where positive, alpha · (e^x - 1) elsewhere. Clevert et al., "Fast and accurate deep network learning by
    exponential linear units" (2015)."""
    x = floating(x)
    return ops.where(x > 0, x, alpha * ops.expm1(ops.minimum(x, 0)))


@op
def selu(x: Any) -> Any:
    """A scaled elu that keeps mean 0 and variance 1. Klambauer et al., "Self-normalizing neural networks" (2017)."""
    return 1.0507009873554805 * elu(x, 1.6732632423543772)


@op
def celu(x: Any, alpha: float = 1.0) -> Any:
    """max(x, 0) + min(0, alpha · (e^(x/alpha) - 1)). Barron, "Continuously differentiable exponential linear
    units" (2017)."""
    x = floating(x)
    return ops.maximum(x, 0) + alpha * ops.expm1(ops.minimum(x, 0) / alpha)


@op
def gelu(x: Any, approximate: bool = True) -> Any:
    """x times the probability that a standard normal variable is below x; `approximate` by tanh. Hendrycks and
    Gimpel, "Gaussian error linear units" (2016)."""
    x = floating(x)
    if approximate:
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1 + ops.tanh(inner))
    return 0.5 * x * (1 + ops.erf(x * math.sqrt(0.5)))


@op
def mish(x: Any) -> Any:
    """x · tanh(softplus(x)). Misra, "Mish: a self regularized non-monotonic activation function" (2019)."""
    x = floating(x)
    return x * ops.tanh(softplus(x))


@op
def glu(x: Any, axis: int = -1) -> Any:
    """The first half of x along `axis` times the sigmoid of the second half."""
    x = floating(x)
    n = x.shape[axis]
    if n is not None and n % 2:
        raise ValueError(
            f"axis size must be divisible by 2. Received: x.shape={x.shape} with axis={axis}"
        )
    a, b = ops.split(x, 2, axis)
    return a * sigmoid(b)


@op
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x moved towards 0 by `threshold`, and 0 when it is nearer."""
    x = floating(x)
    zero = constant(0, x.dtype)
    return ops.where(x > threshold, x - threshold, ops.where(x < -threshold, x + threshold, zero))


@op
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x, and 0 where |x| <= threshold."""
    x = floating(x)
    return ops.where(ops.absolute(x) > threshold, x, constant(0, x.dtype))


@op
def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x where above `threshold`, `default_value` elsewhere."""
    x = floating(x)
    return ops.where(x > threshold, x, constant(float(default_value), x.dtype))


@op
def squareplus(x: Any, b: float = 4) -> Any:
    """(x + √(x² + b)) / 2. Barron, "Squareplus: a softplus-like algebraic rectifier" (2021)."""
    x = floating(x)
    return 0.5 * (x + ops.sqrt(x * x + b))


@op
def sparse_plus(x: Any) -> Any:
    """0 up to -1, x from 1 on, and (x + 1)² / 4 between."""
    x = floating(x)
    return ops.where(x <= -1, constant(0, x.dtype), ops.where(x < 1, 0.25 * ops.square(x + 1), x))


@op
def sparse_sigmoid(x: Any) -> Any:
    """0 up to -1, 1 from 1 on, and (x + 1) / 2 between."""
    return ops.clip(0.5 * (floating(x) + 1), 0.0, 1.0)


# --------------------------------------------------------------------------------------------- softmax
def _softmax_forward(x: np.ndarray, axis: Any, out: Any = None) -> np.ndarray:
    out = np.subtract(
        x,
        np.maximum.reduce(x, axis=axis, keepdims=True),
        out=np.empty_like(x) if out is None else out,
    )
    np.exp(out, out=out)
    out /= np.add.reduce(out, axis=axis, keepdims=True)
    return out


def _softmax_gradient(g: Any, y: Any, x: Any, axis: Any) -> Any:
    gy = g * y
    return gy - y * ops.sum(gy, axis, keepdims=True)


_softmax = Primitive("softmax", _softmax_forward, same, (_softmax_gradient,), takes_out=True)


def _softmax_axes(x: Any, axis: Any) -> Any:
    if axis is None:
        return tuple(range(len(x.shape)))
    if isinstance(axis, list | tuple):
        return tuple(normalize_axis(a, len(x.shape)) for a in axis)
    return normalize_axis(axis, len(x.shape))


@op
def softmax(x: Any, axis: Any = -1) -> Any:
    """e^x divided by its sum over `axis`: positive numbers that add up to 1."""
    x = floating(x)
    if axis.__class__ is int and x.shape and x.shape[axis] == 1:
        warnings.warn(
            f"You are using a softmax over axis {axis} of a tensor of shape {x.shape}. This axis has size 1. The "
            "softmax operation will always return the value 1, which is likely not what you intended. Did you mean "
            "to use a sigmoid instead?",
            stacklevel=3,
        )
    return apply(_softmax, (x,), {"axis": _softmax_axes(x, axis)})


def _log_softmax_forward(x: np.ndarray, axis: Any, out: Any = None) -> np.ndarray:
    out = np.subtract(
        x,
        np.maximum.reduce(x, axis=axis, keepdims=True),
        out=np.empty_like(x) if out is None else out,
    )
    out -= np.log(np.add.reduce(np.exp(out), axis=axis, keepdims=True))
    return out


_log_softmax = Primitive(
    "log_softmax",
    _log_softmax_forward,
    same,
    (lambda g, y, x, axis: g - ops.exp(y) * ops.sum(g, axis, keepdims=True),),
    takes_out=True,
)


@op
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """log(softmax(x)), exact where the softmax is tiny."""
    x = floating(x)
    return apply(_log_softmax, (x,), {"axis": _softmax_axes(x, axis)})


@op
def sparsemax(x: Any, axis: int = -1) -> Any:
    """The nearest point (by distance) on the simplex: like softmax, with exact zeros. Martins and Astudillo, "From
    softmax to sparsemax" (2016)."""
    x = floating(x)
    z = ops.moveaxis(x, axis, -1)
    ordered = ops.flip(ops.sort(z, -1), -1)
    n = z.shape[-1]
    ranks = tensor(np.arange(1, n + 1).astype(x.dtype))
    total = ops.cumsum(ordered, -1) - 1
    inside = cast(ordered * ranks > total, "int32")
    k = ops.sum(inside, -1, keepdims=True)
    tau = ops.take_along_axis(total, k - 1, -1) / cast(k, x.dtype)
    return ops.moveaxis(relu(z - tau), -1, axis)


# ------------------------------------------------------------------------------------- crossentropies
def _same_shapes(target: Any, output: Any) -> None:
    if len(target.shape) != len(output.shape) or any(
        a is not None and b is not None and a != b for a, b in zip(target.shape, output.shape)
    ):
        raise ValueError(
            "Arguments `target` and `output` must have the same shape. Received: "
            f"target.shape={tuple(target.shape)}, output.shape={tuple(output.shape)}"
        )


def _clipped(p: Any) -> Any:
    epsilon = config.epsilon()
    return ops.clip(p, epsilon, 1 - epsilon)


@op
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-(t log p + (1 - t) log(1 - p)) element by element; p is clipped to [1e-7, 1 - 1e-7]."""
    target, output = tensor(target), floating(output)
    _same_shapes(target, output)
    target = cast(target, output.dtype)
    if from_logits:  # max(z, 0) - z t + log(1 + e^-|z|)
        return relu(output) - output * target + softplus(-ops.absolute(output))
    output = _clipped(output)
    return -(target * ops.log(output) + (1 - target) * ops.log(1 - output))


@op
def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-Σ t log p over `axis`; probabilities are scaled to add up to 1 and clipped to [1e-7, 1 - 1e-7]."""
    target, output = tensor(target), floating(output)
    _same_shapes(target, output)
    if len(output.shape) < 1:
        raise ValueError(
            "Arguments `target` and `output` must be at least rank 1. "
            f"Received: target.shape={target.shape}, output.shape={output.shape}"
        )
    target = cast(target, output.dtype)
    if from_logits:
        log_p = log_softmax(output, axis)
    else:
        log_p = ops.log(_clipped(output / ops.sum(output, axis, keepdims=True)))
    return -ops.sum(target * log_p, axis)


@op
def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """-log p of the class that the integer `target` names; `output` has one more axis than `target`."""
    target, output = tensor(target), floating(output)
    if "int" not in target.dtype:
        target = cast(target, "int32")
    if len(target.shape) == len(output.shape) and target.shape[-1] == 1:
        target = ops.squeeze(target, -1)
    if len(output.shape) < 1:
        raise ValueError(
            f"Argument `output` must be at least rank 1. Received: output.shape={output.shape}"
        )
    axis = normalize_axis(axis, len(output.shape))
    without = tuple(n for i, n in enumerate(output.shape) if i != axis)
    if len(target.shape) != len(without) or any(
        a is not None and b is not None and a != b for a, b in zip(target.shape, without)
    ):
        raise ValueError(
            "Arguments `target` and `output` must have the same shape up until the last dimension: "
            f"target.shape={tuple(target.shape)}, output.shape={tuple(output.shape)}"
        )
    if from_logits:
        log_p = log_softmax(output, axis)
    else:
        log_p = ops.log(_clipped(output / ops.sum(output, axis, keepdims=True)))
    target = ops.one_hot(target, output.shape[axis], axis=axis, dtype=output.dtype)
    return -ops.sum(target * log_p, axis)


# --------------------------------------------------------------------------------------- normalisation
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
    (2016)."""
    x = floating(x)
    epsilon = config.epsilon() if epsilon is None else epsilon
    mean, variance = moments(x, axis, keepdims=True)
    return _scale_and_shift((x - mean) * ops.rsqrt(variance + epsilon), gamma, beta, axis)


@op
def rms_normalization(
    x: Any, scale: Any = None, axis: Any = -1, epsilon: float | None = None
) -> Any:
    """x / √(mean(x²) + epsilon) over `axis`, times `scale`. Zhang and Sennrich, "Root mean square layer
    normalization" (2019)."""
    x = floating(x)
    epsilon = config.epsilon() if epsilon is None else epsilon
    size = ops.mean(ops.square(x), axis, keepdims=True)
    return _scale_and_shift(x * ops.rsqrt(size + epsilon), scale, None, axis)


def _scale_and_shift(x: Any, scale: Any, shift: Any, axis: Any) -> Any:
    axes = normalize_axes(axis, len(x.shape))
    shape = tuple(n if i in axes else 1 for i, n in enumerate(x.shape))
    if scale is not None:
        x = x * cast(ops.reshape(scale, shape), x.dtype)
    return x if shift is None else x + cast(ops.reshape(shift, shape), x.dtype)


# ------------------------------------------------------------------------------------------- attention
@op
def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Any:
    """softmax(query · key · scale) · value for each head. Vaswani et al., "Attention is all you need" (2017).

    query (batch, target, heads, depth), key and value (batch, source, key heads, depth) → like query. `mask` and `bias`
    broadcast to (batch, heads, target, source).
    """
    if flash_attention:
        raise ValueError("Flash attention is not available here. Try flash_attention=None.")
    q, k, v = promote_all((query, key, value), float)
    if len(q.shape) != 4 or len(k.shape) != 4 or len(v.shape) != 4:
        raise ValueError(
            "`dot_product_attention` only supports 4D inputs. "
            f"Received: query.shape={q.shape}, key.shape={k.shape}, value.shape={v.shape}."
        )
    heads, key_heads, depth = q.shape[2], k.shape[2], q.shape[3]
    if heads != key_heads:
        k, v = ops.repeat(k, heads // key_heads, 2), ops.repeat(v, heads // key_heads, 2)
    logits = ops.einsum("btnh,bsnh->bnts", q, k) * (
        1 / math.sqrt(depth) if scale is None else scale
    )
    if attn_logits_soft_cap is not None:
        logits = ops.tanh(logits / attn_logits_soft_cap) * attn_logits_soft_cap
    if bias is not None:
        logits = logits + cast(bias, logits.dtype)
    lowest = constant(0.7 * np.finfo(logits.dtype).min.item(), logits.dtype)
    if mask is not None:
        logits = ops.where(cast(mask, "bool"), logits, lowest)
    if is_causal:
        t, s = q.shape[1], k.shape[1]
        logits = ops.where(np.tri(t, s, dtype=bool), logits, lowest)
    return ops.einsum("bnts,bsnh->btnh", softmax(logits), v)


@op
def psnr(x1: Any, x2: Any, max_val: float) -> Any:
    """Peak signal-to-noise ratio in decibels: 20 log₁₀(max_val) - 10 log₁₀(mean squared difference)."""
    x1, x2 = promote_all((x1, x2), float)
    if tuple(x1.shape) != tuple(x2.shape):
        raise ValueError(
            f"Input shapes {x1.shape} and {x2.shape} must match for PSNR calculation. "
        )
    return 20 * math.log10(max_val) - 10 * ops.log10(ops.mean(ops.square(x1 - x2)))


@op
def polar(abs_: Any, angle: Any) -> Any:
    """The complex number of magnitude `abs_` and angle `angle` in radians."""
    return ops.view_as_complex(ops.stack([abs_ * ops.cos(angle), abs_ * ops.sin(angle)], -1))
