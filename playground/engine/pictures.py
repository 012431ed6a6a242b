"""Pictures as arrays: `img_to_array`, `array_to_img` and `smart_resize` of `keras.preprocessing.image`."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import config, ops


def img_to_array(img: Any, data_format: str | None = None, dtype: Any = None) -> np.ndarray:
    """A picture (of PIL, or an array of 2 or 3 axes) as an array (height, width, channels) of `dtype`."""
    order = config.standardize_data_format(data_format)
    x = np.asarray(img, dtype=dtype or config.floatx())
    if x.ndim == 2:
        return x[None] if order == "channels_first" else x[:, :, None]
    if x.ndim != 3:
        raise ValueError(f"Unsupported image shape: expected 2 or 3 axes, received {x.shape}.")
    return x.transpose(2, 0, 1) if order == "channels_first" else x


def array_to_img(
    x: Any, data_format: str | None = None, scale: bool = True, dtype: Any = None
) -> Any:
    """A picture of PIL from an array (height, width, channels); `scale` spreads its numbers over 0 … 255.

    ImportError where the package Pillow is not installed: then `keras.utils.img_to_array` and arrays are enough.
    """
    try:
        from PIL import Image  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise ImportError(
            "Could not import PIL.Image. `array_to_img` makes pictures of the package Pillow, which is not here. Try "
            "the array itself."
        ) from None
    order = config.standardize_data_format(data_format)
    x = np.asarray(x, dtype=dtype or config.floatx())
    if x.ndim != 3:
        raise ValueError(
            f"Expected image array to have rank 3 (single image). Got array with shape: {x.shape}"
        )
    x = x.transpose(1, 2, 0) if order == "channels_first" else x
    if scale:
        x = x - x.min()
        x = x / (x.max() or 1) * 255
    channels = x.shape[2]
    if channels not in (1, 3, 4):
        raise ValueError(f"Unsupported channel number: {channels}. Expected 1, 3 or 4.")
    if channels == 1:
        return Image.fromarray(x[:, :, 0].astype("int32" if x.max() > 255 else "uint8"))
    return Image.fromarray(x.astype("uint8"))


def smart_resize(
    x: Any,
    size: Any,
    interpolation: str = "bilinear",
    data_format: str = "channels_last",
    **kwargs: Any,
) -> Any:
    """The middle of pictures (…, height, width, channels), in the proportions of `size`, brought to `size`. An array of
    an array, a tensor of a tensor."""
    if len(size) != 2:
        raise ValueError(f"Expected `size` to be a tuple of 2 integers, but got: {size}.")
    images = ops.convert_to_tensor(x)
    if len(images.shape) not in (3, 4):
        raise ValueError(
            "Expected an image array with shape `(height, width, channels)`, or `(batch_size, height, width, "
            f"channels)`, but got input with incorrect rank, of shape {images.shape}."
        )
    last = data_format == "channels_last"
    height, width = images.shape[-3:-1] if last else images.shape[-2:]
    rows = max(min(height, int(width * size[0] / size[1])), 1)
    columns = max(min(width, int(height * size[1] / size[0])), 1)
    top, left = (height - rows) // 2, (width - columns) // 2
    middle = (slice(top, top + rows), slice(left, left + columns))
    cropped = images[(..., *middle, slice(None))] if last else images[(..., *middle)]
    resized = ops.image.resize(cropped, tuple(size), interpolation, data_format=data_format)
    return np.asarray(resized) if isinstance(x, np.ndarray) else resized
