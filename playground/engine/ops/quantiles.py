"""median, quantile, percentile."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import floating
from playground.engine.ops.reductions import count_reduced
from playground.engine.ops.shape_rules import normalize_axes
from playground.engine.ops.symbolic import op


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
    rows = ops.sort(
        ops.reshape(ops.transpose(x, others + axes), (*kept, count_reduced(x, axes))), axis=-1
    )
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


@op
def percentile(
    x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False
) -> Any:
    """The value below which `q` percent of the values lie."""
    return ops.quantile(x, np.asarray(q) / 100, axis, method, keepdims)
