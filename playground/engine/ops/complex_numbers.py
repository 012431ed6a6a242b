"""Real and imaginary parts, magnitudes and angles."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import floating, tensor
from playground.engine.ops.elementwise import real_dtype, unary
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply

_view_as_complex = Primitive(
    "view_as_complex",
    lambda x: (x[..., 0] + 1j * x[..., 1]).astype("complex64"),  # of float64 too, as in Keras
    lambda x: (tuple(x.shape[:-1]), "complex64"),
)


@op
def view_as_complex(x: Any) -> Any:
    """Pairs (..., 2) of real and imaginary parts as complex numbers (...)."""
    x = tensor(x)
    if not x.shape or x.shape[-1] != 2:
        raise ValueError(
            f"Last dimension of input must be size 2 (real and imaginary parts). Received: x.shape={x.shape}"
        )
    return apply(_view_as_complex, (x,))


@op
def view_as_real(x: Any) -> Any:
    """Complex numbers (...) as pairs (..., 2) of real and imaginary parts."""
    x = tensor(x)
    return ops.stack([ops.real(x), ops.imag(x)], -1)


@op
def polar(abs_: Any, angle: Any) -> Any:
    """The complex number of magnitude `abs_` and angle `angle` in radians."""
    return ops.view_as_complex(ops.stack([abs_ * ops.cos(angle), abs_ * ops.sin(angle)], -1))


_conjugate = unary("conjugate", np.conjugate, lambda g, y, x: conjugate(g))

_real = unary("real", lambda x: np.ascontiguousarray(x.real), lambda g, y, x: g, real_dtype)

_imag = unary("imag", lambda x: np.ascontiguousarray(x.imag), shape=real_dtype)

_angle = unary("angle", np.angle, shape=real_dtype)


@op
def conjugate(x: Any) -> Any:
    """The complex conjugate."""
    return apply(_conjugate, (tensor(x),))


conj = conjugate


@op
def real(x: Any) -> Any:
    """The real part."""
    x = tensor(x)
    return apply(_real, (x,)) if "complex" in x.dtype else x


@op
def imag(x: Any) -> Any:
    """The imaginary part."""
    return apply(_imag, (tensor(x),))


@op
def angle(x: Any) -> Any:
    """The angle of a complex number in radians."""
    return apply(_angle, (floating(x),))
