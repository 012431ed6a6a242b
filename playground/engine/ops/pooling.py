"""The maximum or the mean of each window."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import tensor
from playground.engine.ops.symbolic import op
from playground.engine.ops.windows import (
    channels_last,
    each_axis,
    padded,
    padding_width,
    sliding_windows,
)
from playground.engine.primitive import apply


def _pool_windows(
    inputs: Any, pool_size: Any, strides: Any, padding: str, data_format: str | None, fill: float
) -> tuple:
    x, moved = channels_last(tensor(inputs), data_format)
    n = len(x.shape) - 2
    size = each_axis(pool_size, n, "pool_size")
    strides = size if strides is None else each_axis(strides, n, "strides")
    ones = (1,) * n
    width = padding_width(x, size, strides, ones, padding)
    parameters = {"size": size, "strides": strides, "dilation": ones}
    axes = tuple(range(n + 1, 2 * n + 1))
    return (
        apply(sliding_windows, (padded(x, width, fill),), parameters),
        axes,
        moved,
        x,
        width,
        parameters,
    )


@op
def max_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """The largest value in each window of each channel."""
    dtype = tensor(inputs).dtype
    lowest = -math.inf if "float" in dtype else np.iinfo(dtype).min
    cut, axes, moved, *_ = _pool_windows(inputs, pool_size, strides, padding, data_format, lowest)
    y = ops.max(cut, axes)
    return ops.moveaxis(y, -1, 1) if moved else y


@op
def average_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """The mean of each window of each channel; padding does not count."""
    cut, axes, moved, x, width, parameters = _pool_windows(
        inputs, pool_size, strides, padding, data_format, 0.0
    )
    if all(w == (0, 0) for w in width):
        y = ops.mean(cut, axes)
    else:
        ones = ops.pad(ops.ones((1, *x.shape[1:-1], 1), cut.dtype), width)
        y = ops.sum(cut, axes) / ops.sum(apply(sliding_windows, (ones,), parameters), axes)
    return ops.moveaxis(y, -1, 1) if moved else y


def _adaptive(inputs: Any, output_size: Any, data_format: str | None, reduce: Any) -> Any:
    """Window i of an axis of length n reaches from floor(i n / m) to ceil((i + 1) n / m)."""
    x, moved = channels_last(tensor(inputs), data_format)
    n = len(x.shape) - 2
    lengths = each_axis(output_size, n, "output_size")
    for axis, (length, m) in enumerate(zip(x.shape[1:-1], lengths), 1):
        before = (slice(None),) * axis
        parts = [
            reduce(
                x[(*before, slice(i * length // m, -((-(i + 1) * length) // m)))],
                axis,
                keepdims=True,
            )
            for i in range(m)
        ]
        x = ops.concatenate(parts, axis)
    return ops.moveaxis(x, -1, 1) if moved else x


@op
def adaptive_average_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """Means of windows chosen so that `output_size` of them cover each axis."""
    return _adaptive(inputs, output_size, data_format, ops.mean)


@op
def adaptive_max_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """Maxima of windows chosen so that `output_size` of them cover each axis."""
    return _adaptive(inputs, output_size, data_format, ops.max)
