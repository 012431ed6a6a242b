"""Images and volumes cut into patches, each a vector."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import config, ops
from playground.engine.ops.conversion import tensor
from playground.engine.ops.symbolic import op
from playground.engine.ops.windows import each_axis, padded, padding_width, sliding_windows
from playground.engine.primitive import apply


def _extract(
    x: Any, size: Any, n: int, strides: Any, dilation_rate: Any, padding: str, data_format: Any
) -> Any:
    if not isinstance(size, int | tuple | list):
        raise TypeError(
            f"Invalid `size` argument. Expected an int or a tuple of length {n}. Received: size={size}"
        )
    if not isinstance(size, int) and len(size) != n:
        raise ValueError(
            f"Invalid `size` argument. Expected a tuple of length {'2 or 3' if n == 2 else n}. Received: size={size}"
        )
    x = tensor(x)
    single = len(x.shape) == n + 1
    if not single and len(x.shape) != n + 2:
        raise ValueError(
            f"Invalid rank: expected {n + 1} or {n + 2} axes. Received: shape {tuple(x.shape)}"
        )
    first = config.standardize_data_format(data_format) == "channels_first"
    if single:
        x = ops.expand_dims(x, 0)
    if first:
        x = ops.moveaxis(x, 1, -1)
    size = each_axis(size, n, "size")
    strides = size if strides is None else each_axis(strides, n, "strides")
    dilation = each_axis(dilation_rate, n, "dilation_rate")
    x = padded(x, padding_width(x, size, strides, dilation, padding))
    cut = apply(sliding_windows, (x,), {"size": size, "strides": strides, "dilation": dilation})
    y = ops.reshape(
        cut,
        (
            *(-1 if k is None else k for k in cut.shape[: n + 1]),
            math.prod(size) * cut.shape[-1],
        ),
    )
    if first:
        y = ops.moveaxis(y, -1, 1)
    return ops.squeeze(y, 0) if single else y


@op
def extract_patches(
    images: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """(…, rows, columns, channels) → (…, patches down, patches across, numbers in a patch).

    Patches have `size` rows and columns and begin every `strides`, by default side by side. A `size` of three numbers
    means volumes, see `extract_patches_3d`.
    """
    n = 3 if isinstance(size, tuple | list) and len(size) == 3 else 2
    return _extract(images, size, n, strides, dilation_rate, padding, data_format)


@op
def extract_patches_3d(
    volumes: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """(…, depth, rows, columns, channels) → the same with patches for pixels."""
    return _extract(volumes, size, 3, strides, dilation_rate, padding, data_format)
