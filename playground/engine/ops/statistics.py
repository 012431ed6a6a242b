"""Histograms, correlations, sums by segment, and reductions that leave nan out."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import result_type
from playground.engine.ops.conversion import cast, constant, floating, promote, tensor
from playground.engine.ops.shape_rules import normalize_axes, reduced
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


# ------------------------------------------------------------------------------------------- histograms
def _bincount_forward(x: np.ndarray, *weights: np.ndarray, length: int, dtype: str) -> np.ndarray:
    rows = x.reshape(-1, x.shape[-1])
    loads = (
        [None] * len(rows)
        if not weights
        else list(np.broadcast_to(weights[0], x.shape).reshape(rows.shape))
    )
    counted = [np.bincount(r, w, length)[:length] for r, w in zip(rows, loads)]
    return np.stack(counted).reshape(*x.shape[:-1], length).astype(dtype)


_bincount = Primitive(
    "bincount",
    _bincount_forward,
    lambda x, *weights, length, dtype: ((*x.shape[:-1], length), dtype),
)


@op
def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Any:
    """How often (or with which total weight) each integer 0, 1, 2, … occurs, in each row."""
    if sparse:
        raise ValueError("`sparse=True` is not available here.")
    x = tensor(x)
    dtype = "int32" if weights is None else result_type(x.dtype, tensor(weights).dtype)
    if not hasattr(x, "array"):
        return type(x)((*x.shape[:-1], None), dtype)
    length = max(minlength, int(ops.max(x)) + 1 if x.size else 0)
    extra = () if weights is None else (tensor(weights),)
    return apply(
        _bincount,
        (cast(x, "int64") if x.dtype == "uint64" else x, *extra),
        {"length": length, "dtype": dtype},
    )


@op
def histogram(x: Any, bins: int = 10, range: Any = None) -> Any:
    """How many numbers fall into each of `bins` equal intervals, and the edges of the intervals."""
    x = floating(x)
    if range is not None and (len(range) < 2 or range[1] < range[0]):
        raise ValueError(
            f"Argument `range` must be a tuple of two elements. Received: range={range}"
        )
    if not isinstance(bins, int) or bins < 1:
        raise ValueError(f"Argument `bins` should be a non-negative integer. Received: bins={bins}")
    limits = (float(range[0]), float(range[1])) if range else None
    return apply(_histogram, (x,), {"bins": bins, "range": limits})


def _histogram_forward(x: np.ndarray, bins: int, range: Any) -> tuple[np.ndarray, np.ndarray]:
    counts, edges = np.histogram(x, bins, range)
    return counts.astype(np.int32), edges.astype(x.dtype)


_histogram = Primitive(
    "histogram",
    _histogram_forward,
    lambda x, bins, range: (((bins,), "int32"), ((bins + 1,), x.dtype)),
)


# ----------------------------------------------------------------------------------------- correlations
@op
def corrcoef(x: Any) -> Any:
    """Correlation coefficients of the rows of x (variables, observations)."""
    x = floating(x)
    if len(x.shape) == 0:
        return constant(1.0, x.dtype)
    rows = ops.atleast_2d(x)
    centred = rows - ops.mean(rows, -1, keepdims=True)
    covariance = ops.matmul(centred, ops.transpose(centred))
    spread = ops.sqrt(ops.diagonal(covariance))
    result = covariance / ops.outer(spread, spread)
    result = ops.clip(result, -1.0, 1.0)
    return ops.reshape(result, ()) if len(x.shape) == 1 else result


@op
def correlate(x1: Any, x2: Any, mode: str = "valid") -> Any:
    """The sums of products of two 1-D tensors at each shift of the second."""
    x1, x2 = promote(x1, x2)
    x1, x2 = floating(x1), floating(x2)
    if len(x1.shape) != 1 or len(x2.shape) != 1:
        raise ValueError(
            f"`x1` and `x2` must be 1-dimensional. Received: x1.shape={x1.shape}, x2.shape={x2.shape}"
        )
    if mode not in ("valid", "same", "full"):
        raise ValueError(f"Expected mode 'valid', 'same' or 'full'. Received: mode={mode}")
    m, n = x1.shape[0], x2.shape[0]
    if m < n:
        return ops.flip(_correlate(x2, x1, mode), 0)
    return _correlate(x1, x2, mode)


def _correlate(long: Any, short: Any, mode: str) -> Any:
    n = short.shape[0]
    before = {"valid": 0, "same": n // 2, "full": n - 1}[mode]
    after = {"valid": 0, "same": n - 1 - before, "full": n - 1}[mode]
    padded = ops.pad(long, ((before, after),))
    windows = ops.extract_sequences(padded, n, 1)
    return ops.matmul(windows, short)


# --------------------------------------------------------------------------------------------- segments
_AT = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}


def _lowest(dtype: Any) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _highest(dtype: Any) -> Any:
    return np.inf if dtype.kind == "f" else np.iinfo(dtype).max


_EMPTY = {"sum": lambda dtype: 0, "prod": lambda dtype: 1, "max": _lowest, "min": _highest}


def _segment_forward(data: np.ndarray, ids: np.ndarray, n: int, how: str) -> np.ndarray:
    out = np.full((n + 1, *data.shape[1:]), _EMPTY[how](data.dtype), data.dtype)
    _AT[how].at(
        out, np.where((ids < 0) | (ids >= n), n, ids), data
    )  # what belongs nowhere goes to the last one
    return out[:n]


def _segment_gradient(g: Any, y: Any, data: Any, ids: Any, n: int, how: str) -> Any:
    inside = ops.logical_and(ops.greater_equal(ids, 0), ops.less(ids, n))
    ids = ops.where(inside, ids, 0)
    inside = ops.reshape(cast(inside, g.dtype), (-1,) + (1,) * (len(data.shape) - 1))
    g = ops.take(g, ids, 0) * inside
    if how == "sum":
        return g
    if how == "prod":
        return ops.divide_no_nan(g * ops.take(y, ids, 0), data)
    is_it = cast(ops.equal(data, ops.take(y, ids, 0)), g.dtype) * inside
    return ops.divide_no_nan(g * is_it, ops.take(segment_sum(is_it, ids, n), ids, 0))


_segment = Primitive(
    "segment",
    _segment_forward,
    lambda data, ids, n, how: ((n, *data.shape[1:]), data.dtype),
    (_segment_gradient,),
)


def _by_segment(data: Any, segment_ids: Any, num_segments: int | None, how: str) -> Any:
    data, ids = tensor(data), cast(segment_ids, "int32")
    if len(ids.shape) != 1:
        raise ValueError(
            f"Argument `segment_ids` should be an 1-D vector, got shape: {tuple(ids.shape)}. "
            "Consider either flatten input with segment_ids.reshape((-1)) and data.reshape((-1, ) + "
            "data.shape[len(segment_ids.shape):])"
        )
    if None not in (ids.shape[0], data.shape[0]) and ids.shape[0] != data.shape[0]:
        raise ValueError(
            "Argument `segment_ids` and `data` should have same leading dimension. "
            f"Received: {tuple(ids.shape)} and {tuple(data.shape)}"
        )
    if num_segments is None:
        if not hasattr(ids, "array"):
            return type(ids)((None, *data.shape[1:]), data.dtype)
        num_segments = int(ops.max(ids)) + 1 if ids.size else 0
    return apply(_segment, (data, ids), {"n": num_segments, "how": how})


@op
def segment_sum(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The sums of the slices of `data` (along its first axis) that have the same segment id. A negative id
    is left out."""
    return _by_segment(data, segment_ids, num_segments, "sum")


