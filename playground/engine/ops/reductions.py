"""From many numbers to few: sum, mean, max, argmax, cumsum, …

`axis` is an axis, several, or None for all; `keepdims` leaves the reduced axes with length 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import result_type
from playground.engine.ops.conversion import as_dtype, cast, constant, floating, tensor
from playground.engine.ops.shape_rules import normalize_axes, normalize_axis, product, reduced
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _spread(g: Any, x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """`g` with the reduced axes put back with length 1, so that it broadcasts against `x`."""
    if keepdims or not axis or len(axis) == len(x.shape):
        return g
    return ops.reshape(g, tuple(1 if i in axis else n for i, n in enumerate(x.shape)))


def _parameters(x: Any, axis: Any, keepdims: bool) -> dict[str, Any]:
    return {"axis": normalize_axes(axis, len(x.shape)), "keepdims": keepdims}


# ---------------------------------------------------------------------------------------- sums and means
def _sum_forward(x: np.ndarray, axis: Any, keepdims: bool, out: Any = None) -> Any:
    return np.add.reduce(x, axis=axis, dtype=x.dtype, keepdims=keepdims, out=out)


_sum = Primitive(
    "sum",
    _sum_forward,
    reduced,
    (lambda g, y, x, axis, keepdims: _spread(g, x, axis, keepdims),),
    takes_out=True,
)
_SUM_DTYPES = {
    "bool": "int32",
    "int8": "int32",
    "int16": "int32",
    "uint8": "uint32",
    "uint16": "uint32",
}


@op
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum over `axis`. Small ints are summed as int32."""
    x = tensor(x)
    x = as_dtype(x, _SUM_DTYPES.get(x.dtype) or x.dtype)
    return apply(_sum, (x,), _parameters(x, axis, keepdims))


def _mean_forward(x: np.ndarray, axis: Any, keepdims: bool, out: Any = None) -> Any:
    if x.dtype == np.float16:  # a float16 sum would overflow at 65504
        return np.mean(x, axis=axis, keepdims=keepdims, out=out)
    total = np.add.reduce(x, axis=axis, keepdims=keepdims, out=out)
    return np.divide(total, x.dtype.type(_count(x, axis) or np.nan), out=out)


def _count(x: Any, axis: tuple[int, ...]) -> int:
    n = 1
    for i in axis:
        n *= x.shape[i]
    return n


_mean = Primitive(
    "mean",
    _mean_forward,
    reduced,
    (lambda g, y, x, axis, keepdims: _spread(g / _count(x, axis), x, axis, keepdims),),
    takes_out=True,
)


@op
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean over `axis`."""
    x = floating(x)
    return apply(_mean, (x,), _parameters(x, axis, keepdims))


@op
def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The variance over `axis`: the mean squared distance from the mean."""
    x = ops.absolute(tensor(x)) if "complex" in tensor(x).dtype else floating(x)
    return mean(ops.square(x - mean(x, axis, keepdims=True)), axis, keepdims)


@op
def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The standard deviation over `axis`."""
    return ops.sqrt(var(x, axis, keepdims))


@op
def average(x: Any, axis: Any = None, weights: Any = None) -> Any:
    """The mean over `axis`, weighted by `weights` (of the shape of x, or one for each entry along `axis`)."""
    if weights is None:
        return mean(x, axis)
    x, weights = tensor(x), tensor(weights)
    dtype = result_type(x.dtype, weights.dtype, float)
    x, weights = as_dtype(x, dtype), as_dtype(weights, dtype)
    if weights.shape != x.shape:
        if (
            axis is None
            or (isinstance(axis, tuple | list) and len(axis) != 1)
            or len(weights.shape) != 1
        ):
            raise ValueError(
                f"Expected weights of the shape of x {x.shape}, or 1-D weights and one axis. Received: "
                f"weights.shape={weights.shape}, axis={axis}"
            )
        (one,) = normalize_axes(axis, len(x.shape))
        weights = ops.reshape(weights, tuple(-1 if i == one else 1 for i in range(len(x.shape))))
        weights = ops.broadcast_to(weights, x.shape)
    return sum(x * weights, axis) / sum(weights, axis)


@op
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """log(sum(exp(x))) over `axis`, without overflow."""
    x = floating(x)
    top = ops.stop_gradient(max(x, axis, keepdims=True))
    top = ops.where(ops.isfinite(top), top, constant(0, x.dtype))
    result = ops.log(sum(ops.exp(x - top), axis, keepdims=True)) + top
    return result if keepdims else ops.squeeze(result, axis=normalize_axes(axis, len(x.shape)))


# ------------------------------------------------------------------------------------- products, extremes
def _prod_gradient(g: Any, y: Any, x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """g times the product of all the others, found by running products from both ends: right with zeros too."""
    if product(x.shape) == 0:
        return ops.zeros_like(x)
    others = tuple(i for i in range(len(x.shape)) if i not in axis)
    order = others + axis
    rows = ops.reshape(ops.transpose(x, order), (*(x.shape[i] for i in others), _count(x, axis)))
    one = ops.ones((*rows.shape[:-1], 1), x.dtype)
    before = cumprod(ops.concatenate([one, rows[..., :-1]], -1), -1)
    after = ops.flip(cumprod(ops.concatenate([one, ops.flip(rows[..., 1:], -1)], -1), -1), -1)
    rest = ops.reshape(before * after, tuple(x.shape[i] for i in order))
    return _spread(g, x, axis, keepdims) * ops.transpose(
        rest, tuple(int(i) for i in np.argsort(order))
    )


_prod = Primitive(
    "prod",
    lambda x, axis, keepdims, out=None: np.multiply.reduce(
        x, axis=axis, dtype=x.dtype, keepdims=keepdims, out=out
    ),
    reduced,
    (_prod_gradient,),
    takes_out=True,
)


@op
def prod(x: Any, axis: Any = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """The product over `axis`."""
    x = tensor(x)
    if dtype is not None:
        x = cast(x, dtype)
    x = as_dtype(x, _SUM_DTYPES.get(x.dtype) or x.dtype)
    return apply(_prod, (x,), _parameters(x, axis, keepdims))


def _extreme_gradient(g: Any, y: Any, x: Any, axis: tuple[int, ...], keepdims: bool) -> Any:
    """To the extreme element; shared equally by several that are equal."""
    is_it = cast(ops.equal(x, _spread(y, x, axis, keepdims)), g.dtype)
    return _spread(g, x, axis, keepdims) * is_it / sum(is_it, axis, keepdims=True)


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
    parameters = _parameters(x, axis, keepdims)
    if initial is None:
        return apply(what, (x,), parameters)
    if product(x.shape) == 0:
        shape, dtype = reduced(x, **parameters)
        return ops.full(shape, initial, dtype)
    return pair(apply(what, (x,), parameters), constant(initial, x.dtype))


amax, amin = max, min


@op
def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest minus the smallest value over `axis`."""
    return max(x, axis, keepdims) - min(x, axis, keepdims)


