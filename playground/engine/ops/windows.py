"""Sliding windows, and what is made of them: convolution, pooling, patches.

One primitive cuts a tensor into overlapping windows (a view, no copy), its gradient adds windows up where they
overlap. A convolution is then a matrix product of windows with a kernel, max pooling a maximum over windows, and
their gradients (and those of the gradients) follow. Dumoulin and Visin, "A guide to convolution arithmetic for
deep learning" (2016), has the arithmetic of shapes.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np

from playground.engine import config, ops
from playground.engine.ops.conversion import floating, promote, tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


# ------------------------------------------------------------------------------------------- primitives
def _count(n: Any, size: int, stride: int, dilation: int) -> Any:
    """How many windows fit on an axis of length `n` (int or None)."""
    return None if n is None else max(0, (n - (size - 1) * dilation - 1) // stride + 1)


def _windows_rule(x: Any, size: tuple, strides: tuple, dilation: tuple) -> Any:
    counts = tuple(map(_count, x.shape[1:-1], size, strides, dilation))
    if any(n == 0 for n in counts) and 0 not in x.shape[1:-1]:
        raise ValueError(
            f"A window of size {size} (dilation {dilation}) does not fit into the inner shape {tuple(x.shape[1:-1])} "
            f"of a tensor of shape {tuple(x.shape)}. Try padding='same' or a smaller window."
        )
    return (x.shape[0], *counts, *size, x.shape[-1]), x.dtype


def _windows_forward(x: np.ndarray, size: tuple, strides: tuple, dilation: tuple) -> np.ndarray:
    counts = tuple(map(_count, x.shape[1:-1], size, strides, dilation))
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


_windows = Primitive(
    "windows",
    _windows_forward,
    _windows_rule,
    (lambda g, y, x, **parameters: apply(_overlap_add, (g,), {"shape": x.shape, **parameters}),),
    view=True,
)
_overlap_add = Primitive(
    "overlap_add",
    _overlap_add_forward,
    lambda g, shape, **_: (shape, g.dtype),
    (lambda g, y, x, shape, **parameters: apply(_windows, (g,), parameters),),
)


# ---------------------------------------------------------------------------------------------- helpers
def _each(value: Any, n: int, what: str) -> tuple[int, ...]:
    """`value` for each of `n` axes."""
    values = (value,) * n if isinstance(value, int) else tuple(value)
    if len(values) == 1:
        values *= n
    if len(values) != n or any(v < 1 for v in values):
        raise ValueError(
            f"`{what}` must be a positive int or {n} of them. Received: {what}={value}"
        )
    return values


def _channels_last(x: Any, data_format: str | None) -> tuple[Any, bool]:
    """x as (batch, *inner, channels), and whether it had to be moved."""
    if config.standardize_data_format(data_format) == "channels_last":
        return x, False
    return ops.moveaxis(x, 1, -1), True


def _padding(x: Any, size: tuple, strides: tuple, dilation: tuple, padding: str) -> tuple:
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


def _padded(x: Any, width: tuple, value: float = 0.0) -> Any:
    return x if all(w == (0, 0) for w in width) else ops.pad(x, width, constant_values=value)


# ------------------------------------------------------------------------------------------ convolution
@op
def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolution in 1, 2 or 3 dimensions.

    inputs (batch, *inner, channels), kernel (*size, channels / groups, filters) → (batch, *outer, filters). With more
    channels than the kernel takes, channels and filters are worked on in groups.
    """
    x, kernel = promote(inputs, kernel)
    x, moved = _channels_last(floating(x), data_format)
    kernel = floating(kernel)
    n = len(kernel.shape) - 2
    if len(x.shape) != n + 2:
        raise ValueError(
            f"A kernel of shape {kernel.shape} needs inputs with {n + 2} axes. Received: {inputs.shape}"
        )
    size, (depth, filters) = tuple(kernel.shape[:n]), kernel.shape[n:]
    strides, dilation = _each(strides, n, "strides"), _each(dilation_rate, n, "dilation_rate")
    channels = x.shape[-1]
    if channels is None or channels % depth or filters % (channels // depth):
        raise ValueError(
            f"The number of input channels must match the kernel's. Received: {channels} channels, and a kernel of "
            f"shape {kernel.shape} that takes {depth} (or, in equal groups, a multiple of it)."
        )
    groups = channels // depth
    x = _padded(x, _padding(x, size, strides, dilation, padding))
    cut = apply(_windows, (x,), {"size": size, "strides": strides, "dilation": dilation})
    outer = tuple(cut.shape[: n + 1])
    if groups == 1:
        y = ops.matmul(
            ops.reshape(cut, (*outer, math.prod(size) * depth)), ops.reshape(kernel, (-1, filters))
        )
    else:  # (batch, *outer, groups, 1, size · depth) @ (groups, size · depth, filters / groups)
        cut = ops.reshape(cut, (*outer, math.prod(size), groups, depth))
        cut = ops.reshape(ops.swapaxes(cut, -3, -2), (*outer, groups, 1, math.prod(size) * depth))
        each = ops.reshape(kernel, (math.prod(size) * depth, groups, filters // groups))
        y = ops.reshape(ops.matmul(cut, ops.swapaxes(each, 0, 1)), (*outer, filters))
    return ops.moveaxis(y, -1, 1) if moved else y


@op
def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolution of each channel by itself: kernel (*size, channels, multiplier) → channels · multiplier."""
    kernel = tensor(kernel)
    *size, channels, multiplier = kernel.shape
    return conv(
        inputs,
        ops.reshape(kernel, (*size, 1, channels * multiplier)),
        strides,
        padding,
        data_format,
        dilation_rate,
    )


@op
def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """A depthwise convolution, then a convolution of size 1 that mixes the channels."""
    y = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(y, pointwise_kernel, 1, "valid", data_format)


@op
def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """The transpose (gradient) of a convolution: enlarges. kernel (*size, filters, channels).

    Outer lengths: n · stride for "same"; n · stride + max(extent - stride, 0) for "valid".
    """
    x, kernel = promote(inputs, kernel)
    x, moved = _channels_last(floating(x), data_format)
    kernel = floating(kernel)
    n = len(kernel.shape) - 2
    size, (filters, channels) = tuple(kernel.shape[:n]), kernel.shape[n:]
    strides, dilation = _each(strides, n, "strides"), _each(dilation_rate, n, "dilation_rate")
    extra = (
        (None,) * n
        if output_padding is None
        else (output_padding,) * n
        if isinstance(output_padding, int)
        else tuple(output_padding)
    )
    outer = x.shape[1:-1]
    full, begin, lengths = [], [], []
    for m, k, s, d, more in zip(outer, size, strides, dilation, extra):
        if m is None:
            raise ValueError(
                f"conv_transpose needs inner axes of known length. Received: {inputs.shape}"
            )
        extent = (k - 1) * d + 1
        if more is None:
            length = m * s if padding == "same" else m * s + max(extent - s, 0)
        else:
            length = (m - 1) * s + (extent % 2 if padding == "same" else extent) + more
        everything = (m - 1) * s + extent
        if padding == "same":
            total = max(everything - length, 0) if more is None else 2 * (extent // 2)
            begin.append(max(extent - s, 0) // 2 if more is None else total // 2)
        else:
            begin.append(0)
        lengths.append(length)
        full.append(max(everything, begin[-1] + length))
    spread = ops.matmul(x, ops.transpose(ops.reshape(kernel, (-1, channels))))
    spread = ops.reshape(spread, (x.shape[0], *outer, *size, filters))
    parameters = {"size": size, "strides": strides, "dilation": dilation}
    y = apply(_overlap_add, (spread,), {"shape": (x.shape[0], *full, filters), **parameters})
    y = y[(slice(None), *(slice(b, b + m) for b, m in zip(begin, lengths)))]
    return ops.moveaxis(y, -1, 1) if moved else y


# ---------------------------------------------------------------------------------------------- pooling
def _pool_windows(
    inputs: Any, pool_size: Any, strides: Any, padding: str, data_format: str | None, fill: float
) -> tuple:
    x, moved = _channels_last(tensor(inputs), data_format)
    n = len(x.shape) - 2
    size = _each(pool_size, n, "pool_size")
    strides = size if strides is None else _each(strides, n, "strides")
    ones = (1,) * n
    width = _padding(x, size, strides, ones, padding)
    parameters = {"size": size, "strides": strides, "dilation": ones}
    axes = tuple(range(n + 1, 2 * n + 1))
    return (
        apply(_windows, (_padded(x, width, fill),), parameters),
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
        y = ops.sum(cut, axes) / ops.sum(apply(_windows, (ones,), parameters), axes)
    return ops.moveaxis(y, -1, 1) if moved else y


def _adaptive(inputs: Any, output_size: Any, data_format: str | None, reduce: Any) -> Any:
    """Window i of an axis of length n reaches from floor(i n / m) to ceil((i + 1) n / m)."""
    x, moved = _channels_last(tensor(inputs), data_format)
    n = len(x.shape) - 2
    lengths = _each(output_size, n, "output_size")
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


# ---------------------------------------------------------------------------------------------- patches
@op
def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """All windows of images (batch, channels, rows, columns), each as one column: (batch, channels · size, windows)."""
    x = tensor(x)
    size, dilation, strides = (
        _each(kernel_size, 2, "kernel_size"),
        _each(dilation, 2, "dilation"),
        _each(stride, 2, "stride"),
    )
    by = (padding, padding) if isinstance(padding, int) else tuple(padding)
    x = _padded(x, ((0, 0), (0, 0), (by[0], by[0]), (by[1], by[1])))
    cut = apply(
        _windows,
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
        _each(kernel_size, 2, "kernel_size"),
        _each(dilation, 2, "dilation"),
        _each(stride, 2, "stride"),
    )
    by = (padding, padding) if isinstance(padding, int) else tuple(padding)
    if len(x.shape) != 3:
        raise ValueError(
            f"`fold` expects a 3D input (batch, channels · size, windows). Received: {x.shape}"
        )
    lengths = _each(output_size, 2, "output_size")
    full = tuple(n + 2 * b for n, b in zip(lengths, by))
    counts = tuple(map(_count, full, size, strides, dilation))
    channels = x.shape[1] // math.prod(size)
    cut = ops.transpose(ops.reshape(x, (x.shape[0], channels, *size, *counts)), (0, 4, 5, 2, 3, 1))
    parameters = {"size": size, "strides": strides, "dilation": dilation}
    y = apply(_overlap_add, (cut,), {"shape": (x.shape[0], *full, channels), **parameters})
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
        _windows,
        (rows,),
        {"size": (sequence_length,), "strides": (sequence_stride,), "dilation": (1,)},
    )
    return ops.reshape(cut, (*x.shape[:-1], cut.shape[1], sequence_length))


@op
def depth_to_space(x: Any, block_size: int, data_format: str | None = None) -> Any:
    """Blocks of channels become blocks of pixels: (batch, h, w, c · b²) → (batch, h · b, w · b, c)."""
    if block_size < 2:
        raise ValueError(f"`block_size` must be at least 2. Received: block_size={block_size}")
    x, moved = _channels_last(tensor(x), data_format)
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
def space_to_depth(x: Any, block_size: int, data_format: str | None = None) -> Any:
    """Blocks of pixels become channels: (batch, h, w, c) → (batch, h / b, w / b, c · b²)."""
    if block_size < 2:
        raise ValueError(f"`block_size` must be at least 2. Received: block_size={block_size}")
    x, moved = _channels_last(tensor(x), data_format)
    n, h, w, c = x.shape
    b = block_size
    if h % b or w % b:
        raise ValueError(
            f"Rows and columns must be divisible by block_size. Received: {h}, {w}, {b}"
        )
    y = ops.transpose(ops.reshape(x, (n, h // b, b, w // b, b, c)), (0, 1, 3, 2, 4, 5))
    y = ops.reshape(y, (n, h // b, w // b, c * b * b))
    return ops.moveaxis(y, -1, 1) if moved else y
