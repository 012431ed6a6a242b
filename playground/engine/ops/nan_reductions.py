"""Reductions that leave nan out."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, constant, floating, tensor
from playground.engine.ops.shape_rules import normalize_axes, reduced
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


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
    x = _replaced(x, 0.0)[0]
    return x if axis == () else ops.cumsum(x, axis, dtype)


@op
def nancumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running products in which nan counts as 1."""
    x = _replaced(x, 1.0)[0]
    return x if axis == () else ops.cumprod(x, axis, dtype)


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
        if q == 0.5 and method == "linear":  # the middle one may be infinite
            return np.nanmedian(x, axes, keepdims=keepdims).astype(x.dtype)
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
