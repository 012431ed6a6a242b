"""Histograms, correlations, signal-to-noise ratio."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import result_type
from playground.engine.ops.conversion import cast, constant, floating, promote, promote_all, tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


@op
def psnr(x1: Any, x2: Any, max_val: float) -> Any:
    """Peak signal-to-noise ratio in decibels: 20 log₁₀(max_val) - 10 log₁₀(mean squared difference)."""
    x1, x2 = promote_all((x1, x2), float)
    if tuple(x1.shape) != tuple(x2.shape):
        raise ValueError(
            f"Input shapes {x1.shape} and {x2.shape} must match for PSNR calculation. "
        )
    return 20 * math.log10(max_val) - 10 * ops.log10(ops.mean(ops.square(x1 - x2)))


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
    if len(x.shape) != 1:
        raise ValueError(
            f"Input tensor must be 1-dimensional. Received: x.shape={tuple(x.shape)}. Try `keras.ops.ravel(x)`."
        )
    if range is not None and len(range) != 2:
        raise ValueError(
            f"Argument `range` must be a tuple of two elements. Received: range={range}"
        )
    if range is not None and range[1] < range[0]:
        raise ValueError(
            f"The second element of `range` must be greater than the first. Received: range={range}"
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
