"""The largest and the smallest: max, min, where they are, any, all."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, constant, tensor
from playground.engine.ops.reductions import reduction_parameters, spread
from playground.engine.ops.shape_rules import normalize_axis, product, reduced
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _extreme_gradient(g: Any, y: Any, x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """To the extreme element; shared equally by several that are equal."""
    is_it = cast(ops.equal(x, spread(y, x, axis, keepdims)), g.dtype)
    return spread(g, x, axis, keepdims) * is_it / ops.sum(is_it, axis, keepdims=True)


_max = Primitive(
    "max",
    lambda x, axis, keepdims, out=None: np.maximum.reduce(x, axis=axis, keepdims=keepdims, out=out),
    reduced,
    (_extreme_gradient,),
    takes_out=True,
)

_min = Primitive(
    "min",
    lambda x, axis, keepdims, out=None: np.minimum.reduce(x, axis=axis, keepdims=keepdims, out=out),
    reduced,
    (_extreme_gradient,),
    takes_out=True,
)


@op
def max(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    """The largest value over `axis`, at least `initial`."""
    return _extreme(_max, ops.maximum, x, axis, keepdims, initial)


@op
def min(x: Any, axis: Any = None, keepdims: bool = False, initial: Any = None) -> Any:
    """The smallest value over `axis`, at most `initial`."""
    return _extreme(_min, ops.minimum, x, axis, keepdims, initial)


def _extreme(what: Primitive, pair: Any, x: Any, axis: Any, keepdims: bool, initial: Any) -> Any:
    x = tensor(x)
    parameters = reduction_parameters(x, axis, keepdims)
    if initial is None:
        return apply(what, (x,), parameters)
    if product(x.shape) == 0:
        shape, dtype = reduced(x, **parameters)
        return ops.full(shape, initial, dtype)
    return pair(apply(what, (x,), parameters), constant(initial, x.dtype))


@op
def amax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest numbers: `max`, without a first one."""
    return max(x, axis=axis, keepdims=keepdims)


@op
def amin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The smallest numbers: `min`, without a first one."""
    return min(x, axis=axis, keepdims=keepdims)


@op
def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest minus the smallest value over `axis`."""
    return max(x, axis, keepdims) - min(x, axis, keepdims)


def _reduced_bool(x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    return reduced(x, axis, keepdims)[0], "bool"


_any = Primitive(
    "any",
    lambda x, axis, keepdims, out=None: np.logical_or.reduce(
        x, axis=axis, keepdims=keepdims, out=out
    ),
    _reduced_bool,
    takes_out=True,
)

_all = Primitive(
    "all",
    lambda x, axis, keepdims, out=None: np.logical_and.reduce(
        x, axis=axis, keepdims=keepdims, out=out
    ),
    _reduced_bool,
    takes_out=True,
)


@op
def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether at least one value over `axis` is true."""
    x = tensor(x)
    return apply(_any, (x,), reduction_parameters(x, axis, keepdims))


@op
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether all values over `axis` are true."""
    x = tensor(x)
    return apply(_all, (x,), reduction_parameters(x, axis, keepdims))


@op
def count_nonzero(x: Any, axis: Any = None) -> Any:
    """How many values over `axis` are not zero."""
    x = tensor(x)
    return ops.sum(cast(ops.not_equal(x, constant(0, x.dtype)), "int32"), axis)


def _one_axis(x: Any, axis: int, keepdims: bool) -> Any:
    return reduced(x, (axis,), keepdims)[0], "int32"


_argmax = Primitive(
    "argmax",
    lambda x, axis, keepdims: np.argmax(x, axis, keepdims=keepdims).astype(np.int32),
    _one_axis,
)

_argmin = Primitive(
    "argmin",
    lambda x, axis, keepdims: np.argmin(x, axis, keepdims=keepdims).astype(np.int32),
    _one_axis,
)


@op
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Index (int32) of the first largest value along `axis`; of all values when None."""
    return _arg(_argmax, x, axis, keepdims)


@op
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Index (int32) of the first smallest value along `axis`; of all values when None."""
    return _arg(_argmin, x, axis, keepdims)


def _arg(what: Primitive, x: Any, axis: int | None, keepdims: bool) -> Any:
    x = tensor(x)
    if axis is not None:
        return apply(what, (x,), {"axis": normalize_axis(axis, len(x.shape)), "keepdims": keepdims})
    index = apply(what, (ops.reshape(x, (-1,)),), {"axis": 0, "keepdims": False})
    return ops.reshape(index, (1,) * len(x.shape)) if keepdims else index
