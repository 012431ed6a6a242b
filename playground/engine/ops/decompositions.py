"""Factorisations of matrices: cholesky, eigh, qr, svd, lu. Gradients as collected by Giles, "Collected matrix
derivative results for forward and reverse mode algorithmic differentiation" (2008).

Matrices are the last two axes, all axes before are a batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import cast
from playground.engine.ops.linear_equations import in_float32, matrices, transposed
from playground.engine.ops.shape_rules import same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _cholesky_gradient(g: Any, y: Any, x: Any) -> Any:
    """½ (S + Sᵀ) with S = L⁻ᵀ Φ(Lᵀ g) L⁻¹, where Φ takes the lower triangle and half of the diagonal."""
    n = x.shape[-1]
    phi = np.tri(n, dtype=x.dtype) - 0.5 * np.eye(n, dtype=x.dtype)
    inverse = ops.inv(y)
    s = ops.matmul(ops.matmul(transposed(inverse), ops.matmul(transposed(y), g) * phi), inverse)
    return (s + transposed(s)) * 0.5


_cholesky = Primitive("cholesky", in_float32(np.linalg.cholesky), same, (_cholesky_gradient,))


@op
def cholesky(x: Any, upper: bool = False) -> Any:
    """L with L @ Lᵀ = x for positive definite x; with `upper` its transpose."""
    x = matrices(x)
    try:
        result = apply(_cholesky, (x,))
    except ValueError as error:
        raise ValueError(f"Cholesky decomposition failed: {error}") from None
    return transposed(result) if upper else result


@op
def cholesky_inverse(x: Any, upper: bool = False) -> Any:
    """The inverse of L @ Lᵀ for a given L (of Lᵀ @ L when `upper`)."""
    x = matrices(x)
    inverse = ops.inv(ops.triu(x) if upper else ops.tril(x))
    return (
        ops.matmul(inverse, transposed(inverse))
        if upper
        else ops.matmul(transposed(inverse), inverse)
    )


def _eigh_gradient(g: Any, y: Any, x: Any) -> Any:
    """V (diag(gw) + (Vᵀ gV) ∘ F) Vᵀ with F[i, j] = 1 / (w[j] - w[i])."""
    (gw, gv), (w, v) = g, y
    n = x.shape[-1]
    gap = ops.expand_dims(w, -2) - ops.expand_dims(w, -1)
    identity = np.eye(n, dtype=x.dtype)
    f = (1 - identity) / (gap + identity)
    inner = ops.expand_dims(gw, -1) * identity + f * ops.matmul(transposed(v), gv)
    s = ops.matmul(ops.matmul(v, inner), transposed(v))
    return (s + transposed(s)) * 0.5


_eigh = Primitive(
    "eigh",
    in_float32(lambda x: tuple(np.linalg.eigh(x))),
    lambda x: ((tuple(x.shape[:-1]), x.dtype), (tuple(x.shape), x.dtype)),
    (_eigh_gradient,),
)


@op
def eigh(x: Any) -> Any:
    """Eigenvalues (increasing) and eigenvectors (columns) of symmetric matrices."""
    return apply(_eigh, (matrices(x),))


_COMPLEX = {"float16": "complex64", "float32": "complex64", "float64": "complex128"}

_eig = Primitive(
    "eig",
    in_float32(
        lambda x: tuple(
            r.astype(_COMPLEX.get(x.dtype.name, x.dtype.name)) for r in np.linalg.eig(x)
        )
    ),
    lambda x: (
        (tuple(x.shape[:-1]), _COMPLEX.get(x.dtype, x.dtype)),
        (tuple(x.shape), _COMPLEX.get(x.dtype, x.dtype)),
    ),
)


@op
def eig(x: Any) -> Any:
    """Eigenvalues and eigenvectors (columns) of square matrices, complex."""
    return apply(_eig, (matrices(x),))


def _qr_rule(x: Any, mode: str) -> Any:
    *batch, m, n = x.shape
    k = None if m is None or n is None else min(m, n)
    if mode == "complete":
        return ((*batch, m, m), x.dtype), ((*batch, m, n), x.dtype)
    return ((*batch, m, k), x.dtype), ((*batch, k, n), x.dtype)


def _qr_gradient(g: Any, y: Any, x: Any, mode: str) -> Any:
    """For m >= n: (gQ + Q copyltu(M)) R⁻ᵀ with M = R gRᵀ - gQᵀ Q, copyltu copying the lower triangle to the upper."""
    (gq, gr), (q, r) = g, y
    if mode == "complete" or x.shape[-2] < x.shape[-1]:
        raise NotImplementedError(
            "qr has a gradient for mode='reduced' and at least as many rows as columns."
        )
    m = ops.matmul(r, transposed(gr)) - ops.matmul(transposed(gq), q)
    n = x.shape[-1]
    low = ops.tril(m, -1)
    symmetric = low + transposed(low) + m * np.eye(n, dtype=x.dtype)
    return transposed(ops.solve(r, transposed(gq + ops.matmul(q, symmetric))))


_qr = Primitive(
    "qr", in_float32(lambda x, mode: tuple(np.linalg.qr(x, mode))), _qr_rule, (_qr_gradient,)
)


@op
def qr(x: Any, mode: str = "reduced") -> Any:
    """x = Q @ R with orthonormal columns in Q and an upper triangular R."""
    if mode not in ("reduced", "complete"):
        raise ValueError(
            f"`mode` argument value not supported. Expected one of {{'reduced', 'complete'}}. Received: mode={mode}"
        )
    return apply(_qr, (matrices(x, square=False),), {"mode": mode})


def _svd_rule(x: Any, full_matrices: bool) -> Any:
    *batch, m, n = x.shape
    k = None if m is None or n is None else min(m, n)
    u, v = ((*batch, m, m), (*batch, n, n)) if full_matrices else ((*batch, m, k), (*batch, k, n))
    return (u, x.dtype), ((*batch, k), x.dtype), (v, x.dtype)


def _svd_gradient(g: Any, y: Any, x: Any, full_matrices: bool) -> Any:
    """Townsend, "Differentiating the singular value decomposition" (2016)."""
    if full_matrices and x.shape[-1] != x.shape[-2]:
        raise NotImplementedError("svd has a gradient for full_matrices=False.")
    (gu, gs, gvt), (u, s, vt) = g, y
    gv, v, k = transposed(gvt), transposed(vt), s.shape[-1]
    identity = np.eye(k, dtype=x.dtype)
    squares = ops.square(s)
    gap = ops.expand_dims(squares, -2) - ops.expand_dims(squares, -1)
    f = (1 - identity) / (gap + identity)
    row, column = ops.expand_dims(s, -2), ops.expand_dims(s, -1)
    left, right = ops.matmul(transposed(u), gu), ops.matmul(transposed(v), gv)
    inner = (
        f * (left - transposed(left)) * row
        + column * (f * (right - transposed(right)))
        + ops.expand_dims(gs, -1) * identity
    )
    result = ops.matmul(ops.matmul(u, inner), vt)
    m, n = x.shape[-2:]
    if m > k:
        off = gu / row
        result = result + ops.matmul(off - ops.matmul(u, ops.matmul(transposed(u), off)), vt)
    if n > k:
        off = transposed(gv / row)
        result = result + ops.matmul(u, off - ops.matmul(ops.matmul(off, v), vt))
    return result


_svd = Primitive(
    "svd",
    in_float32(lambda x, full_matrices: tuple(np.linalg.svd(x, full_matrices))),
    _svd_rule,
    (_svd_gradient,),
)


@op
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """U, s, Vᵀ with x = U @ diag(s) @ Vᵀ; only s without `compute_uv`."""
    x = matrices(x, square=False)
    if not compute_uv:
        return apply(_svd, (x,), {"full_matrices": False})[1]
    return apply(_svd, (x,), {"full_matrices": full_matrices})


def _lu_forward(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gaussian elimination with row exchanges: L and U in one matrix, and the exchanges."""
    lu = x.copy()
    m, n = x.shape[-2:]
    flat = lu.reshape(-1, m, n)
    pivots = np.zeros((len(flat), min(m, n)), np.int32)
    for a, p in zip(flat, pivots):
        for j in range(min(m, n)):
            best = j + int(np.argmax(np.abs(a[j:, j])))
            p[j] = best
            if best != j:
                a[[j, best]] = a[[best, j]]
            if a[j, j] != 0:
                a[j + 1 :, j] /= a[j, j]
                a[j + 1 :, j + 1 :] -= np.outer(a[j + 1 :, j], a[j, j + 1 :])
    return flat.reshape(x.shape), pivots.reshape(*x.shape[:-2], -1)


