"""The convolutions and poolings of `tf.nn`. Tensors are (batch, …, channels) unless `data_format` begins with NC."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.tensorflow_names.adapting import tensor


def _along(sizes: Any, axes: int, first: bool = False) -> Any:
    """Numbers of the inner axes: of 2, [2], [2, 2] or [1, 2, 2, 1]."""
    if isinstance(sizes, int):
        return (sizes,) * axes
    sizes = tuple(int(n) for n in sizes)
    if len(sizes) == axes + 2:
        return sizes[2:] if first else sizes[1:-1]
    return sizes * axes if len(sizes) == 1 else sizes


def _format(data_format: str | None) -> tuple[str, bool]:
    first = bool(data_format) and data_format.startswith("NC")  # type: ignore[union-attr]
    return ("channels_first" if first else "channels_last"), first


def _named(padding: Any) -> str:
    if not isinstance(padding, str):
        raise NotImplementedError(
            "Expected padding 'SAME' or 'VALID'. For other sizes, try tf.pad first."
        )
    return padding.lower()


def _convolution(axes: int, depthwise: bool = False) -> Any:
    compute = ops.depthwise_conv if depthwise else ops.conv

    def conv(
        input: Any,
        filters: Any,
        strides: Any = 1,
        padding: Any = "VALID",
        data_format: str | None = None,
        dilations: Any = None,
        name: str | None = None,
    ) -> Any:
        layout, first = _format(data_format)
        return compute(
            input,
            filters,
            strides=_along(1 if strides is None else strides, axes, first),
            padding=_named(padding),
            data_format=layout,
            dilation_rate=_along(1 if dilations is None else dilations, axes, first),
        )

    conv.__doc__ = "Convolution of (batch, …, channels) with (…, channels, filters)."
    return conv


def conv1d(
    input: Any,
    filters: Any,
    stride: Any,
    padding: Any,
    data_format: str = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Any:
    """Convolution of (batch, steps, channels) with (width, channels, filters)."""
    return _convolution(1)(input, filters, stride, padding, data_format, dilations)


def depthwise_conv2d(
    input: Any,
    filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Any:
    """Each channel with filters of its own, (height, width, channels, multiplier)."""
    return _convolution(2, depthwise=True)(input, filter, strides, padding, data_format, dilations)


def separable_conv2d(
    input: Any,
    depthwise_filter: Any,
    pointwise_filter: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Any:
    """`depthwise_conv2d`, then channels mixed point by point."""
    layout, first = _format(data_format)
    return ops.separable_conv(
        input,
        depthwise_filter,
        pointwise_filter,
        strides=_along(strides, 2, first),
        padding=_named(padding),
        data_format=layout,
        dilation_rate=_along(1 if dilations is None else dilations, 2, first),
    )


def conv2d_transpose(
    input: Any,
    filters: Any,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Any:
    """The gradient of a convolution: (batch, height, width, channels) with (height, width, filters, channels)."""
    layout, first = _format(data_format)
    steps = _along(strides, 2, first)
    wanted, there = _along(output_shape, 2, first), tensor(input).shape
    inner = there[2:] if first else there[1:-1]
    kernel = tensor(filters).shape[:2]
    missing = None
    if padding.upper() == "VALID":  # the size that a convolution leads from is one of several
        least = [(n - 1) * s + k for n, s, k in zip(inner, steps, kernel)]
        missing = tuple(w - n for w, n in zip(wanted, least))
    result = ops.conv_transpose(input, filters, steps, _named(padding), None, layout)
    if missing is not None and any(n > 0 for n in missing):
        rows = [(0, n) for n in missing]
        result = ops.pad(result, [(0, 0), (0, 0), *rows] if first else [(0, 0), *rows, (0, 0)])
    found = result.shape[2:] if first else result.shape[1:-1]
    if tuple(found) != tuple(wanted):
        raise ValueError(
            f"Expected an output_shape with {tuple(found)} inside, received {tuple(output_shape)}."
        )
    return result


def _pooling(name: str, axes: int | None) -> Any:
    compute = getattr(ops, name)

    def pool(
        input: Any,
        ksize: Any,
        strides: Any,
        padding: Any,
        data_format: str | None = None,
        name: str | None = None,
    ) -> Any:
        layout, first = _format(data_format)
        inner = axes or len(tensor(input).shape) - 2
        return compute(
            input,
            _along(ksize, inner, first),
            _along(strides, inner, first),
            _named(padding),
            layout,
        )

    pool.__doc__ = (
        f"The {'largest number' if name == 'max_pool' else 'mean'} of each window of `ksize`."
    )
    return pool


def space_to_depth(
    input: Any, block_size: int, data_format: str = "NHWC", name: str | None = None
) -> Any:
    """Blocks of pixels as channels."""
    return ops.space_to_depth(input, block_size, _format(data_format)[0])


def depth_to_space(
    input: Any, block_size: int, data_format: str = "NHWC", name: str | None = None
) -> Any:
    """Channels as blocks of pixels."""
    return ops.depth_to_space(input, block_size, _format(data_format)[0])


NAMES = {
    "conv1d": conv1d,
    "conv2d": _convolution(2),
    "conv3d": _convolution(3),
    "depthwise_conv2d": depthwise_conv2d,
    "separable_conv2d": separable_conv2d,
    "conv2d_transpose": conv2d_transpose,
    "space_to_depth": space_to_depth,
    "depth_to_space": depth_to_space,
    "max_pool": _pooling("max_pool", None),
    "avg_pool": _pooling("average_pool", None),
    **{f"max_pool{n}d": _pooling("max_pool", n) for n in (1, 2, 3)},
    **{f"avg_pool{n}d": _pooling("average_pool", n) for n in (1, 2, 3)},
}
