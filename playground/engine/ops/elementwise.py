"""Functions of one tensor, element by element: exp, log, sqrt, sin, abs, round, clip, …

Ints and bools become the default float where the function leaves the integers.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, constant, floating, promote_all, tensor
from playground.engine.ops.shape_rules import broadcast, same, same_to_bool
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _unary(name: str, forward: Any, dx: Any = None, shape: Any = same) -> Primitive:
    return Primitive(name, forward, shape, (dx,) if dx else ())


# --------------------------------------------------------------------------- exponentials and logarithms
_exp = _unary("exp", np.exp, lambda g, y, x: g * y)


@op
def exp(x: Any) -> Any:
    """e to the power x."""
    return apply(_exp, (floating(x),))


_exp2 = _unary("exp2", np.exp2, lambda g, y, x: g * y * math.log(2))


@op
def exp2(x: Any) -> Any:
    """2 to the power x."""
    return apply(_exp2, (floating(x),))


_expm1 = _unary("expm1", np.expm1, lambda g, y, x: g * (y + 1))


@op
def expm1(x: Any) -> Any:
    """exp(x) - 1, exact for small x."""
    return apply(_expm1, (floating(x),))


_log = _unary("log", np.log, lambda g, y, x: g / x)


@op
def log(x: Any) -> Any:
    """The natural logarithm."""
    return apply(_log, (floating(x),))


_log1p = _unary("log1p", np.log1p, lambda g, y, x: g / (x + 1))


@op
def log1p(x: Any) -> Any:
    """log(1 + x), exact for small x."""
    return apply(_log1p, (floating(x),))


_log2 = _unary("log2", np.log2, lambda g, y, x: g / (x * math.log(2)))


@op
def log2(x: Any) -> Any:
    """The logarithm to base 2."""
    return apply(_log2, (floating(x),))


_log10 = _unary("log10", np.log10, lambda g, y, x: g / (x * math.log(10)))


@op
def log10(x: Any) -> Any:
    """The logarithm to base 10."""
    return apply(_log10, (floating(x),))


# ------------------------------------------------------------------------------------------------ roots
_sqrt = _unary("sqrt", np.sqrt, lambda g, y, x: g * 0.5 / y)


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


_cbrt = _unary("cbrt", np.cbrt, lambda g, y, x: g / (3 * y * y))


@op
def cbrt(x: Any) -> Any:
    """The cube root."""
    return apply(_cbrt, (floating(x),))


_reciprocal = _unary("reciprocal", np.reciprocal, lambda g, y, x: -g * y * y)


@op
def reciprocal(x: Any) -> Any:
    """1 / x."""
    return apply(_reciprocal, (floating(x),))


# ---------------------------------------------------------------------------------- sign and magnitude
_negative = _unary("negative", np.negative, lambda g, y, x: -g)


@op
def negative(x: Any) -> Any:
    """-x."""
    return apply(_negative, (tensor(x),))


@op
def positive(x: Any) -> Any:
    """x itself."""
    return tensor(x)


def _real_dtype(x: Any) -> Any:
    dtype = {"complex64": "float32", "complex128": "float64"}.get(x.dtype, x.dtype)
    return tuple(x.shape), dtype


_absolute = _unary("absolute", np.absolute, lambda g, y, x: g * sign(x), _real_dtype)


@op
def absolute(x: Any) -> Any:
    """|x|."""
    x = tensor(x)
    return x if x.dtype == "bool" else apply(_absolute, (x,))


abs = absolute
_sign = _unary("sign", np.sign)


@op
def sign(x: Any) -> Any:
    """-1, 0 or 1."""
    x = tensor(x)
    return apply(_sign, (cast(x, "int32") if x.dtype == "bool" else x,))


_signbit = _unary("signbit", np.signbit, shape=same_to_bool)


@op
def signbit(x: Any) -> Any:
    """Whether the sign bit is set (true for -0.0)."""
    x = tensor(x)
    return apply(_signbit, (cast(x, "int32") if x.dtype == "bool" else x,))


@op
def fabs(x: Any) -> Any:
    """|x| as a float."""
    return absolute(floating(x))


# --------------------------------------------------------------------------------------------- rounding
_floor = _unary("floor", np.floor)
_ceil = _unary("ceil", np.ceil)
_trunc = _unary("trunc", np.trunc)
_round = Primitive(
    "round", lambda x, decimals, out=None: np.round(x, decimals, out=out), same, takes_out=True
)


@op
def floor(x: Any) -> Any:
    """The largest integer not above x, as a float."""
    return apply(_floor, (floating(x),))


@op
def ceil(x: Any) -> Any:
    """The smallest integer not below x, as a float."""
    return apply(_ceil, (floating(x),))


@op
def trunc(x: Any) -> Any:
    """x without its fraction."""
    x = tensor(x)
    return x if "float" not in x.dtype else apply(_trunc, (x,))


@op
def round(x: Any, decimals: int = 0) -> Any:
    """x rounded to `decimals` places, halves to the even neighbour."""
    x = tensor(x)
    return apply(_round, (cast(x, "int32") if x.dtype == "bool" else x,), {"decimals": decimals})


# ----------------------------------------------------------------------------------------- trigonometry
_sin = _unary("sin", np.sin, lambda g, y, x: g * cos(x))
_cos = _unary("cos", np.cos, lambda g, y, x: -g * sin(x))
_tan = _unary("tan", np.tan, lambda g, y, x: g * (y * y + 1))
_arcsin = _unary("arcsin", np.arcsin, lambda g, y, x: g * rsqrt(1 - x * x))
_arccos = _unary("arccos", np.arccos, lambda g, y, x: -g * rsqrt(1 - x * x))
_arctan = _unary("arctan", np.arctan, lambda g, y, x: g / (x * x + 1))
_sinh = _unary("sinh", np.sinh, lambda g, y, x: g * cosh(x))
_cosh = _unary("cosh", np.cosh, lambda g, y, x: g * sinh(x))
_tanh = _unary("tanh", np.tanh, lambda g, y, x: g * (1 - y * y))
_arcsinh = _unary("arcsinh", np.arcsinh, lambda g, y, x: g * rsqrt(x * x + 1))
_arccosh = _unary("arccosh", np.arccosh, lambda g, y, x: g * rsqrt(x * x - 1))
_arctanh = _unary("arctanh", np.arctanh, lambda g, y, x: g / (1 - x * x))


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


# ----------------------------------------------------------------------------------------------- limits
def _clip_forward(x: Any, low: Any, high: Any, out: Any = None) -> Any:
    return np.minimum(np.maximum(x, low, out=out), high, out=out)


_clip = Primitive(
    "clip",
    _clip_forward,
    broadcast,
    (
        lambda g, y, x, low, high: g * cast(y == x, g.dtype),
        lambda g, y, x, low, high: g * cast(x < low, g.dtype),
        lambda g, y, x, low, high: g * cast(x > high, g.dtype),
    ),
    takes_out=True,
)


@op
def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """x limited to the range from x_min to x_max. No gradient flows where it was limited."""
    x = tensor(x)
    if x.dtype == "bool":
        x = cast(x, "int32")
    return apply(_clip, promote_all((x, x_min, x_max)))


@op
def nan_to_num(
    x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None
) -> Any:
    """x with numbers in place of nan and the infinities (the largest and smallest finite ones by default)."""
    x = tensor(x)
    if "float" not in x.dtype:
        return x
    limits = np.finfo(x.dtype)
    x = ops.where(ops.isnan(x), constant(nan, x.dtype), x)
    x = ops.where(
        ops.isposinf(x), constant(limits.max.item() if posinf is None else posinf, x.dtype), x
    )
    return ops.where(
        ops.isneginf(x), constant(limits.min.item() if neginf is None else neginf, x.dtype), x
    )


# -------------------------------------------------------------------------------------- complex numbers
_conjugate = _unary("conjugate", np.conjugate, lambda g, y, x: conjugate(g))
_real = _unary("real", lambda x: np.ascontiguousarray(x.real), lambda g, y, x: g, _real_dtype)
_imag = _unary("imag", lambda x: np.ascontiguousarray(x.imag), shape=_real_dtype)
_angle = _unary("angle", np.angle, shape=_real_dtype)


@op
def conjugate(x: Any) -> Any:
    """The complex conjugate."""
    return apply(_conjugate, (tensor(x),))


conj = conjugate


@op
def real(x: Any) -> Any:
    """The real part."""
    x = tensor(x)
    return apply(_real, (x,)) if "complex" in x.dtype else x


@op
def imag(x: Any) -> Any:
    """The imaginary part."""
    return apply(_imag, (tensor(x),))


@op
def angle(x: Any) -> Any:
    """The angle of a complex number in radians."""
    return apply(_angle, (floating(x),))
