"""Functions that make layers nonlinear: sigmoid, relu and their relatives, element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, constant, floating, tensor
from playground.engine.ops.shape_rules import same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _sigmoid_forward(x: np.ndarray, out: Any = None) -> np.ndarray:
    """1 / (1 + e^-x) as it is written: exact to a rounding far down in the tail, where (1 + tanh(x/2)) / 2 is 0.

    Below -88 in float32 e^-x is infinite, and the result 0.
    """
    out = np.negative(x, out=np.empty_like(x) if out is None else out)
    np.exp(out, out=out)
    out += 1
    return np.divide(1, out, out=out)


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
