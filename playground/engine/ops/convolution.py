"""Convolution in any number of dimensions, by channel, and transposed."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import ops
from playground.engine.keras_tensor import NotKnownYet
from playground.engine.ops.conversion import floating, promote, tensor
from playground.engine.ops.symbolic import op
from playground.engine.ops.windows import (
    channels_last,
    each_axis,
    overlap_add,
    padded,
    padding_width,
    sliding_windows,
)
from playground.engine.primitive import apply


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
    x, moved = channels_last(floating(x), data_format)
    kernel = floating(kernel)
    n = len(kernel.shape) - 2
    if len(x.shape) != n + 2:
        raise ValueError(
            f"A kernel of shape {kernel.shape} needs inputs with {n + 2} axes. Received: {inputs.shape}"
        )
    size, (depth, filters) = tuple(kernel.shape[:n]), kernel.shape[n:]
    strides, dilation = (
        each_axis(strides, n, "strides"),
        each_axis(dilation_rate, n, "dilation_rate"),
    )
    channels = x.shape[-1]
    if channels is None:  # hopefully as many as the kernel takes
        channels = depth
    if channels % depth or filters % (channels // depth):
        raise ValueError(
            f"The number of input channels must match the kernel's. Received: {channels} channels, and a kernel of "
            f"shape {kernel.shape} that takes {depth} (or, in equal groups, a multiple of it)."
        )
    groups = channels // depth
    x = padded(x, padding_width(x, size, strides, dilation, padding))
    cut = apply(sliding_windows, (x,), {"size": size, "strides": strides, "dilation": dilation})
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
    x, moved = channels_last(floating(x), data_format)
    kernel = floating(kernel)
    n = len(kernel.shape) - 2
    size, (filters, channels) = tuple(kernel.shape[:n]), kernel.shape[n:]
    strides, dilation = (
        each_axis(strides, n, "strides"),
        each_axis(dilation_rate, n, "dilation_rate"),
    )
    extra = (
        (None,) * n
        if output_padding is None
        else (output_padding,) * n
        if isinstance(output_padding, int)
        else tuple(output_padding)
    )
    if x.shape[-1] not in (None, channels):
        raise ValueError(
            f"The number of input channels must match the kernel's. Received: {x.shape[-1]} channels, and a kernel of "
            f"shape {kernel.shape} (*size, filters, channels) that takes {channels}."
        )
    outer = x.shape[1:-1]
    full, begin, lengths = [], [], []
    for m, k, s, d, more in zip(outer, size, strides, dilation, extra):
        if m is None:
            raise NotKnownYet(
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
    y = apply(overlap_add, (spread,), {"shape": (x.shape[0], *full, filters), **parameters})
    y = y[(slice(None), *(slice(b, b + m) for b, m in zip(begin, lengths)))]
    return ops.moveaxis(y, -1, 1) if moved else y