_lu = Primitive(
    "lu_factor",
    in_float32(_lu_forward),
    lambda x: (
        (tuple(x.shape), x.dtype),
        ((*x.shape[:-2], None if None in x.shape[-2:] else min(x.shape[-2:])), "int32"),
    ),
)


@op
def lu_factor(x: Any) -> Any:
    """L (below the diagonal, ones on it) and U in one matrix, and for each row the row it was exchanged with."""
    return apply(_lu, (matrices(x, square=False),))


@op
def pinv(x: Any, rcond: float | None = None) -> Any:
    """The Moore-Penrose pseudo-inverse, from the singular value decomposition."""
    x = matrices(x, square=False)
    u, s, vt = svd(x, full_matrices=False)
    cutoff = np.finfo(x.dtype).eps * max(x.shape[-2:]) if rcond is None else rcond
    large = s > cutoff * ops.max(s, -1, keepdims=True)
    inverse = ops.where(large, 1.0 / ops.where(large, s, 1.0), 0.0)
    return ops.matmul(transposed(vt) * ops.expand_dims(inverse, -2), transposed(u))


@op
def matrix_rank(x: Any, tol: float | None = None) -> Any:
    """How many singular values exceed `tol` (int32)."""
    x = matrices(x, square=False)
    s = svd(x, compute_uv=False)
    smallest = max(x.shape[-2:]) * np.finfo(x.dtype).eps
    limit = ops.max(s, -1, keepdims=True) * smallest if tol is None else tol
    return ops.sum(cast(s > limit, "int32"), -1)
