"""Inverses, determinants and linear equations. Gradients as collected by Giles, "Collected matrix derivative results
for forward and reverse mode algorithmic differentiation" (2008).

Matrices are the last two axes, all axes before are a batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import floating, promote, tensor
from playground.engine.ops.shape_rules import broadcast_shapes, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def matrices(x: Any, square: bool = True) -> Any:
    """x as a tensor of float matrices; ValueError when it is not."""
    x = floating(tensor(x))
    if len(x.shape) < 2:
        raise ValueError(
            f"Expected input to have rank >= 2. Received input with shape {tuple(x.shape)}."
        )
    m, n = x.shape[-2:]
    if square and (m is None or n is None or m != n):
        raise ValueError(
            f"Expected a square matrix. Received non-square input with shape {tuple(x.shape)}"
        )
    return x


def transposed(x: Any) -> Any:
    return ops.swapaxes(x, -1, -2)


def in_float32(function: Any) -> Any:
    """NumPy's linear algebra refuses float16: compute in float32."""

    def forward(*arrays: np.ndarray, **parameters: Any) -> Any:
        if arrays[0].dtype != np.float16:
            return function(*arrays, **parameters)
        result = function(*(a.astype(np.float32) for a in arrays), **parameters)
        return (
            tuple(r.astype(np.float16) for r in result)
            if isinstance(result, tuple)
            else result.astype(np.float16)
        )

    return forward


_inv = Primitive(
    "inv",
    in_float32(np.linalg.inv),
    same,
    (lambda g, y, x: -ops.matmul(ops.matmul(transposed(y), g), transposed(y)),),
)


@op
def inv(x: Any) -> Any:
    """The inverse of square matrices."""
    return apply(_inv, (matrices(x),))


def _scalar_per_matrix(x: Any) -> Any:
    return tuple(x.shape[:-2]), x.dtype


def _as_matrix(g: Any) -> Any:
    return ops.expand_dims(ops.expand_dims(g, -1), -1)


_det = Primitive(
    "det",
    in_float32(np.linalg.det),
    _scalar_per_matrix,
    (lambda g, y, x: _as_matrix(g * y) * transposed(inv(x)),),
)


@op
def det(x: Any) -> Any:
    """The determinant of square matrices."""
    return apply(_det, (matrices(x),))


_slogdet = Primitive(
    "slogdet",
    in_float32(lambda x: tuple(np.linalg.slogdet(x))),
    lambda x: (_scalar_per_matrix(x),) * 2,
    (lambda g, y, x: _as_matrix(g[1]) * transposed(inv(x)),),
)


@op
def slogdet(x: Any) -> Any:
    """The sign of the determinant and the logarithm of its absolute value."""
    return apply(_slogdet, (matrices(x),))


@op
def logdet(x: Any) -> Any:
    """The logarithm of the determinant of positive definite matrices."""
    return slogdet(x)[1]


def _solve_rule(a: Any, b: Any) -> Any:
    if None in (*a.shape[-2:], b.shape[-2]):
        raise ValueError(
            "Expected matrices of known size: the last two axes of `a`, and the rows of `b`. Received: "
            f"a.shape={a.shape}, b.shape={b.shape}"
        )
    if a.shape[-1] is not None and b.shape[-2] is not None and a.shape[-1] != b.shape[-2]:
        raise ValueError(
            f"Incompatible shapes between `a` and `b`. Expected `a.shape[-2] == b.shape[-2]`. Received: "
            f"a.shape={a.shape}, b.shape={b.shape}"
        )
    return (
        *broadcast_shapes(tuple(a.shape[:-2]), tuple(b.shape[:-2])),
        a.shape[-1],
        b.shape[-1],
    ), a.dtype


_solve = Primitive(
    "solve",
    in_float32(np.linalg.solve),
    _solve_rule,
    (
        lambda g, y, a, b: -ops.matmul(apply(_solve, (transposed(a), g)), transposed(y)),
        lambda g, y, a, b: apply(_solve, (transposed(a), g)),
    ),
)


@op
def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b; b holds vectors (one axis less than a) or matrices."""
    a, b = promote(matrices(a), floating(b))
    if len(b.shape) == len(a.shape) - 1:
        return ops.squeeze(apply(_solve, (a, ops.expand_dims(b, -1))), -1)
    if len(b.shape) != len(a.shape):
        raise ValueError(
            f"Incompatible ranks between `a` and `b`. Received: a.shape={a.shape}, b.shape={b.shape}"
        )
    return apply(_solve, (a, b))


@op
def solve_triangular(a: Any, b: Any, lower: bool = False) -> Any:
    """x with a @ x = b, where only the lower (or upper) triangle of a counts."""
    a = matrices(a)
    return solve(ops.tril(a) if lower else ops.triu(a), b)


@op
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Any:
    """The x that makes |a @ x - b| smallest, and of those the shortest."""
    a, b = promote(matrices(a, square=False), floating(b))
    if len(a.shape) != 2:
        raise ValueError(f"Expected `a` to be a matrix. Received: a.shape={a.shape}")
    if a.shape[0] != b.shape[0]:
        raise ValueError(
            f"Leading dimensions of input arrays must match. Received: a.shape={a.shape}, b.shape={b.shape}"
        )
    return apply(_lstsq, (a, b), {"rcond": rcond})


_lstsq = Primitive(
    "lstsq",
    in_float32(lambda a, b, rcond: np.linalg.lstsq(a, b, rcond)[0]),
    lambda a, b, rcond: ((a.shape[1], *b.shape[1:]), a.dtype),
)
