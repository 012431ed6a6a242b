"""Diagonals and triangles of matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import as_dtype, tensor
from playground.engine.ops.shape_rules import normalize_axis
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_diagonal = Primitive(
    "diagonal",
    lambda x, offset, axis1, axis2: np.diagonal(x, offset, axis1, axis2).copy(),
    lambda x, offset, axis1, axis2: (_diagonal_shape(x.shape, offset, axis1, axis2), x.dtype),
    (lambda g, y, x, offset, axis1, axis2: _onto_diagonal(g, x.shape, offset, axis1, axis2),),
)


def _diagonal_shape(shape: tuple, offset: int, axis1: int, axis2: int) -> tuple:
    rows, columns = shape[axis1], shape[axis2]
    rest = tuple(n for i, n in enumerate(shape) if i not in (axis1, axis2))
    if rows is None or columns is None:
        return (*rest, None)
    return (*rest, max(0, min(rows + min(offset, 0), columns - max(offset, 0))))


def _onto_diagonal(g: Any, shape: tuple, offset: int, axis1: int, axis2: int) -> Any:
    """A tensor of `shape` that is `g` on the diagonal and 0 elsewhere."""
    mask = np.eye(shape[axis1], shape[axis2], offset)
    n = g.shape[-1]
    column = np.zeros((n, shape[axis2]), mask.dtype)
    column[np.arange(n), np.arange(n) + max(offset, 0)] = 1
    row = np.zeros((n, shape[axis1]), mask.dtype)
    row[np.arange(n), np.arange(n) - min(offset, 0)] = 1
    spread = ops.expand_dims(ops.expand_dims(g, -1) * as_dtype(tensor(row), g.dtype), -1)
    spread = spread * ops.expand_dims(as_dtype(tensor(column), g.dtype), 1)
    return ops.moveaxis(as_dtype(ops.sum(spread, -3), g.dtype), (-2, -1), (axis1, axis2))


@op
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The entries whose index along `axis2` is that along `axis1` plus `offset`, as the last axis."""
    x = tensor(x)
    if len(x.shape) < 2:
        raise ValueError(
            f"`diagonal` requires an array of at least two dimensions, but `x` is of shape {x.shape}."
        )
    n = len(x.shape)
    if normalize_axis(axis1, n) == normalize_axis(axis2, n):
        raise ValueError(f"`axis1` and `axis2` must not be the same. Received: {axis1}, {axis2}")
    return apply(
        _diagonal,
        (x,),
        {"offset": offset, "axis1": normalize_axis(axis1, n), "axis2": normalize_axis(axis2, n)},
    )


@op
def diag(x: Any, k: int = 0) -> Any:
    """The k-th diagonal of a matrix, or a matrix with a vector as its k-th diagonal."""
    x = tensor(x)
    if len(x.shape) == 2:
        return diagonal(x, k)
    if len(x.shape) != 1:
        raise ValueError(f"`x` must be 1-D or 2-D, but received shape {x.shape}")
    return diagflat(x, k)


@op
def diagflat(x: Any, k: int = 0) -> Any:
    """A matrix with all numbers of x on its k-th diagonal."""
    x = ops.reshape(x, (-1,))
    n = x.shape[0]
    if n is None:
        return ops.zeros((None, None), x.dtype)
    n += abs(k)
    return _onto_diagonal(x, (n, n), k, 0, 1)


@op
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The sum of the diagonal."""
    return ops.sum(diagonal(x, offset, axis1, axis2), -1)


@op
def tril(x: Any, k: int = 0) -> Any:
    """x with zeros above the k-th diagonal (of the last two axes)."""
    x = tensor(x)
    return ops.where(
        np.tri(x.shape[-2], x.shape[-1], k, dtype=bool), x, as_dtype(tensor(0), x.dtype)
    )


@op
def triu(x: Any, k: int = 0) -> Any:
    """x with zeros below the k-th diagonal (of the last two axes)."""
    x = tensor(x)
    return ops.where(
        ~np.tri(x.shape[-2], x.shape[-1], k - 1, dtype=bool), x, as_dtype(tensor(0), x.dtype)
    )
