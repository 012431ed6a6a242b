"""Sums, products and extremes of slices that belong together."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast, tensor
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_AT = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}


def _lowest(dtype: Any) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _highest(dtype: Any) -> Any:
    return np.inf if dtype.kind == "f" else np.iinfo(dtype).max


_EMPTY = {"sum": lambda dtype: 0, "prod": lambda dtype: 1, "max": _lowest, "min": _highest}


def _segment_forward(data: np.ndarray, ids: np.ndarray, n: int, how: str) -> np.ndarray:
    out = np.full((n + 1, *data.shape[1:]), _EMPTY[how](data.dtype), data.dtype)
    _AT[how].at(
        out, np.where((ids < 0) | (ids >= n), n, ids), data
    )  # what belongs nowhere goes to the last one
    return out[:n]


def _segment_gradient(g: Any, y: Any, data: Any, ids: Any, n: int, how: str) -> Any:
    inside = ops.logical_and(ops.greater_equal(ids, 0), ops.less(ids, n))
    ids = ops.where(inside, ids, 0)
    inside = ops.reshape(cast(inside, g.dtype), (-1,) + (1,) * (len(data.shape) - 1))
    g = ops.take(g, ids, 0) * inside
    if how == "sum":
        return g
    if how == "prod":
        return ops.divide_no_nan(g * ops.take(y, ids, 0), data)
    is_it = cast(ops.equal(data, ops.take(y, ids, 0)), g.dtype) * inside
    return ops.divide_no_nan(g * is_it, ops.take(segment_sum(is_it, ids, n), ids, 0))


_segment = Primitive(
    "segment",
    _segment_forward,
    lambda data, ids, n, how: ((n, *data.shape[1:]), data.dtype),
    (_segment_gradient,),
)


def _by_segment(data: Any, segment_ids: Any, num_segments: int | None, how: str) -> Any:
    data, ids = tensor(data), cast(segment_ids, "int32")
    if len(ids.shape) != 1:
        raise ValueError(
            f"Argument `segment_ids` should be an 1-D vector, got shape: {tuple(ids.shape)}. "
            "Consider either flatten input with segment_ids.reshape((-1)) and data.reshape((-1, ) + "
            "data.shape[len(segment_ids.shape):])"
        )
    if None not in (ids.shape[0], data.shape[0]) and ids.shape[0] != data.shape[0]:
        raise ValueError(
            "Argument `segment_ids` and `data` should have same leading dimension. "
            f"Received: {tuple(ids.shape)} and {tuple(data.shape)}"
        )
    if num_segments is None:
        if not hasattr(ids, "array"):
            return type(ids)((None, *data.shape[1:]), data.dtype)
        num_segments = int(ops.max(ids)) + 1 if ids.size else 0
    return apply(_segment, (data, ids), {"n": num_segments, "how": how})


@op
def segment_sum(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The sums of the slices of `data` (along its first axis) that have the same segment id. A negative id
    is left out."""
    return _by_segment(data, segment_ids, num_segments, "sum")


@op
def segment_prod(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The products of the slices of `data` that have the same segment id."""
    return _by_segment(data, segment_ids, num_segments, "prod")


@op
def segment_max(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The largest values among the slices of `data` that have the same segment id; the lowest number for none."""
    return _by_segment(data, segment_ids, num_segments, "max")


@op
def segment_min(
    data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False
) -> Any:
    """The smallest values among the slices of `data` that have the same segment id; the highest number for none."""
    return _by_segment(data, segment_ids, num_segments, "min")
