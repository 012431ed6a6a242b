"""Colours: red, green and blue; hue, saturation and value; grey."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.dtypes import is_float
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.symbolic import op


def _channels(images: Any, data_format: str | None) -> tuple[Any, int]:
    x = tensor(images)
    if len(x.shape) not in (3, 4):
        raise ValueError(
            "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). Received input with "
            f"shape: images.shape={tuple(x.shape)}"
        )
    return x, -3 if config.standardize_data_format(data_format) == "channels_first" else -1


def _three_floats(images: Any, data_format: str | None) -> tuple[Any, int]:
    x, axis = _channels(images, data_format)
    if not is_float(x.dtype):
        raise ValueError(
            f"Invalid images dtype: expected float dtype. Received: images.dtype={x.dtype}"
        )
    if x.shape[axis] not in (3, None):
        raise ValueError(
            f"Input images must have 3 channels, but received images with {x.shape[axis]} channels."
        )
    return x, axis


@op
def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Any:
    """The brightness of each pixel, one channel: 0.2989 red + 0.587 green + 0.114 blue (ITU-R BT.601)."""
    x, axis = _channels(images, data_format)
    if x.shape[axis] not in (1, 3, None):
        raise ValueError(
            f"Invalid channel size: expected 3 (RGB) or 1 (Grayscale). Received input with shape: {tuple(x.shape)}"
        )
    if x.shape[axis] == 1:
        return x
    dtype = x.dtype
    red, green, blue = ops.split(cast(x, dtype if is_float(dtype) else "float32"), 3, axis)
    return cast(0.2989 * red + 0.587 * green + 0.114 * blue, dtype)


@op
def rgb_to_hsv(images: Any, data_format: str | None = None) -> Any:
    """Hue, saturation and value in [0, 1], of colours in [0, 1]; a hue of 1/3 is green, of 2/3 blue."""
    x, axis = _three_floats(images, data_format)
    red, green, blue = ops.split(x, 3, axis)
    value = ops.max(x, axis, keepdims=True)
    extent = value - ops.min(x, axis, keepdims=True)
    saturation = ops.where(value > 0, extent / ops.where(value > 0, value, 1), 0)
    scale = 1 / (6 * ops.where(extent > 0, extent, 1))
    hue = ops.where(
        ops.equal(red, value),
        (green - blue) * scale,
        ops.where(
            ops.equal(green, value),
            (blue - red) * scale + 2 / 6,
            (red - green) * scale + 4 / 6,
        ),
    )
    hue = ops.where(extent > 0, hue, 0)
    hue = cast(ops.where(hue < 0, hue + 1, hue), x.dtype)
    return ops.concatenate([hue, cast(saturation, x.dtype), value], axis)


@op
def hsv_to_rgb(images: Any, data_format: str | None = None) -> Any:
    """The inverse of `rgb_to_hsv`."""
    x, axis = _three_floats(images, data_format)
    hue, saturation, value = ops.split(x, 3, axis)
    sixths = hue * 6
    full = [
        ops.clip(ops.abs(sixths - 3) - 1, 0, 1),
        ops.clip(2 - ops.abs(sixths - 2), 0, 1),
        ops.clip(2 - ops.abs(sixths - 4), 0, 1),
    ]
    return cast(
        ops.concatenate([(1 - saturation + c * saturation) * value for c in full], axis), x.dtype
    )
