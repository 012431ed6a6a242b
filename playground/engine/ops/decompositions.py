"""keras.ops.linalg: inverses, determinants, factorisations, norms. Gradients as collected by Giles, "Collected matrix
derivative results for forward and reverse mode algorithmic differentiation" (2008).

Matrices are the last two axes, all axes before are a batch.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import as_dtype, cast, floating, promote, tensor
from playground.engine.ops.shape_rules import broadcast_shapes, normalize_axes, same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _matrix(x: Any, square: bool = True) -> Any:
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


def _t(x: Any) -> Any:
    return ops.swapaxes(x, -1, -2)


def _wide(function: Any) -> Any:
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


# ------------------------------------------------------------------------------- inverse and determinant
_inv = Primitive(
    "inv", _wide(np.linalg.inv), same, (lambda g, y, x: -ops.matmul(ops.matmul(_t(y), g), _t(y)),)
)


@op
def inv(x: Any) -> Any:
    """The inverse of square matrices."""
    return apply(_inv, (_matrix(x),))


def _scalar_per_matrix(x: Any) -> Any:
    return tuple(x.shape[:-2]), x.dtype


def _as_matrix(g: Any) -> Any:
    return ops.expand_dims(ops.expand_dims(g, -1), -1)


_det = Primitive(
    "det",
    _wide(np.linalg.det),
    _scalar_per_matrix,
    (lambda g, y, x: _as_matrix(g * y) * _t(inv(x)),),
)


@op
def det(x: Any) -> Any:
    """The determinant of square matrices."""
    return apply(_det, (_matrix(x),))


_slogdet = Primitive(
    "slogdet",
    _wide(lambda x: tuple(np.linalg.slogdet(x))),
    lambda x: (_scalar_per_matrix(x),) * 2,
    (lambda g, y, x: _as_matrix(g[1]) * _t(inv(x)),),
)


@op
def slogdet(x: Any) -> Any:
    """The sign of the determinant and the logarithm of its absolute value."""
    return apply(_slogdet, (_matrix(x),))


@op
def logdet(x: Any) -> Any:
    """The logarithm of the determinant of positive definite matrices."""
    return slogdet(x)[1]


# ------------------------------------------------------------------------------------ linear equations
def _solve_rule(a: Any, b: Any) -> Any:
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
    _wide(np.linalg.solve),
    _solve_rule,
    (
        lambda g, y, a, b: -ops.matmul(apply(_solve, (_t(a), g)), _t(y)),
        lambda g, y, a, b: apply(_solve, (_t(a), g)),
    ),
)


@op
def solve(a: Any, b: Any) -> Any:
    """x with a @ x = b; b holds vectors (one axis less than a) or matrices."""
    a, b = promote(_matrix(a), floating(b))
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
    a = _matrix(a)
    return solve(ops.tril(a) if lower else ops.triu(a), b)


@op
def lstsq(a: Any, b: Any, rcond: float | None = None) -> Any:
    """The x that makes |a @ x - b| smallest, and of those the shortest."""
    a, b = promote(_matrix(a, square=False), floating(b))
    if len(a.shape) != 2:
        raise ValueError(f"Expected `a` to be a matrix. Received: a.shape={a.shape}")
    if a.shape[0] != b.shape[0]:
        raise ValueError(
            f"Leading dimensions of input arrays must match. Received: a.shape={a.shape}, b.shape={b.shape}"
        )
    return apply(_lstsq, (a, b), {"rcond": rcond})


_lstsq = Primitive(
    "lstsq",
    _wide(lambda a, b, rcond: np.linalg.lstsq(a, b, rcond)[0]),
    lambda a, b, rcond: ((a.shape[1], *b.shape[1:]), a.dtype),
)


# -------------------------------------------------------------------------------------- factorisations
def _cholesky_gradient(g: Any, y: Any, x: Any) -> Any:
    """½ (S + Sᵀ) with S = L⁻ᵀ Φ(Lᵀ g) L⁻¹, where Φ takes the lower triangle and half of the diagonal."""
    n = x.shape[-1]
    phi = np.tri(n, dtype=x.dtype) - 0.5 * np.eye(n, dtype=x.dtype)
    inverse = inv(y)
    s = ops.matmul(ops.matmul(_t(inverse), ops.matmul(_t(y), g) * phi), inverse)
    return (s + _t(s)) * 0.5


_cholesky = Primitive("cholesky", _wide(np.linalg.cholesky), same, (_cholesky_gradient,))


@op
def cholesky(x: Any, upper: bool = False) -> Any:
    """L with L @ Lᵀ = x for positive definite x; with `upper` its transpose."""
    x = _matrix(x)
    try:
        result = apply(_cholesky, (x,))
    except ValueError as error:
        raise ValueError(f"Cholesky decomposition failed: {error}") from None
    return _t(result) if upper else result


@op
def cholesky_inverse(x: Any, upper: bool = False) -> Any:
    """The inverse of L @ Lᵀ for a given L (of Lᵀ @ L when `upper`)."""
    x = _matrix(x)
    inverse = inv(ops.triu(x) if upper else ops.tril(x))
    return ops.matmul(inverse, _t(inverse)) if upper else ops.matmul(_t(inverse), inverse)


def _eigh_gradient(g: Any, y: Any, x: Any) -> Any:
    """V (diag(gw) + (Vᵀ gV) ∘ F) Vᵀ with F[i, j] = 1 / (w[j] - w[i])."""
    (gw, gv), (w, v) = g, y
    n = x.shape[-1]
    gap = ops.expand_dims(w, -2) - ops.expand_dims(w, -1)
    identity = np.eye(n, dtype=x.dtype)
    f = (1 - identity) / (gap + identity)
    inner = ops.expand_dims(gw, -1) * identity + f * ops.matmul(_t(v), gv)
    s = ops.matmul(ops.matmul(v, inner), _t(v))
    return (s + _t(s)) * 0.5


_eigh = Primitive(
    "eigh",
    _wide(lambda x: tuple(np.linalg.eigh(x))),
    lambda x: ((tuple(x.shape[:-1]), x.dtype), (tuple(x.shape), x.dtype)),
    (_eigh_gradient,),
)


@op
def eigh(x: Any) -> Any:
    """Eigenvalues (increasing) and eigenvectors (columns) of symmetric matrices."""
    return apply(_eigh, (_matrix(x),))


_COMPLEX = {"float16": "complex64", "float32": "complex64", "float64": "complex128"}
_eig = Primitive(
    "eig",
    _wide(
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
    return apply(_eig, (_matrix(x),))


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
    m = ops.matmul(r, _t(gr)) - ops.matmul(_t(gq), q)
    n = x.shape[-1]
    low = ops.tril(m, -1)
    symmetric = low + _t(low) + m * np.eye(n, dtype=x.dtype)
    return _t(solve(r, _t(gq + ops.matmul(q, symmetric))))


_qr = Primitive(
    "qr", _wide(lambda x, mode: tuple(np.linalg.qr(x, mode))), _qr_rule, (_qr_gradient,)
)


@op
def qr(x: Any, mode: str = "reduced") -> Any:
    """x = Q @ R with orthonormal columns in Q and an upper triangular R."""
    if mode not in ("reduced", "complete"):
        raise ValueError(
            f"`mode` argument value not supported. Expected one of {{'reduced', 'complete'}}. Received: mode={mode}"
        )
    return apply(_qr, (_matrix(x, square=False),), {"mode": mode})


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
    gv, v, k = _t(gvt), _t(vt), s.shape[-1]
    identity = np.eye(k, dtype=x.dtype)
    squares = ops.square(s)
    gap = ops.expand_dims(squares, -2) - ops.expand_dims(squares, -1)
    f = (1 - identity) / (gap + identity)
    row, column = ops.expand_dims(s, -2), ops.expand_dims(s, -1)
    left, right = ops.matmul(_t(u), gu), ops.matmul(_t(v), gv)
    inner = (
        f * (left - _t(left)) * row
        + column * (f * (right - _t(right)))
        + ops.expand_dims(gs, -1) * identity
    )
    result = ops.matmul(ops.matmul(u, inner), vt)
    m, n = x.shape[-2:]
    if m > k:
        off = gu / row
        result = result + ops.matmul(off - ops.matmul(u, ops.matmul(_t(u), off)), vt)
    if n > k:
        off = _t(gv / row)
        result = result + ops.matmul(u, off - ops.matmul(ops.matmul(off, v), vt))
    return result


_svd = Primitive(
    "svd",
    _wide(lambda x, full_matrices: tuple(np.linalg.svd(x, full_matrices))),
    _svd_rule,
    (_svd_gradient,),
)


@op
def svd(x: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """U, s, Vᵀ with x = U @ diag(s) @ Vᵀ; only s without `compute_uv`."""
    x = _matrix(x, square=False)
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
    _wide(_lu_forward),
    lambda x: (
        (tuple(x.shape), x.dtype),
        ((*x.shape[:-2], None if None in x.shape[-2:] else min(x.shape[-2:])), "int32"),
    ),
)


@op
def lu_factor(x: Any) -> Any:
    """L (below the diagonal, ones on it) and U in one matrix, and for each row the row it was exchanged with."""
    return apply(_lu, (_matrix(x, square=False),))


@op
def pinv(x: Any, rcond: float | None = None) -> Any:
    """The Moore-Penrose pseudo-inverse, from the singular value decomposition."""
    x = _matrix(x, square=False)
    u, s, vt = svd(x, full_matrices=False)
    cutoff = np.finfo(x.dtype).eps * max(x.shape[-2:]) if rcond is None else rcond
    large = s > cutoff * ops.max(s, -1, keepdims=True)
    inverse = ops.where(large, 1.0 / ops.where(large, s, 1.0), 0.0)
    return ops.matmul(_t(vt) * ops.expand_dims(inverse, -2), _t(u))


@op
def matrix_rank(x: Any, tol: float | None = None) -> Any:
    """How many singular values exceed `tol` (int32)."""
    x = _matrix(x, square=False)
    s = svd(x, compute_uv=False)
    smallest = max(x.shape[-2:]) * np.finfo(x.dtype).eps
    limit = ops.max(s, -1, keepdims=True) * smallest if tol is None else tol
    return ops.sum(cast(s > limit, "int32"), -1)


# ------------------------------------------------------------------------------------------------ norms
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
        s = svd(ops.moveaxis(x, axes, (-2, -1)), compute_uv=False)
        result = ops.sum(s, -1) if ord == "nuc" else (ops.max if ord == 2 else ops.min)(s, -1)
        return ops.expand_dims(result, tuple(sorted(axes))) if keepdims else result
    raise ValueError(f"Invalid `ord` argument for matrix norms. Received: ord={ord}, axis={axes}")


def _kept(x: Any, axes: tuple, keepdims: bool) -> Any:
    return x if keepdims else ops.squeeze(x, axes)


@op
def cdist(x1: Any, x2: Any, ord: float = 2) -> Any:
    """Distances between the rows of x1 (..., m, k) and of x2 (..., n, k): (..., m, n)."""
    x1, x2 = promote(floating(x1), floating(x2))
    return _vector_norm(
        ops.expand_dims(x1, -2) - ops.expand_dims(x2, -3), ord, -1 % (len(x1.shape) + 1), False
    )


# ------------------------------------------------------------------------------ derivatives of functions
def jvp(fun: Any, primals: Any, tangents: Any, has_aux: bool = False) -> Any:
    """The value of `fun` at `primals` and its derivative in the direction `tangents`: two passes of reverse mode."""
    from playground.engine.gradient_tape import GradientTape

    primals = [tensor(p) for p in primals]
    tangents = [tensor(t) for t in tangents]
    result = fun(*primals)
    value, aux = result if has_aux else (result, None)
    weights = ops.zeros_like(value)
    with GradientTape() as outer:  # d/dw of (d/dx w·f(x))·t is f'(x) t, for any w
        outer.watch(weights)
        with GradientTape() as inner:
            inner.watch(primals)
            result = fun(*primals)
            total = ops.sum((result[0] if has_aux else result) * weights)
        grads = inner.gradient(total, primals, unconnected_gradients="zero")
        along = sum((ops.sum(g * t) for g, t in zip(grads, tangents)), ops.zeros((), value.dtype))
    direction = outer.gradient(along, weights)
    direction = ops.zeros_like(value) if direction is None else direction
    return (value, direction, aux) if has_aux else (value, direction)
