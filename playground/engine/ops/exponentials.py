"""Exponentials, logarithms and roots."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine.ops.conversion import floating
from playground.engine.ops.elementwise import unary
from playground.engine.ops.shape_rules import same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_exp = unary("exp", np.exp, lambda g, y, x: g * y)


@op
def exp(x: Any) -> Any:
    """e to the power x."""
    return apply(_exp, (floating(x),))


_exp2 = unary("exp2", np.exp2, lambda g, y, x: g * y * math.log(2))


@op
def exp2(x: Any) -> Any:
    """2 to the power x."""
    return apply(_exp2, (floating(x),))


_expm1 = unary("expm1", np.expm1, lambda g, y, x: g * (y + 1))


@op
def expm1(x: Any) -> Any:
    """exp(x) - 1, exact for small x."""
    return apply(_expm1, (floating(x),))


_log = unary("log", np.log, lambda g, y, x: g / x)


@op
def log(x: Any) -> Any:
    """The natural logarithm."""
    return apply(_log, (floating(x),))


_log1p = unary("log1p", np.log1p, lambda g, y, x: g / (x + 1))


@op
def log1p(x: Any) -> Any:
    """log(1 + x), exact for small x."""
    return apply(_log1p, (floating(x),))


_log2 = unary("log2", np.log2, lambda g, y, x: g / (x * math.log(2)))


@op
def log2(x: Any) -> Any:
    """The logarithm to base 2."""
    return apply(_log2, (floating(x),))


_log10 = unary("log10", np.log10, lambda g, y, x: g / (x * math.log(10)))


@op
def log10(x: Any) -> Any:
    """The logarithm to base 10."""
    return apply(_log10, (floating(x),))


_sqrt = unary("sqrt", np.sqrt, lambda g, y, x: g * 0.5 / y)


@op
def sqrt(x: Any) -> Any:
    """The square root."""
    return apply(_sqrt, (floating(x),))


def _rsqrt_forward(x: np.ndarray, out: Any = None) -> Any:
    return np.divide(x.dtype.type(1), np.sqrt(x, out=out), out=out)


_rsqrt = Primitive(
    "rsqrt", _rsqrt_forward, same, (lambda g, y, x: g * -0.5 * y / x,), takes_out=True
)


@op
def rsqrt(x: Any) -> Any:
    """1 / √x."""
    return apply(_rsqrt, (floating(x),))


_cbrt = unary("cbrt", np.cbrt, lambda g, y, x: g / (3 * y * y))


@op
def cbrt(x: Any) -> Any:
    """The cube root."""
    return apply(_cbrt, (floating(x),))


_reciprocal = unary("reciprocal", np.reciprocal, lambda g, y, x: -g * y * y)


@op
def reciprocal(x: Any) -> Any:
    """1 / x."""
    return apply(_reciprocal, (floating(x),))
