"""`tf.image` for arrays (height, width, channels) or (batch, height, width, channels)."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import engine as keras
from playground.engine import ops
from playground.tensorflow_names.adapting import of_one, tensor
from playground.tensorflow_names.dtypes import as_dtype
from playground.tensorflow_names.missing import Names


def _float(image: Any) -> Any:
    image = tensor(image)
    return image if "float" in image.dtype else ops.cast(image, "float32")


def resize(
    images: Any,
    size: Any,
    method: str = "bilinear",
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
    name: str | None = None,
) -> Any:
    """Images of another height and width: float32, or the dtype of the images when `method` is "nearest"."""
    images = tensor(images)
    height, width = (int(n) for n in np.asarray(size))
    if preserve_aspect_ratio:
        now = images.shape[-3:-1]
        scale = min(height / now[0], width / now[1])
        height, width = (max(1, round(scale * n)) for n in now)
    given = images if method == "nearest" else _float(images)
    if (height, width) == images.shape[-3:-1]:
        return given
    return ops.image.resize(given, (height, width), method, antialias, data_format="channels_last")


def crop_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int
) -> Any:
    """A part of an image."""
    rows = slice(offset_height, offset_height + target_height)
    columns = slice(offset_width, offset_width + target_width)
    return tensor(image)[..., rows, columns, :]


def pad_to_bounding_box(
    image: Any, offset_height: int, offset_width: int, target_height: int, target_width: int
) -> Any:
    """An image in a larger one of zeros."""
    image = tensor(image)
    below = target_height - offset_height - image.shape[-3]
    right = target_width - offset_width - image.shape[-2]
    widths = [(0, 0)] * (len(image.shape) - 3) + [
        (offset_height, below),
        (offset_width, right),
        (0, 0),
    ]
    return ops.pad(image, widths)


def resize_with_crop_or_pad(image: Any, target_height: int, target_width: int) -> Any:
    """The middle of an image, with zeros around where it is too small."""
    image = tensor(image)
    height, width = image.shape[-3:-1]
    top, left = max(height - target_height, 0) // 2, max(width - target_width, 0) // 2
    image = crop_to_bounding_box(
        image, top, left, min(height, target_height), min(width, target_width)
    )
    top, left = max(target_height - height, 0) // 2, max(target_width - width, 0) // 2
    return pad_to_bounding_box(image, top, left, target_height, target_width)


def central_crop(image: Any, central_fraction: float) -> Any:
    """The middle of an image: such a part of its height and width."""
    image = tensor(image)
    height, width = image.shape[-3:-1]
    top, left = (int((n - n * central_fraction) / 2) for n in (height, width))
    return crop_to_bounding_box(image, top, left, height - 2 * top, width - 2 * left)


def flip_left_right(image: Any) -> Any:
    """Mirrored from left to right."""
    return ops.flip(image, axis=-2)


def flip_up_down(image: Any) -> Any:
    """Mirrored from top to bottom."""
    return ops.flip(image, axis=-3)


def rot90(image: Any, k: int = 1, name: str | None = None) -> Any:
    """Turned by k right angles against the clock."""
    return ops.rot90(image, k, axes=(-3, -2))


def transpose(image: Any, name: str | None = None) -> Any:
    """Rows as columns."""
    return ops.swapaxes(image, -3, -2)


def _by_chance(change: Any) -> Any:
    def changed(image: Any, seed: Any = None) -> Any:
        image = tensor(image)
        shape = (image.shape[0], 1, 1, 1) if len(image.shape) == 4 else ()
        draw = keras.random.uniform(shape, seed=seed) < 0.5
        return ops.where(draw, change(image), image)

    changed.__doc__ = f"{change.__doc__} In half of the cases."
    return changed


def random_crop(value: Any, size: Any, seed: Any = None, name: str | None = None) -> Any:
    """A part of `size` from a random place."""
    value = tensor(value)
    room = [n - int(m) + 1 for n, m in zip(value.shape, size)]
    if min(room) < 1:
        raise ValueError(
            f"Expected a size of at most {tuple(value.shape)}, received {tuple(size)}."
        )
    start = [keras.random.randint((), 0, n, seed=seed) for n in room]
    return ops.slice(value, ops.stack(start), tuple(int(n) for n in size))


def adjust_brightness(image: Any, delta: Any) -> Any:
    """Every number plus `delta`, which is a share of the whole range."""
    return _in_floats(image, lambda x: x + delta)


def adjust_contrast(images: Any, contrast_factor: Any) -> Any:
    """Every number `contrast_factor` times as far from the mean of its channel."""

    def change(x: Any) -> Any:
        mean = ops.mean(x, axis=(-3, -2), keepdims=True)
        return (x - mean) * contrast_factor + mean

    return _in_floats(images, change)


def adjust_gamma(image: Any, gamma: float = 1, gain: float = 1) -> Any:
    """gain · xᵞ."""
    return _in_floats(image, lambda x: gain * ops.power(x, gamma))


def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Any:
    """Colours so many times as strong."""

    def change(x: Any) -> Any:
        hsv = rgb_to_hsv(x)
        strong = ops.clip(hsv[..., 1:2] * saturation_factor, 0.0, 1.0)
        return hsv_to_rgb(ops.concatenate([hsv[..., :1], strong, hsv[..., 2:]], -1))

    return _in_floats(image, change)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Any:
    """Colours moved along the circle of hues, whose whole length is 1."""

    def change(x: Any) -> Any:
        hsv = rgb_to_hsv(x)
        return hsv_to_rgb(ops.concatenate([ops.mod(hsv[..., :1] + delta, 1.0), hsv[..., 1:]], -1))

    return _in_floats(image, change)


def _in_floats(image: Any, change: Any) -> Any:
    """`change` of an image of floats; whole numbers become shares of their range, and numbers of it again."""
    image = tensor(image)
    if "float" in image.dtype:
        return change(image)
    return convert_image_dtype(
        change(convert_image_dtype(image, "float32")), image.dtype, saturate=True
    )


def _random(adjust: Any, symmetric: bool) -> Any:
    def changed(image: Any, lower: Any, upper: Any = None, seed: Any = None) -> Any:
        low, high = (-lower, lower) if symmetric else (lower, upper)
        return adjust(image, keras.random.uniform((), low, high, seed=seed))

    changed.__doc__ = f"{adjust.__doc__} By chance."
    return changed


def random_brightness(image: Any, max_delta: Any, seed: Any = None) -> Any:
    """`adjust_brightness` by a number from -max_delta to max_delta."""
    return _random(adjust_brightness, True)(image, max_delta, seed=seed)


def random_hue(image: Any, max_delta: Any, seed: Any = None) -> Any:
    """`adjust_hue` by a number from -max_delta to max_delta."""
    return _random(adjust_hue, True)(image, max_delta, seed=seed)


def convert_image_dtype(image: Any, dtype: Any, saturate: bool = False, name: Any = None) -> Any:
    """Numbers of another dtype in its range: 0 … 1 of floats, 0 … the largest of whole numbers."""
    image, kind = tensor(image), as_dtype(dtype)
    if image.dtype == kind.name:
        return image
    now = as_dtype(image.dtype)
    if now.is_integer and kind.is_integer:
        if now.max > kind.max:
            return ops.cast(image // ((now.max + 1) // (kind.max + 1)), kind.name)
        return ops.cast(image, kind.name) * ((kind.max + 1) // (now.max + 1))
    if now.is_integer:
        return ops.cast(image, kind.name) * (1.0 / now.max)
    if kind.is_integer:
        scaled = image * (kind.max + 0.5)
        return (ops.saturate_cast if saturate else ops.cast)(scaled, kind.name)
    return ops.cast(image, kind.name)


def rgb_to_grayscale(images: Any, name: str | None = None) -> Any:
    """Red, green and blue as one channel of brightness."""
    weights = ops.convert_to_tensor(np.array([0.2989, 0.5870, 0.1140], "float32"))
    gray = _in_floats(images, lambda x: ops.sum(x * ops.cast(weights, x.dtype), -1, keepdims=True))
    return gray


def grayscale_to_rgb(images: Any, name: str | None = None) -> Any:
    """One channel three times."""
    return ops.repeat(images, 3, axis=-1)


def rgb_to_hsv(images: Any, name: str | None = None) -> Any:
    """Red, green and blue as hue, saturation and value."""
    return ops.image.rgb_to_hsv(images, data_format="channels_last")


def hsv_to_rgb(images: Any, name: str | None = None) -> Any:
    """Hue, saturation and value as red, green and blue."""
    return ops.image.hsv_to_rgb(images, data_format="channels_last")


def per_image_standardization(image: Any) -> Any:
    """Mean 0 and deviation 1 of each image. The deviation counts as at least 1 / √(how many numbers)."""
    image = _float(image)
    axes = (-3, -2, -1)
    count = int(np.prod(image.shape[-3:]))
    deviation = ops.maximum(ops.std(image, axis=axes, keepdims=True), 1 / np.sqrt(count))
    return (image - ops.mean(image, axis=axes, keepdims=True)) / deviation


def image_gradients(image: Any) -> tuple[Any, Any]:
    """Differences to the pixel below and to the one on the right; 0 at the border."""
    image = tensor(image)
    down = image[:, 1:] - image[:, :-1]
    right = image[:, :, 1:] - image[:, :, :-1]
    return ops.pad(down, [(0, 0), (0, 1), (0, 0), (0, 0)]), ops.pad(
        right, [(0, 0), (0, 0), (0, 1), (0, 0)]
    )


def total_variation(images: Any, name: str | None = None) -> Any:
    """The sum of differences between neighbours, image by image."""
    images = tensor(images)
    down = ops.abs(images[..., 1:, :, :] - images[..., :-1, :, :])
    right = ops.abs(images[..., :, 1:, :] - images[..., :, :-1, :])
    return ops.sum(down, axis=(-3, -2, -1)) + ops.sum(right, axis=(-3, -2, -1))


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Any:
    """How alike two images are, in decibels."""
    error = ops.mean(ops.square(_float(a) - _float(b)), axis=(-3, -2, -1))
    return 20 * ops.log10(ops.cast(max_val, "float32")) - 10 * ops.log10(error)


image = Names(
    "tf.image",
    resize=resize,
    crop_to_bounding_box=crop_to_bounding_box,
    pad_to_bounding_box=pad_to_bounding_box,
    resize_with_crop_or_pad=resize_with_crop_or_pad,
    central_crop=central_crop,
    flip_left_right=flip_left_right,
    flip_up_down=flip_up_down,
    rot90=rot90,
    transpose=transpose,
    random_flip_left_right=_by_chance(flip_left_right),
    random_flip_up_down=_by_chance(flip_up_down),
    random_crop=random_crop,
    random_brightness=random_brightness,
    random_contrast=_random(adjust_contrast, False),
    random_saturation=_random(adjust_saturation, False),
    random_hue=random_hue,
    adjust_brightness=adjust_brightness,
    adjust_contrast=adjust_contrast,
    adjust_gamma=adjust_gamma,
    adjust_saturation=adjust_saturation,
    adjust_hue=adjust_hue,
    convert_image_dtype=convert_image_dtype,
    rgb_to_grayscale=rgb_to_grayscale,
    grayscale_to_rgb=grayscale_to_rgb,
    rgb_to_hsv=rgb_to_hsv,
    hsv_to_rgb=hsv_to_rgb,
    per_image_standardization=per_image_standardization,
    image_gradients=image_gradients,
    sobel_edges=of_one(lambda x: ops.image.sobel_edges(x, data_format="channels_last"), "image"),
    total_variation=total_variation,
    psnr=psnr,
)