# -------------------------------------------------------------------------------------------- any and all
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
    return apply(_any, (x,), _parameters(x, axis, keepdims))


@op
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Whether all values over `axis` are true."""
    x = tensor(x)
    return apply(_all, (x,), _parameters(x, axis, keepdims))


@op
def count_nonzero(x: Any, axis: Any = None) -> Any:
    """How many values over `axis` are not zero."""
    x = tensor(x)
    return sum(cast(ops.not_equal(x, constant(0, x.dtype)), "int32"), axis)


# ----------------------------------------------------------------------------------------- where it is
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


# ----------------------------------------------------------------------------------------------- running
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
    total = sum(products * ops.expand_dims(ops.moveaxis(g, axis, -1), -2), -1)
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


def _for_running(x: Any, axis: int | None, dtype: Any) -> tuple[Any, int]:
    x = tensor(x)
    if dtype is not None:
        x = cast(x, dtype)
    if x.dtype == "bool":
        x = as_dtype(x, "int32")
    if axis is None:
        return ops.reshape(x, (-1,)), 0
    return x, normalize_axis(axis, len(x.shape))


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
    return sum((y[..., 1:] + y[..., :-1]) * 0.5 * widths, -1)


# ------------------------------------------------------------------------------------------- quantiles
@op
def median(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The middle value over `axis`, or the mean of the two middle ones."""
    return quantile(x, 0.5, axis, keepdims=keepdims)


@op
def quantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """The value below which the fraction `q` of the values over `axis` lies.

    `method` says what to do between two values: "linear", "lower", "higher", "midpoint" or "nearest". A 1-D `q`
    gives a first axis of that length.
    """
    x = floating(x)
    axes = normalize_axes(axis, len(x.shape))
    others = tuple(i for i in range(len(x.shape)) if i not in axes)
    kept = tuple(x.shape[i] for i in others)
    rows = ops.sort(ops.reshape(ops.transpose(x, others + axes), (*kept, _count(x, axes))), axis=-1)
    fractions = np.asarray(q, dtype=np.float64)
    parts = [_between(rows, float(f), method) for f in fractions.reshape(-1)]
    if keepdims:
        shape = tuple(1 if i in axes else n for i, n in enumerate(x.shape))
        parts = [ops.reshape(part, shape) for part in parts]
    return parts[0] if fractions.ndim == 0 else ops.stack(parts)


def _between(rows: Any, fraction: float, method: str) -> Any:
    position = fraction * (rows.shape[-1] - 1)
    low, high = int(np.floor(position)), int(np.ceil(position))
    if method == "lower":
        return rows[..., low]
    if method == "higher":
        return rows[..., high]
    if method == "nearest":
        return rows[..., int(np.round(position))]
    if method not in ("linear", "midpoint"):
        raise ValueError(
            f"Expected method 'linear', 'lower', 'higher', 'midpoint' or 'nearest'. Received: method={method}"
        )
    share = 0.5 if method == "midpoint" and low != high else position - low
    return rows[..., low] * (1 - share) + rows[..., high] * share
