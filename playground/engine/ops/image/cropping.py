"""Margins of images: cutting them off, putting them on."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.ops.image.layout import as_batch
from playground.engine.ops.symbolic import op


def _margins(
    kind: str, axis: str, length: int | None, before: Any, after: Any, target: Any, sign: int
) -> tuple[int, int, int | None]:
    """(before, after, target) of an axis, from two of them; length + sign · (before + after) = target."""
    first, last, whole = {
        "height": (f"top_{kind}", f"bottom_{kind}", "target_height"),
        "width": (f"left_{kind}", f"right_{kind}", "target_width"),
    }[axis]
    if [before, after, target].count(None) != 1:
        raise ValueError(
            f"Must specify exactly two of {first}, {last}, {whole}. "
            f"Received: {first}={before}, {last}={after}, {whole}={target}"
        )
    for name, value in ((first, before), (last, after), (whole, target)):
        if value is not None and value < 0:
            raise ValueError(f"{name} must be >= 0. Received: {name}={value}")
    if length is None:
        if None in (before, after):
            raise ValueError(
                f"When the {axis} of the images is unknown, {first} and {last} must be specified. "
                f"Received: {first}={before}, {last}={after}, {whole}={target}"
            )
        return before, after, None
    if target is None:
        target = length + sign * (before + after)
    elif before is None:
        before = sign * (target - length) - after
    else:
        after = sign * (target - length) - before
    for name, value, least in ((first, before, 0), (last, after, 0), (whole, target, 0)):
        if value < least:
            raise ValueError(f"{name} must be >= {least}. Received: {name}={value}")
    return before, after, target


@op
def crop_images(
    images: Any,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Any:
    """Images without margins of so many pixels; of each axis, two of the three numbers are told."""
    x, back = as_batch(images, data_format)
    vertical = (top_cropping, bottom_cropping, target_height)
    horizontal = (left_cropping, right_cropping, target_width)
    top, bottom, _ = _margins("cropping", "height", x.shape[1], *vertical, -1)
    left, right, _ = _margins("cropping", "width", x.shape[2], *horizontal, -1)
    return back(x[:, top : -bottom or None, left : -right or None])


@op
def pad_images(
    images: Any,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Any:
    """Images with margins of zeros; of each axis, two of the three numbers are told."""
    x, back = as_batch(images, data_format)
    vertical = (top_padding, bottom_padding, target_height)
    horizontal = (left_padding, right_padding, target_width)
    top, bottom, _ = _margins("padding", "height", x.shape[1], *vertical, 1)
    left, right, _ = _margins("padding", "width", x.shape[2], *horizontal, 1)
    return back(ops.pad(x, [(0, 0), (top, bottom), (left, right), (0, 0)]))
