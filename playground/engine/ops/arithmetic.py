"""Operations on two tensors, element by element: + - * / // % **, maximum, minimum, …

Shapes broadcast; operands of different dtype are cast to the type they share. Where an operand was broadcast, its
gradient is summed (see `Primitive.pullback`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.ops.conversion import as_dtype, cast, constant, promote, tensor
from playground.engine.ops.shape_rules import broadcast, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply
from playground.engine.tensor import Tensor


def _binary(name: str, forward: Any, dx: Any = None, dy: Any = None) -> Primitive:
    return Primitive(name, forward, broadcast, (dx, dy) if dx or dy else ())


_add = _binary("add", np.add, lambda g, z, x, y: g, lambda g, z, x, y: g)


@op
def add(x1: Any, x2: Any) -> Any:
    """x1 + x2."""
    return apply(_add, promote(x1, x2))


_subtract = _binary("subtract", np.subtract, lambda g, z, x, y: g, lambda g, z, x, y: -g)


@op
def subtract(x1: Any, x2: Any) -> Any:
    """x1 - x2."""
    return apply(_subtract, promote(x1, x2))


_multiply = _binary("multiply", np.multiply, lambda g, z, x, y: g * y, lambda g, z, x, y: g * x)


@op
def multiply(x1: Any, x2: Any) -> Any:
    """x1 · x2."""
    return apply(_multiply, promote(x1, x2))


_divide = _binary("divide", np.divide, lambda g, z, x, y: g / y, lambda g, z, x, y: -(g * z) / y)


def _promote_floats(x1: Any, x2: Any) -> tuple[Any, Any]:
    x1, x2 = promote(x1, x2)
    if "int" in x1.dtype or x1.dtype == "bool":
        return as_dtype(x1, config.floatx()), as_dtype(x2, config.floatx())
    return x1, x2


@op
def divide(x1: Any, x2: Any) -> Any:
    """x1 / x2; ints are divided as floats."""
    return apply(_divide, _promote_floats(x1, x2))


@op
def true_divide(x1: Any, x2: Any) -> Any:
    """What `/` means: `divide` by the name that operations in a graph have."""
    return divide(x1, x2)


def _divide_no_nan_forward(x: np.ndarray, y: np.ndarray) -> Any:
    shape = x.shape if x.shape == y.shape else np.broadcast_shapes(x.shape, y.shape)
    return np.divide(x, y, out=np.zeros(shape, x.dtype), where=y != 0)


_divide_no_nan = _binary(
    "divide_no_nan",
    _divide_no_nan_forward,
    lambda g, z, x, y: divide_no_nan(g, y),
    lambda g, z, x, y: divide_no_nan(-(g * z), y),
)


@op
def divide_no_nan(x1: Any, x2: Any) -> Any:
    """x1 / x2, and 0 where x2 is 0."""
    return apply(_divide_no_nan, _promote_floats(x1, x2))


_floor_divide = _binary("floor_divide", np.floor_divide)


@op
def floor_divide(x1: Any, x2: Any) -> Any:
    """The largest integer not above x1 / x2."""
    return apply(_floor_divide, _promote_bools(x1, x2))


_mod = _binary("mod", np.mod, lambda g, z, x, y: g, lambda g, z, x, y: -g * floor_divide(x, y))


def _promote_bools(x1: Any, x2: Any) -> tuple[Any, Any]:
    x1, x2 = promote(x1, x2)
    if x1.dtype == "bool":
        return as_dtype(x1, "int32"), as_dtype(x2, "int32")
    return x1, x2


@op
def mod(x1: Any, x2: Any) -> Any:
    """The remainder of x1 / x2, with the sign of x2."""
    return apply(_mod, _promote_bools(x1, x2))


remainder = mod

_fmod = _binary("fmod", np.fmod, lambda g, z, x, y: g, lambda g, z, x, y: -g * ops.trunc(x / y))


@op
def fmod(x1: Any, x2: Any) -> Any:
    """The remainder of x1 / x2, with the sign of x1."""
    return apply(_fmod, _promote_bools(x1, x2))


def _power_dy(g: Any, z: Any, x: Any, y: Any) -> Any:
    """z · ln x, with 0 for ln x where x is not positive."""
    return g * z * ops.log(ops.where(x > 0, x, constant(1, x.dtype)))


def _power_dx(g: Any, z: Any, x: Any, y: Any) -> Any:
    """y · x^(y-1), and 0 where y is 0."""
    return g * y * power(x, ops.where(y == 0, constant(1, y.dtype), y - 1))


_power = _binary("power", np.power, _power_dx, _power_dy)

_square = Primitive("square", np.square, same, (lambda g, y, x: g * (x + x),))


@op
def power(x1: Any, x2: Any) -> Any:
    """x1 to the power x2."""
    if x2.__class__ in (int, float) and x2 == 2:
        return square(x1)
    return apply(_power, _promote_bools(x1, x2))


@op
def square(x: Any) -> Any:
    """x · x."""
    x = tensor(x)
    return apply(_square, (cast(x, "int32") if x.dtype == "bool" else x,))


def _wins(better: Any) -> Any:
    """Gradient to the operand that is the result, half to each of two equal ones."""

    def rule(g: Any, z: Any, x: Any, y: Any) -> Any:
        return g * (cast(better(x, y), g.dtype) + constant(0.5, g.dtype) * cast(x == y, g.dtype))

    return rule


_maximum = _binary(
    "maximum",
    np.maximum,
    _wins(lambda x, y: x > y),
    lambda g, z, x, y: _wins(lambda a, b: b > a)(g, z, x, y),
)
_minimum = _binary(
    "minimum",
    np.minimum,
    _wins(lambda x, y: x < y),
    lambda g, z, x, y: _wins(lambda a, b: b < a)(g, z, x, y),
)


@op
def maximum(x1: Any, x2: Any) -> Any:
    """The larger of x1 and x2."""
    return apply(_maximum, promote(x1, x2))


@op
def minimum(x1: Any, x2: Any) -> Any:
    """The smaller of x1 and x2."""
    return apply(_minimum, promote(x1, x2))


_fmax = _binary(
    "fmax",
    np.fmax,
    _wins(lambda x, y: (x > y) | ops.isnan(y)),
    lambda g, z, x, y: _wins(lambda a, b: (b > a) | ops.isnan(a))(g, z, x, y),
)
_fmin = _binary(
    "fmin",
    np.fmin,
    _wins(lambda x, y: (x < y) | ops.isnan(y)),
    lambda g, z, x, y: _wins(lambda a, b: (b < a) | ops.isnan(a))(g, z, x, y),
)


@op
def fmax(x1: Any, x2: Any) -> Any:
    """The larger of x1 and x2; when one is nan, the other."""
    return apply(_fmax, promote(x1, x2))


@op
def fmin(x1: Any, x2: Any) -> Any:
    """The smaller of x1 and x2; when one is nan, the other."""
    return apply(_fmin, promote(x1, x2))


_arctan2 = _binary(
    "arctan2",
    np.arctan2,
    lambda g, z, x, y: g * y / (x * x + y * y),
    lambda g, z, x, y: -g * x / (x * x + y * y),
)


@op
def arctan2(x1: Any, x2: Any) -> Any:
    """The angle of the point (x2, x1) in radians, from -π to π."""
    return apply(_arctan2, _promote_floats(x1, x2))


_hypot = _binary(
    "hypot",
    np.hypot,
    lambda g, z, x, y: divide_no_nan(g * x, z),
    lambda g, z, x, y: divide_no_nan(g * y, z),
)


@op
def hypot(x1: Any, x2: Any) -> Any:
    """√(x1² + x2²)."""
    return apply(_hypot, _promote_floats(x1, x2))


_logaddexp = _binary(
    "logaddexp",
    np.logaddexp,
    lambda g, z, x, y: g * ops.exp(x - z),
    lambda g, z, x, y: g * ops.exp(y - z),
)


@op
def logaddexp(x1: Any, x2: Any) -> Any:
    """ln(e^x1 + e^x2), without overflow."""
    return apply(_logaddexp, _promote_floats(x1, x2))


_logaddexp2 = _binary(
    "logaddexp2",
    np.logaddexp2,
    lambda g, z, x, y: g * ops.exp2(x - z),
    lambda g, z, x, y: g * ops.exp2(y - z),
)


@op
def logaddexp2(x1: Any, x2: Any) -> Any:
    """log₂(2^x1 + 2^x2), without overflow."""
    return apply(_logaddexp2, _promote_floats(x1, x2))


_gcd = _binary("gcd", np.gcd)
_lcm = _binary("lcm", np.lcm)
_nextafter = _binary("nextafter", np.nextafter, lambda g, z, x, y: g)
_ldexp = _binary(
    "ldexp", lambda x, y: x * np.exp2(y).astype(x.dtype), lambda g, z, x, y: g * ops.exp2(y)
)
_heaviside = _binary("heaviside", np.heaviside)
_copysign = _binary("copysign", np.copysign)


@op
def gcd(x1: Any, x2: Any) -> Any:
    """The greatest common divisor of integers."""
    return apply(_gcd, promote(x1, x2))


@op
def lcm(x1: Any, x2: Any) -> Any:
    """The least common multiple of integers."""
    return apply(_lcm, promote(x1, x2))


@op
def nextafter(x1: Any, x2: Any) -> Any:
    """The next float after x1 in the direction of x2."""
    return apply(_nextafter, _promote_floats(x1, x2))


@op
def ldexp(x1: Any, x2: Any) -> Any:
    """x1 · 2^x2."""
    if "float" in tensor(x2).dtype and isinstance(tensor(x2), Tensor):
        raise TypeError(
            f"ldexp exponent must be an integer type. Received: x2 dtype={tensor(x2).dtype}"
        )
    return apply(_ldexp, _promote_floats(x1, x2))


@op
def heaviside(x1: Any, x2: Any) -> Any:
    """0 where x1 < 0, 1 where x1 > 0, x2 where x1 is 0."""
    return apply(_heaviside, _promote_floats(x1, x2))


@op
def copysign(x1: Any, x2: Any) -> Any:
    """|x1| with the sign of x2."""
    return apply(_copysign, _promote_floats(x1, x2))
