"""Trigonometric and hyperbolic functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import constant, floating
from playground.engine.ops.elementwise import unary
from playground.engine.ops.symbolic import op
from playground.engine.primitive import apply

_sin = unary("sin", np.sin, lambda g, y, x: g * cos(x))

_cos = unary("cos", np.cos, lambda g, y, x: -g * sin(x))

_tan = unary("tan", np.tan, lambda g, y, x: g * (y * y + 1))

_arcsin = unary("arcsin", np.arcsin, lambda g, y, x: g * ops.rsqrt(1 - x * x))

_arccos = unary("arccos", np.arccos, lambda g, y, x: -g * ops.rsqrt(1 - x * x))

_arctan = unary("arctan", np.arctan, lambda g, y, x: g / (x * x + 1))

_sinh = unary("sinh", np.sinh, lambda g, y, x: g * cosh(x))

_cosh = unary("cosh", np.cosh, lambda g, y, x: g * sinh(x))

_tanh = unary("tanh", np.tanh, lambda g, y, x: g * (1 - y * y))

_arcsinh = unary("arcsinh", np.arcsinh, lambda g, y, x: g * ops.rsqrt(x * x + 1))

_arccosh = unary("arccosh", np.arccosh, lambda g, y, x: g * ops.rsqrt(x * x - 1))

_arctanh = unary("arctanh", np.arctanh, lambda g, y, x: g / (1 - x * x))


@op
def sin(x: Any) -> Any:
    """Sine of x in radians."""
    return apply(_sin, (floating(x),))


@op
def cos(x: Any) -> Any:
    """Cosine of x in radians."""
    return apply(_cos, (floating(x),))


@op
def tan(x: Any) -> Any:
    """Tangent of x in radians."""
    return apply(_tan, (floating(x),))


@op
def arcsin(x: Any) -> Any:
    """The angle in radians whose sine is x."""
    return apply(_arcsin, (floating(x),))


@op
def arccos(x: Any) -> Any:
    """The angle in radians whose cosine is x."""
    return apply(_arccos, (floating(x),))


@op
def arctan(x: Any) -> Any:
    """The angle in radians whose tangent is x."""
    return apply(_arctan, (floating(x),))


@op
def sinh(x: Any) -> Any:
    """Hyperbolic sine."""
    return apply(_sinh, (floating(x),))


@op
def cosh(x: Any) -> Any:
    """Hyperbolic cosine."""
    return apply(_cosh, (floating(x),))


@op
def tanh(x: Any) -> Any:
    """Hyperbolic tangent, from -1 to 1."""
    return apply(_tanh, (floating(x),))


@op
def arcsinh(x: Any) -> Any:
    """Inverse of sinh."""
    return apply(_arcsinh, (floating(x),))


@op
def arccosh(x: Any) -> Any:
    """Inverse of cosh."""
    return apply(_arccosh, (floating(x),))


@op
def arctanh(x: Any) -> Any:
    """Inverse of tanh."""
    return apply(_arctanh, (floating(x),))


@op
def deg2rad(x: Any) -> Any:
    """Degrees to radians."""
    return floating(x) * (math.pi / 180)


@op
def rad2deg(x: Any) -> Any:
    """Radians to degrees."""
    return floating(x) * (180 / math.pi)


@op
def sinc(x: Any) -> Any:
    """sin(πx) / (πx), and 1 at 0."""
    x = floating(x)
    scaled = x * math.pi
    safe = ops.where(x == 0, constant(1, x.dtype), scaled)
    return ops.where(x == 0, constant(1, x.dtype), sin(safe) / safe)
