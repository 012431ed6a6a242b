"""`tf.linalg`: matrices."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.tensorflow_names.functions import matmul, norm
from playground.tensorflow_names.missing import Names


def _solve(matrix: Any, rhs: Any, name: str | None = None) -> Any:
    """x in matrix @ x = rhs."""
    return ops.solve(matrix, rhs)


def _transposed(a: Any, name: str | None = None) -> Any:
    """(…, n, m) as (…, m, n)."""
    return ops.swapaxes(a, -1, -2)


def _matvec(a: Any, b: Any, name: str | None = None) -> Any:
    """(…, n, k) times vectors (…, k): (…, n)."""
    return ops.squeeze(ops.matmul(a, ops.expand_dims(b, -1)), -1)


linalg = Names(
    "tf.linalg",
    matmul=matmul,
    matvec=_matvec,
    matrix_transpose=_transposed,
    norm=norm,
    det=ops.det,
    inv=ops.inv,
    solve=_solve,
    cholesky=ops.cholesky,
    eigh=ops.eigh,
    qr=ops.qr,
    svd=ops.svd,
    trace=ops.trace,
    diag=ops.diag,
    diag_part=ops.diagonal,
    eye=ops.eye,
)
