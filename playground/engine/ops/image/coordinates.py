"""Values of images between pixels, and images that are turned, shifted and sheared."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.dtypes import is_float
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.image.layout import as_batch
from playground.engine.ops.symbolic import op

_FILL_MODES = ("constant", "nearest", "wrap", "mirror", "reflect")


def _inside(index: Any, n: int, fill_mode: str) -> Any:
    """Integer positions outside [0, n) moved to where `fill_mode` finds their value."""
    if fill_mode == "wrap":
        return ops.mod(index, n)
    if fill_mode == "reflect":  # d c b a | a b c d | d c b a
        index = ops.mod(index, 2 * n)
        return ops.minimum(index, 2 * n - 1 - index)
    if fill_mode == "mirror":  # d c b | a b c d | c b a
        if n == 1:
            return ops.zeros_like(index)
        index = ops.mod(index, 2 * n - 2)
        return ops.minimum(index, 2 * n - 2 - index)
    return ops.clip(index, 0, n - 1)


@op
def map_coordinates(
    inputs: Any, coordinates: Any, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> Any:
    """`inputs` at `coordinates` (axes of inputs, …): (…). `order` 0 takes the nearest value, 1 interpolates linearly.

    fill_mode
        Outside: "constant" gives `fill_value`, "nearest" the value at the edge, "wrap", "mirror" and "reflect" repeat.
    """
    x, places = tensor(inputs), tensor(coordinates)
    if len(places.shape) < 2:
        raise ValueError(
            f"Invalid coordinates rank: expected at least rank 2. Received: {tuple(places.shape)}"
        )
    if places.shape[0] != len(x.shape):
        raise ValueError(
            "First dim of `coordinates` must be the same as the rank of `inputs`. Received inputs with shape: "
            f"{tuple(x.shape)} and coordinates with shape: {tuple(places.shape)}"
        )
    if fill_mode not in _FILL_MODES:
        raise ValueError(
            f"Invalid value for argument `fill_mode`. Expected one of {_FILL_MODES}. Received: {fill_mode}"
        )
    if order not in (0, 1):
        raise ValueError(
            f"Invalid value for argument `order`. Expected one of (0, 1). Received: order={order}"
        )
    if not is_float(places.dtype):
        places = cast(places, "float32")
    sides = []  # of each axis: [(position, weight), …]
    for axis in range(len(x.shape)):
        place = places[axis]
        if order == 0:
            sides.append([(cast(ops.floor(place + 0.5), "int32"), None)])
        else:
            low = ops.floor(place)
            part = place - low
            lower = cast(low, "int32")
            sides.append([(lower, 1 - part), (lower + 1, part)])
    total: Any = None
    for corner in product(*sides):
        valid: Any = None
        weight: Any = None
        at = []
        for axis, (index, w) in enumerate(corner):
            n = x.shape[axis]
            if fill_mode == "constant":
                ok = ops.logical_and(index >= 0, index < n)
                valid = ok if valid is None else ops.logical_and(valid, ok)
            at.append(_inside(index, n, fill_mode))
            if w is not None:
                weight = w if weight is None else weight * w
        value = x[tuple(at)]
        if weight is not None:
            value = cast(value, weight.dtype)
        if valid is not None:
            value = ops.where(valid, value, cast(fill_value, value.dtype))
        term = value if weight is None else value * weight
        total = term if total is None else total + term
    if not is_float(x.dtype) and is_float(total.dtype):
        total = ops.round(total)
    return cast(total, x.dtype)


@op
def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Any:
    """Pixel (column x, row y) of the result is that at (a0 x + a1 y + a2, b0 x + b1 y + b2) of the images.

    `transform` is [a0, a1, a2, b0, b1, b2, 0, 0], or one for each image.
    """
    if interpolation not in ("nearest", "bilinear"):
        raise ValueError(
            "Invalid value for argument `interpolation`. Expected one of ('nearest', 'bilinear'). "
            f"Received: interpolation={interpolation}"
        )
    x, back = as_batch(images, data_format)
    matrix = tensor(transform)
    if len(matrix.shape) not in (1, 2):
        raise ValueError(
            "Invalid transform rank: expected rank 1 (single transform) or rank 2 (batch of transforms). Received "
            f"input with shape: transform.shape={tuple(matrix.shape)}"
        )
    matrix = cast(matrix, "float32")
    if len(matrix.shape) == 1:
        matrix = ops.expand_dims(matrix, 0)
    batch, rows, columns, channels = x.shape
    if None in x.shape:
        return back(ops.multiply(x, ops.ones((), x.dtype)))  # the shape is all that is asked for
    y, xs = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
    grid = np.stack([xs, y, np.ones_like(y)], -1).astype("float32")  # (rows, columns, 3)
    places = ops.einsum("ijk,bck->bcij", grid, ops.reshape(matrix[:, :6], (-1, 2, 3)))
    places = ops.broadcast_to(places, (batch, 2, rows, columns))
    order = 0 if interpolation == "nearest" else 1
    whole = (batch, rows, columns, channels)
    one = ops.cast(np.arange(batch), "float32")
    coordinates = ops.stack(
        [
            ops.broadcast_to(ops.reshape(one, (-1, 1, 1, 1)), whole),
            ops.broadcast_to(ops.expand_dims(places[:, 1], -1), whole),
            ops.broadcast_to(ops.expand_dims(places[:, 0], -1), whole),
            ops.broadcast_to(np.arange(channels, dtype="float32"), whole),
        ]
    )
    return back(map_coordinates(x, coordinates, order, fill_mode, fill_value))
