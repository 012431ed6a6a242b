"""Windows as data: unfold, fold, extract_sequences, depth_to_space."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import ops
from playground.engine.ops.conversion import tensor
from playground.engine.ops.symbolic import op
from playground.engine.ops.windows import (
    channels_last,
    count_windows,
    each_axis,
    overlap_add,
    padded,
    sliding_windows,
)
from playground.engine.primitive import apply


@op
def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """All windows of images (batch, channels, rows, columns), each as one column: (batch, channels · size, windows)."""
    x = tensor(x)
    size, dilation, strides = (
        each_axis(kernel_size, 2, "kernel_size"),
        each_axis(dilation, 2, "dilation"),
        each_axis(stride, 2, "stride"),
    )
    by = (padding, padding) if isinstance(padding, int) else tuple(padding)
    x = padded(x, ((0, 0), (0, 0), (by[0], by[0]), (by[1], by[1])))
    cut = apply(
        sliding_windows,
        (ops.moveaxis(x, 1, -1),),
        {"size": size, "strides": strides, "dilation": dilation},
    )
    batch, rows, columns, *_, channels = cut.shape
    count = None if rows is None or columns is None else rows * columns
    cut = ops.transpose(cut, (0, 5, 3, 4, 1, 2))
    return ops.reshape(cut, (batch, channels * math.prod(size), -1 if count is None else count))


@op
def fold(
    x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Windows made by `unfold` added up where they overlap: (batch, channels · size, windows) → images."""
    x = tensor(x)
    size, dilation, strides = (
        each_axis(kernel_size, 2, "kernel_size"),
        each_axis(dilation, 2, "dilation"),
        each_axis(stride, 2, "stride"),
    )
    by = (padding, padding) if isinstance(padding, int) else tuple(padding)
    if len(x.shape) != 3:
        raise ValueError(
            f"`fold` expects a 3D input (batch, channels · size, windows). Received: {x.shape}"
        )
    lengths = each_axis(output_size, 2, "output_size")
    full = tuple(n + 2 * b for n, b in zip(lengths, by))
    counts = tuple(map(count_windows, full, size, strides, dilation))
    channels = x.shape[1] // math.prod(size)
    cut = ops.transpose(ops.reshape(x, (x.shape[0], channels, *size, *counts)), (0, 4, 5, 2, 3, 1))
    parameters = {"size": size, "strides": strides, "dilation": dilation}
    y = apply(overlap_add, (cut,), {"shape": (x.shape[0], *full, channels), **parameters})
    y = y[:, by[0] : by[0] + lengths[0], by[1] : by[1] + lengths[1]]
    return ops.moveaxis(y, -1, 1)


@op
def extract_sequences(x: Any, sequence_length: int, sequence_stride: int) -> Any:
    """Windows of the last axis: (..., n) → (..., windows, sequence_length)."""
    x = tensor(x)
    if len(x.shape) < 1:
        raise ValueError(f"Input should have rank >= 1. Received: input.shape = {x.shape}")
    rows = ops.reshape(x, (-1, x.shape[-1], 1))
    cut = apply(
        sliding_windows,
        (rows,),
        {"size": (sequence_length,), "strides": (sequence_stride,), "dilation": (1,)},
    )
    return ops.reshape(cut, (*x.shape[:-1], cut.shape[1], sequence_length))


@op
def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Blocks of channels become blocks of pixels: (batch, h, w, c · b²) → (batch, h · b, w · b, c)."""
    if block_size < 2:
        raise ValueError(f"`block_size` must be at least 2. Received: block_size={block_size}")
    x, moved = channels_last(tensor(x), data_format)
    n, h, w, c = x.shape
    b = block_size
    if c % (b * b):
        raise ValueError(
            f"The number of channels must be divisible by block_size squared. Received: {c}, {b}"
        )
    y = ops.transpose(ops.reshape(x, (n, h, w, b, b, c // b**2)), (0, 1, 3, 2, 4, 5))
    y = ops.reshape(y, (n, h * b, w * b, c // b**2))
    return ops.moveaxis(y, -1, 1) if moved else y


@op
def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Blocks of pixels become channels: (batch, h, w, c) → (batch, h / b, w / b, c · b²)."""
    if block_size < 2:
        raise ValueError(f"`block_size` must be at least 2. Received: block_size={block_size}")
    x, moved = channels_last(tensor(x), data_format)
    n, h, w, c = x.shape
    b = block_size
    if h % b or w % b:
        raise ValueError(
            f"Rows and columns must be divisible by block_size. Received: {h}, {w}, {b}"
        )
    y = ops.transpose(ops.reshape(x, (n, h // b, b, w // b, b, c)), (0, 1, 3, 2, 4, 5))
    y = ops.reshape(y, (n, h // b, w // b, c * b * b))
    return ops.moveaxis(y, -1, 1) if moved else y
