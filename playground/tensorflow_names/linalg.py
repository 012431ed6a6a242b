"""`tf.linalg`: matrices, in the last two axes."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.tensorflow_names import functions
from playground.tensorflow_names.adapting import of_one, of_two, tensor
from playground.tensorflow_names.missing import Names
from playground.tensorflow_names.tensors import eye


def _transposed(a: Any, name: str | None = None, conjugate: bool = False) -> Any:
    """(…, n, m) as (…, m, n)."""
    return ops.swapaxes(ops.conj(a) if conjugate else a, -1, -2)


def _matvec(a: Any, b: Any, transpose_a: bool = False, name: str | None = None, **_: Any) -> Any:
    """(…, n, k) times vectors (…, k): (…, n)."""
    return ops.squeeze(functions.matmul(a, ops.expand_dims(b, -1), transpose_a=transpose_a), -1)


def _solve(matrix: Any, rhs: Any, adjoint: bool = False, name: str | None = None) -> Any:
    """x in matrix @ x = rhs."""
    return ops.solve(_transposed(matrix) if adjoint else matrix, rhs)


def _triangular_solve(
    matrix: Any, rhs: Any, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Any:
    """x in matrix @ x = rhs, of a triangular matrix."""
    matrix = _transposed(matrix) if adjoint else matrix
    return ops.solve_triangular(matrix, rhs, lower=lower != adjoint)


def _cholesky_solve(chol: Any, rhs: Any, name: str | None = None) -> Any:
    """x in (chol @ cholᵀ) @ x = rhs."""
    inner = ops.solve_triangular(chol, rhs, lower=True)
    return ops.solve_triangular(_transposed(chol), inner, lower=False)


def _lstsq(
    matrix: Any, rhs: Any, l2_regularizer: float = 0.0, fast: bool = True, name: str | None = None
) -> Any:
    """The x for which |matrix @ x - rhs|² (and `l2_regularizer` |x|²) is least."""
    matrix = tensor(matrix)
    if not l2_regularizer:
        return ops.matmul(ops.pinv(matrix), rhs)
    square = ops.matmul(_transposed(matrix), matrix)
    square = square + l2_regularizer * ops.eye(square.shape[-1], dtype=square.dtype)
    return ops.solve(square, ops.matmul(_transposed(matrix), rhs))


def _svd(
    tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None
) -> Any:
    """s, u, v with tensor = u @ diag(s) @ vᵀ."""
    if not compute_uv:
        return ops.svd(tensor, compute_uv=False)
    u, s, v = ops.svd(tensor, full_matrices=full_matrices)
    return s, u, _transposed(v)


def _qr(input: Any, full_matrices: bool = False, name: str | None = None) -> Any:
    """q, r with input = q @ r."""
    return ops.qr(input, "complete" if full_matrices else "reduced")


def _eigvalsh(tensor: Any, name: str | None = None) -> Any:
    """The eigenvalues of symmetric matrices, the smallest first."""
    return ops.eigh(tensor)[0]


def _inv(input: Any, adjoint: bool = False, name: str | None = None) -> Any:
    """The inverse."""
    return ops.inv(_transposed(input) if adjoint else input)


def _trace(x: Any, name: str | None = None) -> Any:
    """The sum of the diagonal."""
    return ops.trace(x, axis1=-2, axis2=-1)


def _diag(diagonal: Any, name: str = "diag", k: int = 0, **_: Any) -> Any:
    """Matrices with vectors (…, n) on the diagonal `k`, zeros elsewhere."""
    diagonal = tensor(diagonal)
    if k == 0:
        n = diagonal.shape[-1]
        return ops.expand_dims(diagonal, -1) * ops.eye(n, dtype=diagonal.dtype)
    return ops.diag(diagonal, k)


def _diag_part(input: Any, name: str = "diag_part", k: int = 0, **_: Any) -> Any:
    """The diagonal `k` of matrices (…, n, m)."""
    return ops.diagonal(input, offset=k, axis1=-2, axis2=-1)


def _set_diag(input: Any, diagonal: Any, name: str = "set_diag", **_: Any) -> Any:
    """Matrices with another diagonal."""
    input = tensor(input)
    on = ops.eye(*input.shape[-2:], dtype="bool")
    rows, columns = input.shape[-2:]
    column = ops.expand_dims(diagonal, -1)
    if rows > columns:
        column = ops.concatenate(
            [column, ops.zeros((*column.shape[:-2], rows - columns, 1), input.dtype)], -2
        )
    return ops.where(on, column, input)


def _band_part(input: Any, num_lower: Any, num_upper: Any, name: str | None = None) -> Any:
    """Zeros below `num_lower` diagonals and above `num_upper`; a negative number keeps all."""
    input = tensor(input)
    rows, columns = input.shape[-2:]
    below = ops.expand_dims(ops.arange(rows), -1) - ops.arange(columns)
    keep = ops.ones((rows, columns), "bool")
    if int(num_lower) >= 0:
        keep = ops.logical_and(keep, below <= int(num_lower))
    if int(num_upper) >= 0:
        keep = ops.logical_and(keep, below >= -int(num_upper))
    return ops.where(keep, input, ops.zeros_like(input))


def _normalize(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, name: str | None = None
) -> Any:
    """`tensor` divided by its norm, and the norm."""
    length = functions.norm(tensor, ord, axis, keepdims=True)
    return ops.divide(tensor, length), length


def _slogdet(input: Any, name: str | None = None) -> Any:
    """Sign of the determinant, and log of its size."""
    return tuple(ops.slogdet(input))


def _pinv(a: Any, rcond: Any = None, validate_args: bool = False, name: str | None = None) -> Any:
    """The pseudo-inverse."""
    return ops.pinv(a, rcond)


def _matrix_rank(a: Any, tol: Any = None, name: str | None = None, **_: Any) -> Any:
    """How many rows do not follow from the others."""
    return ops.cast(ops.matrix_rank(a, tol), "int32")


linalg = Names(
    "tf.linalg",
    matmul=functions.matmul,
    matvec=_matvec,
    matrix_transpose=_transposed,
    adjoint=of_one(lambda x: _transposed(x, conjugate=True), "matrix"),
    norm=functions.norm,
    normalize=_normalize,
    l2_normalize=functions.l2_normalize,
    global_norm=functions.global_norm,
    det=of_one(ops.det, "input"),
    logdet=of_one(ops.logdet, "matrix"),
    slogdet=_slogdet,
    inv=_inv,
    pinv=_pinv,
    matrix_rank=_matrix_rank,
    solve=_solve,
    lstsq=_lstsq,
    triangular_solve=_triangular_solve,
    cholesky_solve=_cholesky_solve,
    cholesky=of_one(ops.cholesky, "input"),
    eigh=of_one(ops.eigh, "tensor"),
    eigvalsh=_eigvalsh,
    eig=of_one(ops.eig, "tensor"),
    qr=_qr,
    svd=_svd,
    trace=_trace,
    diag=_diag,
    diag_part=_diag_part,
    tensor_diag=of_one(ops.diag, "diagonal"),
    tensor_diag_part=of_one(ops.diagonal, "input"),
    set_diag=_set_diag,
    band_part=_band_part,
    cross=of_two(ops.cross, "a", "b"),
    tensordot=functions.tensordot,
    einsum=ops.einsum,
    eye=eye,
)
