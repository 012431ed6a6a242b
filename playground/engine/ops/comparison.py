"""Comparisons, logic on bools and operations on bits. None of them has a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import as_dtype, floating, promote, tensor
from playground.engine.ops.shape_rules import broadcast, broadcast_to_bool, same, same_to_bool
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_equal = Primitive("equal", np.equal, broadcast_to_bool)
_not_equal = Primitive("not_equal", np.not_equal, broadcast_to_bool)
_less = Primitive("less", np.less, broadcast_to_bool)
_less_equal = Primitive("less_equal", np.less_equal, broadcast_to_bool)
_greater = Primitive("greater", np.greater, broadcast_to_bool)
_greater_equal = Primitive("greater_equal", np.greater_equal, broadcast_to_bool)


@op
def equal(x1: Any, x2: Any) -> Any:
    """Where x1 == x2."""
    return apply(_equal, promote(x1, x2))


@op
def not_equal(x1: Any, x2: Any) -> Any:
    """Where x1 != x2."""
    return apply(_not_equal, promote(x1, x2))


@op
def less(x1: Any, x2: Any) -> Any:
    """Where x1 < x2."""
    return apply(_less, promote(x1, x2))


@op
def less_equal(x1: Any, x2: Any) -> Any:
    """Where x1 <= x2."""
    return apply(_less_equal, promote(x1, x2))


@op
def greater(x1: Any, x2: Any) -> Any:
    """Where x1 > x2."""
    return apply(_greater, promote(x1, x2))


@op
def greater_equal(x1: Any, x2: Any) -> Any:
    """Where x1 >= x2."""
    return apply(_greater_equal, promote(x1, x2))


@op
def isclose(
    x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """Where |x1 - x2| <= atol + rtol · |x2|."""
    x1, x2 = promote(x1, x2)
    x1, x2 = floating(x1), floating(x2)
    near = less_equal(ops.absolute(x1 - x2), atol + rtol * ops.absolute(x2))
    near = logical_or(equal(x1, x2), logical_and(near, isfinite(x2)))
    return logical_or(near, logical_and(isnan(x1), isnan(x2))) if equal_nan else near


@op
def allclose(
    x1: Any, x2: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """Whether all numbers are close (see `isclose`)."""
    return ops.all(isclose(x1, x2, rtol, atol, equal_nan))


@op
def isin(x1: Any, x2: Any, assume_unique: bool = False, invert: bool = False) -> Any:
    """Where x1 is one of the numbers in x2 (is none of them with `invert`)."""
    x1, x2 = promote(x1, x2)
    found = ops.any(equal(ops.expand_dims(x1, -1), ops.reshape(x2, (-1,))), -1)
    return logical_not(found) if invert else found


# -------------------------------------------------------------------------------------------- properties
_isfinite = Primitive("isfinite", np.isfinite, same_to_bool)
_isinf = Primitive("isinf", np.isinf, same_to_bool)
_isnan = Primitive("isnan", np.isnan, same_to_bool)


@op
def isfinite(x: Any) -> Any:
    """Where x is neither infinite nor nan."""
    return apply(_isfinite, (tensor(x),))


@op
def isinf(x: Any) -> Any:
    """Where x is infinite."""
    return apply(_isinf, (tensor(x),))


@op
def isnan(x: Any) -> Any:
    """Where x is not a number."""
    return apply(_isnan, (tensor(x),))


@op
def isposinf(x: Any) -> Any:
    """Where x is +∞."""
    x = tensor(x)
    return equal(x, float("inf")) if "float" in x.dtype else ops.zeros_like(x, "bool")


@op
def isneginf(x: Any) -> Any:
    """Where x is -∞."""
    x = tensor(x)
    return equal(x, float("-inf")) if "float" in x.dtype else ops.zeros_like(x, "bool")


@op
def isreal(x: Any) -> Any:
    """Where the imaginary part is zero."""
    x = tensor(x)
    return equal(ops.imag(x), 0) if "complex" in x.dtype else ops.ones_like(x, "bool")


# ------------------------------------------------------------------------------------------------- logic
_logical_and = Primitive("logical_and", np.logical_and, broadcast_to_bool)
_logical_or = Primitive("logical_or", np.logical_or, broadcast_to_bool)
_logical_xor = Primitive("logical_xor", np.logical_xor, broadcast_to_bool)
_logical_not = Primitive("logical_not", np.logical_not, same_to_bool)


def _bools(x1: Any, x2: Any) -> tuple[Any, Any]:
    return as_dtype(tensor(x1), "bool"), as_dtype(tensor(x2), "bool")


@op
def logical_and(x1: Any, x2: Any) -> Any:
    """Where both are true."""
    return apply(_logical_and, _bools(x1, x2))


@op
def logical_or(x1: Any, x2: Any) -> Any:
    """Where at least one is true."""
    return apply(_logical_or, _bools(x1, x2))


@op
def logical_xor(x1: Any, x2: Any) -> Any:
    """Where exactly one is true."""
    return apply(_logical_xor, _bools(x1, x2))


@op
def logical_not(x: Any) -> Any:
    """Where x is false."""
    return apply(_logical_not, (as_dtype(tensor(x), "bool"),))


# -------------------------------------------------------------------------------------------------- bits
_bitwise_and = Primitive("bitwise_and", np.bitwise_and, broadcast)
_bitwise_or = Primitive("bitwise_or", np.bitwise_or, broadcast)
_bitwise_xor = Primitive("bitwise_xor", np.bitwise_xor, broadcast)
_bitwise_not = Primitive("bitwise_not", np.invert, same)
_left_shift = Primitive("left_shift", np.left_shift, broadcast)
_right_shift = Primitive("right_shift", np.right_shift, broadcast)


@op
def bitwise_and(x: Any, y: Any) -> Any:
    """The bits set in both integers."""
    return apply(_bitwise_and, promote(x, y))


@op
def bitwise_or(x: Any, y: Any) -> Any:
    """The bits set in at least one of the integers."""
    return apply(_bitwise_or, promote(x, y))


@op
def bitwise_xor(x: Any, y: Any) -> Any:
    """The bits set in exactly one of the integers."""
    return apply(_bitwise_xor, promote(x, y))


@op
def bitwise_not(x: Any) -> Any:
    """All bits flipped."""
    return apply(_bitwise_not, (tensor(x),))


bitwise_invert = bitwise_not


def _integers(x: Any, y: Any) -> tuple[Any, Any]:
    x, y = promote(x, y)
    return (as_dtype(x, "int32"), as_dtype(y, "int32")) if x.dtype == "bool" else (x, y)


@op
def left_shift(x: Any, y: Any) -> Any:
    """x · 2^y."""
    return apply(_left_shift, _integers(x, y))


bitwise_left_shift = left_shift


@op
def right_shift(x: Any, y: Any) -> Any:
    """x / 2^y, rounded down."""
    return apply(_right_shift, _integers(x, y))


bitwise_right_shift = right_shift
