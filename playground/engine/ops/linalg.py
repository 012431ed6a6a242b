"""keras.ops.linalg: what keras.ops has for matrices, under the name that says so."""

from playground.engine.contents import contents as _contents

__getattr__, __dir__ = _contents(
    __name__,
    {
        "..ops": (
            "cholesky, cholesky_inverse, det, eig, eigh, inv, jvp, lstsq, lu_factor, matrix_rank, norm, pinv, qr, "
            "solve, solve_triangular, svd"
        ),
    },
)
