"""Resizing: every new pixel is a weighted mean of the old ones around it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import is_float
from playground.engine.ops.conversion import cast
from playground.engine.ops.image.layout import as_batch
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _triangle(t: np.ndarray) -> np.ndarray:
    return np.maximum(0, 1 - np.abs(t))


def _cubic(t: np.ndarray) -> np.ndarray:
    """Keys, "Cubic convolution interpolation for digital image processing" (1981), a = -1/2."""
    t = np.abs(t)
    near = (1.5 * t - 2.5) * t * t + 1
    far = ((-0.5 * t + 2.5) * t - 4) * t + 2
    return np.where(t < 1, near, np.where(t < 2, far, 0))


def _lanczos(radius: int) -> Callable:
    return lambda t: np.where(np.abs(t) < radius, np.sinc(t) * np.sinc(t / radius), 0)


_KERNELS: dict[str, Callable] = {
    "bilinear": _triangle,
    "bicubic": _cubic,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}


def _weights(old: int, new: int, kernel: str, antialias: bool) -> np.ndarray:
    """(new, old): what each old pixel gives to each new one. Pixels are intervals; their centres are at k + 1/2."""
    centres = (np.arange(new) + 0.5) * (old / new)
    if kernel == "nearest":
        return np.eye(old)[np.minimum(centres.astype(int), old - 1)]
    width = max(old / new, 1.0) if antialias else 1.0
    weights = _KERNELS[kernel]((centres[:, None] - (np.arange(old) + 0.5)) / width)
    return weights / weights.sum(1, keepdims=True)


def _forward(x: np.ndarray, axis: int, size: int, kernel: str, antialias: bool) -> np.ndarray:
    weights = _weights(x.shape[axis], size, kernel, antialias).astype(x.dtype)
    return np.moveaxis(np.tensordot(weights, x, (1, axis)), 0, axis)


def _spread_forward(
    g: np.ndarray, axis: int, size: int, kernel: str, antialias: bool
) -> np.ndarray:
    weights = _weights(size, g.shape[axis], kernel, antialias).astype(g.dtype)
    return np.moveaxis(np.tensordot(weights, g, (0, axis)), 0, axis)


def _rule(x: Any, axis: int, size: int, **_: Any) -> Any:
    return (*x.shape[:axis], size, *x.shape[axis + 1 :]), x.dtype


_resample = Primitive(
    "resample",
    _forward,
    _rule,
    (
        lambda g, y, x, axis, size, **p: apply(
            _spread, (g,), {"axis": axis, "size": x.shape[axis], **p}
        ),
    ),
)
_spread = Primitive(
    "spread",
    _spread_forward,
    _rule,
    (
        lambda g, y, x, axis, size, **p: apply(
            _resample, (g,), {"axis": axis, "size": x.shape[axis], **p}
        ),
    ),
)


@op
def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Any:
    """Images (…, rows, columns, channels) in the `size` (rows, columns).

    interpolation
        "nearest", "bilinear", "bicubic", "lanczos3" or "lanczos5". With `antialias`, the last four look at more pixels
        when images shrink.
    crop_to_aspect_ratio, pad_to_aspect_ratio
        Cut off, or fill with `fill_value`, what is needed to keep the form of things.
    """
    if len(size) != 2:
        raise ValueError(f"Expected `size` to be a tuple of 2 integers. Received: size={size}")
    size = tuple(size)
    if min(size) <= 0:
        raise ValueError(f"`size` must have positive height and width. Received: size={size}")
    if interpolation != "nearest" and interpolation not in _KERNELS:
        raise ValueError(
            f"Invalid `interpolation` argument. Expected one of {('nearest', *_KERNELS)}. "
            f"Received: interpolation={interpolation}"
        )
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError(
            "Only one of `crop_to_aspect_ratio` & `pad_to_aspect_ratio` can be `True`."
        )
    if fill_mode != "constant":
        raise ValueError(
            f"Invalid `fill_mode` argument. Only 'constant' is supported. Received: fill_mode={fill_mode}"
        )
    x, back = as_batch(images, data_format)
    dtype = x.dtype
    if crop_to_aspect_ratio:
        x = _cropped(x, size)
    if pad_to_aspect_ratio:
        x = _filled(x, size, fill_value)
    if not is_float(dtype) and interpolation != "nearest":
        x = cast(x, "float32")
    for axis, n in enumerate(size, 1):
        if x.shape[axis] != n:
            parameters = {"axis": axis, "size": n, "kernel": interpolation, "antialias": antialias}
            x = apply(_resample, (x,), parameters)
    if x.dtype != dtype:
        x = ops.saturate_cast(ops.round(x), dtype)
    return back(x)


def _cropped(x: Any, size: tuple[int, int]) -> Any:
    rows, columns = x.shape[1:3]
    if rows is None or columns is None:
        return x
    high = min(rows, int(columns * size[0] / size[1]))
    wide = min(columns, int(rows * size[1] / size[0]))
    top, left = (rows - high) // 2, (columns - wide) // 2
    return x[:, top : top + max(high, 1), left : left + max(wide, 1)]


def _filled(x: Any, size: tuple[int, int], fill_value: float) -> Any:
    rows, columns = x.shape[1:3]
    if rows is None or columns is None:
        return x
    more = (
        max(math.floor(columns * size[0] / size[1]) - rows, 0),
        max(math.floor(rows * size[1] / size[0]) - columns, 0),
    )
    width = [(0, 0), *((n // 2, n - n // 2) for n in more), (0, 0)]
    return ops.pad(x, width, constant_values=fill_value)
