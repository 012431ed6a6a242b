"""Along an axis: running sums and products, differences, areas."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import as_dtype, cast, constant, floating, tensor
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _running(x: Any, axis: int) -> Any:
    return tuple(x.shape), x.dtype


_cumsum = Primitive(
    "cumsum",
    lambda x, axis, out=None: np.add.accumulate(x, axis=axis, dtype=x.dtype, out=out),
    _running,
    (lambda g, y, x, axis: ops.flip(cumsum(ops.flip(g, axis), axis), axis),),
    takes_out=True,
)


@op
def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running sums along `axis`; of the flattened tensor when None."""
    x, axis = _for_running(x, axis, dtype)
    return apply(_cumsum, (x,), {"axis": axis})


def _cumprod_gradient(g: Any, y: Any, x: Any, axis: int) -> Any:
    """The sum over later results k of g[k] times the product of all factors of k but this one."""
    n = x.shape[axis]
    rows = ops.moveaxis(x, axis, -1)
    factors = ops.broadcast_to(ops.expand_dims(rows, -2), (*rows.shape[:-1], n, n))
    left_out = ops.where(ops.eye(n, dtype="bool"), constant(1, x.dtype), factors)
    products = apply(_cumprod, (left_out,), {"axis": len(x.shape)})
    products = products * ops.triu(ops.ones((n, n), x.dtype))
    total = ops.sum(products * ops.expand_dims(ops.moveaxis(g, axis, -1), -2), -1)
    return ops.moveaxis(total, -1, axis)


_cumprod = Primitive(
    "cumprod",
    lambda x, axis, out=None: np.multiply.accumulate(x, axis=axis, dtype=x.dtype, out=out),
    _running,
    (_cumprod_gradient,),
    takes_out=True,
)


@op
def cumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running products along `axis`; of the flattened tensor when None."""
    x, axis = _for_running(x, axis, dtype)
    return apply(_cumprod, (x,), {"axis": axis})


def _for_running(x: Any, axis: Any, dtype: Any) -> tuple[Any, int]:
    x = tensor(x)
    if dtype is not None:
        x = cast(x, dtype)
    if x.dtype == "bool":
        x = as_dtype(x, "int32")
    if axis is None:
        return ops.reshape(x, (-1,)), 0
    whole = axis[0] if isinstance(axis, tuple) and len(axis) == 1 else axis
    return x, normalize_axis(whole, len(x.shape))  # type: ignore[arg-type]


@op
def diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    """Each number minus the one before along `axis`, n times."""
    x = tensor(a)
    axis = normalize_axis(axis, len(x.shape))
    before = (slice(None),) * axis
    for _ in range(n):
        late, early = x[(*before, slice(1, None))], x[(*before, slice(None, -1))]
        x = ops.not_equal(late, early) if x.dtype == "bool" else late - early
    return x


@op
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """The area under y along `axis`, at the points x or at distances dx."""
    y = ops.moveaxis(floating(y), axis, -1)
    widths = dx
    if x is not None:
        x = floating(x)
        widths = diff(ops.moveaxis(x, axis, -1) if len(x.shape) > 1 else x)
    return ops.sum((y[..., 1:] + y[..., :-1]) * 0.5 * widths, -1)
