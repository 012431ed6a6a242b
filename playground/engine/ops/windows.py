"""Sliding windows: the primitive under convolution, pooling and patches.

It cuts a tensor into overlapping windows (a view, no copy); its gradient adds windows up where they overlap. A
convolution is then a matrix product of windows with a kernel, max pooling a maximum over windows, and their gradients
(and those of the gradients) follow. The arithmetic of shapes is in Dumoulin and Visin, "A guide to convolution
arithmetic for deep learning" (2016).
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.primitive import Primitive, apply


def count_windows(n: Any, size: int, stride: int, dilation: int) -> Any:
    """How many windows fit on an axis of length `n` (int or None)."""
    return None if n is None else max(0, (n - (size - 1) * dilation - 1) // stride + 1)


def _windows_rule(x: Any, size: tuple, strides: tuple, dilation: tuple) -> Any:
    counts = tuple(map(count_windows, x.shape[1:-1], size, strides, dilation))
    if any(n == 0 for n in counts) and 0 not in x.shape[1:-1]:
        raise ValueError(
            f"A window of size {size} (dilation {dilation}) does not fit into the inner shape {tuple(x.shape[1:-1])} "
            f"of a tensor of shape {tuple(x.shape)}. Try padding='same' or a smaller window."
        )
    return (x.shape[0], *counts, *size, x.shape[-1]), x.dtype


def _windows_forward(x: np.ndarray, size: tuple, strides: tuple, dilation: tuple) -> np.ndarray:
    counts = tuple(map(count_windows, x.shape[1:-1], size, strides, dilation))
    if 0 in counts and 0 not in x.shape:
        raise ValueError("no window fits")  # the shape rule says it better
    steps = x.strides[1:-1]
    return np.lib.stride_tricks.as_strided(
        x,
        (x.shape[0], *counts, *size, x.shape[-1]),
        (
            x.strides[0],
            *(a * s for a, s in zip(steps, strides)),
            *(a * d for a, d in zip(steps, dilation)),
            x.strides[-1],
        ),
        writeable=False,
    )


def _overlap_add_forward(
    g: np.ndarray, shape: tuple, size: tuple, strides: tuple, dilation: tuple
) -> np.ndarray:
    out = np.zeros(shape, g.dtype)
    n = len(size)
    counts = g.shape[1 : n + 1]
    for offset in product(*map(range, size)):
        place = tuple(
            slice(o * d, o * d + (c - 1) * s + 1 if c else 0, s)
            for o, d, c, s in zip(offset, dilation, counts, strides)
        )
        out[(slice(None), *place)] += g[(slice(None),) * (n + 1) + offset]
    return out


sliding_windows = Primitive(
    "windows",
    _windows_forward,
    _windows_rule,
    (lambda g, y, x, **parameters: apply(overlap_add, (g,), {"shape": x.shape, **parameters}),),
    view=True,
)

overlap_add = Primitive(
    "overlap_add",
    _overlap_add_forward,
    lambda g, shape, **_: (shape, g.dtype),
    (lambda g, y, x, shape, **parameters: apply(sliding_windows, (g,), parameters),),
)


def each_axis(value: Any, n: int, what: str) -> tuple[int, ...]:
    """`value` for each of `n` axes."""
    values = (value,) * n if isinstance(value, int) else tuple(value)
    if len(values) == 1:
        values *= n
    if len(values) != n or any(v < 1 for v in values):
        raise ValueError(
            f"`{what}` must be a positive int or {n} of them. Received: {what}={value}"
        )
    return values


def channels_last(x: Any, data_format: str | None) -> tuple[Any, bool]:
    """x as (batch, *inner, channels), and whether it had to be moved."""
    if config.standardize_data_format(data_format) == "channels_last":
        return x, False
    return ops.moveaxis(x, 1, -1), True


def padding_width(x: Any, size: tuple, strides: tuple, dilation: tuple, padding: str) -> tuple:
    """`(before, after)` for each axis of x: nothing for "valid"; for "same", such that as many windows fit as there
    are steps of `strides` in the axis."""
    padding = padding.lower()
    if padding not in ("valid", "same"):
        raise ValueError(f"`padding` must be 'valid' or 'same'. Received: padding={padding}")
    width = [(0, 0)]
    for n, k, s, d in zip(x.shape[1:-1], size, strides, dilation):
        extent = (k - 1) * d + 1
        wanted = s if n is None else n - (math.ceil(n / s) - 1) * s  # what the last window covers
        total = max(extent - wanted, 0) if padding == "same" else 0
        width.append((total // 2, total - total // 2))
    return (*width, (0, 0))


def padded(x: Any, width: tuple, value: float = 0.0) -> Any:
    return x if all(w == (0, 0) for w in width) else ops.pad(x, width, constant_values=value)