@op
def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The products of the slices of `data` that have the same segment id."""
    return _by_segment(data, segment_ids, num_segments, "prod")


@op
def segment_max(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The largest values among the slices of `data` that have the same segment id; the lowest number for none."""
    return _by_segment(data, segment_ids, num_segments, "max")


@op
def segment_min(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The smallest values among the slices of `data` that have the same segment id; the highest number for none."""
    return _by_segment(data, segment_ids, num_segments, "min")


# ------------------------------------------------------------------------------------------ without nan
def _replaced(x: Any, value: float) -> Any:
    """x with `value` in place of nan, and where it was not nan."""
    x = tensor(x)
    if "float" not in x.dtype:
        return x, ops.ones_like(x, "bool")
    there = ops.logical_not(ops.isnan(x))
    return ops.where(there, x, constant(value, x.dtype)), there


@op
def nansum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The sum of the numbers that are not nan."""
    return ops.sum(_replaced(x, 0.0)[0], axis, keepdims)


@op
def nanprod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The product of the numbers that are not nan."""
    return ops.prod(_replaced(x, 1.0)[0], axis, keepdims)


@op
def nanmean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The mean of the numbers that are not nan."""
    x = floating(x)
    values, there = _replaced(x, 0.0)
    return ops.sum(values, axis, keepdims) / ops.sum(cast(there, x.dtype), axis, keepdims)


@op
def nanvar(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The variance of the numbers that are not nan."""
    x = floating(x)
    return nanmean(ops.square(x - nanmean(x, axis, keepdims=True)), axis, keepdims)


@op
def nanstd(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The standard deviation of the numbers that are not nan."""
    return ops.sqrt(nanvar(x, axis, keepdims))


@op
def nanmax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The largest number that is not nan; nan when all are."""
    return _nan_extreme(ops.max, x, float("-inf"), axis, keepdims)


@op
def nanmin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The smallest number that is not nan; nan when all are."""
    return _nan_extreme(ops.min, x, float("inf"), axis, keepdims)


def _nan_extreme(reduce: Any, x: Any, worst: float, axis: Any, keepdims: bool) -> Any:
    x = tensor(x)
    if "float" not in x.dtype:
        return reduce(x, axis, keepdims)
    values, there = _replaced(x, worst)
    return ops.where(
        ops.any(there, axis, keepdims),
        reduce(values, axis, keepdims),
        constant(float("nan"), x.dtype),
    )


@op
def nanargmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The index of the largest number that is not nan; -1 when all are."""
    return _nan_argument(ops.argmax, x, float("-inf"), axis, keepdims)


@op
def nanargmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """The index of the smallest number that is not nan; -1 when all are."""
    return _nan_argument(ops.argmin, x, float("inf"), axis, keepdims)


def _nan_argument(find: Any, x: Any, worst: float, axis: int | None, keepdims: bool) -> Any:
    values, there = _replaced(x, worst)
    found = find(values, axis, keepdims)
    return ops.where(ops.any(there, axis, keepdims), found, constant(-1, "int32"))


@op
def nancumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running sums in which nan counts as 0."""
    return ops.cumsum(_replaced(x, 0.0)[0], axis, dtype)


@op
def nancumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running products in which nan counts as 1."""
    return ops.cumprod(_replaced(x, 1.0)[0], axis, dtype)


@op
def nanquantile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """Like `quantile`, of the numbers that are not nan."""
    x = floating(x)
    fractions = np.asarray(q, np.float64)
    parameters = {
        "axes": normalize_axes(axis, len(x.shape)),
        "method": method,
        "keepdims": keepdims,
    }
    parts = [
        apply(_nanquantile, (x,), {"q": float(f), **parameters}) for f in fractions.reshape(-1)
    ]
    return parts[0] if fractions.ndim == 0 else ops.stack(parts)


def _nanquantile_forward(x: np.ndarray, q: float, axes: Any, method: Any, keepdims: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a slice that is all nan gives nan
        return np.nanquantile(x, q, axes, method=method, keepdims=keepdims).astype(x.dtype)


_nanquantile = Primitive(
    "nanquantile",
    _nanquantile_forward,
    lambda x, q, axes, method, keepdims: reduced(x, axes, keepdims),
)


@op
def nanmedian(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The middle one of the numbers that are not nan."""
    return nanquantile(x, 0.5, axis, keepdims=keepdims)


@op
def nanpercentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """Like `percentile`, of the numbers that are not nan."""
    return nanquantile(x, np.asarray(q) / 100, axis, method, keepdims)


@op
def percentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """The value below which `q` percent of the values lie."""
    return ops.quantile(x, np.asarray(q) / 100, axis, method, keepdims)
