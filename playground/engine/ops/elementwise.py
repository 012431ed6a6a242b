"""Functions of one tensor, element by element: sign, rounding, limits.

Ints and bools become the default float where a function leaves the integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, constant, floating, promote_all, tensor
from playground.engine.ops.shape_rules import broadcast, same, same_to_bool
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def unary(name: str, forward: Any, dx: Any = None, shape: Any = same) -> Primitive:
    return Primitive(name, forward, shape, (dx,) if dx else ())


_negative = unary("negative", np.negative, lambda g, y, x: -g)


@op
def negative(x: Any) -> Any:
    """-x."""
    return apply(_negative, (tensor(x),))


@op
def positive(x: Any) -> Any:
    """x itself."""
    return tensor(x)


def real_dtype(x: Any) -> Any:
    dtype = {"complex64": "float32", "complex128": "float64"}.get(x.dtype, x.dtype)
    return tuple(x.shape), dtype


_absolute = unary("absolute", np.absolute, lambda g, y, x: g * sign(x), real_dtype)


@op
def absolute(x: Any) -> Any:
    """|x|."""
    x = tensor(x)
    return x if x.dtype == "bool" else apply(_absolute, (x,))


abs = absolute

_sign = unary("sign", np.sign)


@op
def sign(x: Any) -> Any:
    """-1, 0 or 1."""
    x = tensor(x)
    return apply(_sign, (cast(x, "int32") if x.dtype == "bool" else x,))


_signbit = unary("signbit", np.signbit, shape=same_to_bool)


@op
def signbit(x: Any) -> Any:
    """Whether the sign bit is set (true for -0.0)."""
    x = tensor(x)
    return apply(_signbit, (cast(x, "int32") if x.dtype == "bool" else x,))


@op
def fabs(x: Any) -> Any:
    """|x| as a float."""
    return absolute(floating(x))


_floor = unary("floor", np.floor)

_ceil = unary("ceil", np.ceil)

_trunc = unary("trunc", np.trunc)

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
