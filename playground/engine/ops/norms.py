"""Norms of vectors and matrices, and distances."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import ops
from playground.engine.ops.conversion import as_dtype, floating, promote, tensor
from playground.engine.ops.shape_rules import normalize_axes
from playground.engine.ops.symbolic import op


@op
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """A vector norm over one axis or a matrix norm over two; over all numbers, √Σx², without `ord`.

    `ord` for vectors: a number, ±inf or 0 (how many are not zero); for matrices: "fro", "nuc", ±1, ±2, ±inf.
    """
    x = floating(tensor(x))
    if axis is None and ord is None:
        return ops.sqrt(ops.sum(ops.square(x), None, keepdims))
    axes = normalize_axes(axis, len(x.shape))
    if isinstance(axis, list | tuple):
        axes = tuple(a % len(x.shape) for a in axis)
    if len(axes) == 1:
        return _vector_norm(x, 2 if ord is None else ord, axes[0], keepdims)
    if len(axes) == 2:
        return _matrix_norm(x, "fro" if ord is None else ord, axes, keepdims)
    raise ValueError(
        f"Invalid axis argument. Expected one or two axes. Received: axis={axis}, ord={ord}, x.shape={x.shape}"
    )


def _vector_norm(x: Any, ord: Any, axis: int, keepdims: bool) -> Any:
    if isinstance(ord, str):
        raise ValueError(
            f"Invalid `ord` argument. Expected a number for vector norms. Received: ord={ord}"
        )
    size = ops.absolute(x)
    if ord == math.inf:
        return ops.max(size, axis, keepdims)
    if ord == -math.inf:
        return ops.min(size, axis, keepdims)
    if ord == 0:
        return ops.sum(as_dtype(ops.not_equal(x, 0), x.dtype), axis, keepdims)
    if ord == 1:
        return ops.sum(size, axis, keepdims)
    if ord == 2:
        return ops.sqrt(ops.sum(ops.square(x), axis, keepdims))
    return ops.power(ops.sum(ops.power(size, float(ord)), axis, keepdims), 1.0 / ord)


def _matrix_norm(x: Any, ord: Any, axes: tuple, keepdims: bool) -> Any:
    row, column = axes
    if ord == "fro":
        return ops.sqrt(ops.sum(ops.square(x), axes, keepdims))
    if ord in (1, -1, math.inf, -math.inf):
        over, then = (row, column) if abs(ord) == 1 else (column, row)
        extreme = ops.max if ord > 0 else ops.min
        return _kept(extreme(ops.sum(ops.absolute(x), over, True), then, True), axes, keepdims)
    if ord in (2, -2, "nuc"):
        s = ops.svd(ops.moveaxis(x, axes, (-2, -1)), compute_uv=False)
        result = ops.sum(s, -1) if ord == "nuc" else (ops.max if ord == 2 else ops.min)(s, -1)
        return ops.expand_dims(result, tuple(sorted(axes))) if keepdims else result
    raise ValueError(f"Invalid `ord` argument for matrix norms. Received: ord={ord}, axis={axes}")


def _kept(x: Any, axes: tuple, keepdims: bool) -> Any:
    return x if keepdims else ops.squeeze(x, axes)


@op
def cdist(x: Any, y: Any) -> Any:
    """Euclidean distances between the rows of x (..., m, k) and of y (..., n, k): (..., m, n)."""
    x, y = promote(floating(x), floating(y))
    return _vector_norm(
        ops.expand_dims(x, -2) - ops.expand_dims(y, -3), 2, -1 % (len(x.shape) + 1), False
    )
