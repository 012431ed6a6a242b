"""Functions from statistics and physics that NumPy does not have: erf and its relatives, Bessel's i0."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.ops.conversion import floating
from playground.engine.ops.shape_rules import same
from playground.engine.ops.symbolic import op
from playground.engine.primitive import Primitive, apply


def _by_number(function: Any) -> Any:
    """Python's own function, number by number: exact, some 50 ns each."""

    def forward(x: np.ndarray) -> np.ndarray:
        return np.fromiter(map(function, x.ravel().tolist()), x.dtype, x.size).reshape(x.shape)

    return forward


_SLOPE = 2 / math.sqrt(math.pi)
_erf = Primitive("erf", _by_number(math.erf), same, (lambda g, y, x: g * ops.exp(-x * x) * _SLOPE,))
_erfc = Primitive(
    "erfc", _by_number(math.erfc), same, (lambda g, y, x: g * ops.exp(-x * x) * -_SLOPE,)
)


def _erfinv_forward(x: np.ndarray) -> np.ndarray:
    from statistics import NormalDist  # here: to import it takes longer than all of the engine

    normal = NormalDist()

    def inverse(y: float) -> float:
        if y <= -1 or y >= 1:
            return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
        return y if y == 0 else normal.inv_cdf((y + 1) / 2) / math.sqrt(2)

    return _by_number(inverse)(x)


_erfinv = Primitive("erfinv", _erfinv_forward, same, (lambda g, y, x: g * ops.exp(y * y) / _SLOPE,))
_i0 = Primitive("i0", lambda x: np.i0(x).astype(x.dtype), same, (lambda g, y, x: g * _i1(x),))


def _i1(x: Any) -> Any:
    return apply(_i1_primitive, (x,))


def _i1_forward(x: np.ndarray) -> np.ndarray:
    """(1/π) ∫ e^(x cos t) cos t dt from 0 to π; the trapezoid rule is exact enough for so smooth a function."""
    t = (np.arange(64) + 0.5) * (math.pi / 64)
    z = x[..., None].astype(np.float64)
    return np.mean(np.exp(z * np.cos(t)) * np.cos(t), axis=-1).astype(x.dtype)


_i1_primitive = Primitive(
    "i1",
    _i1_forward,
    same,
    (lambda g, y, x: g * (ops.i0(x) - ops.divide_no_nan(y, x) - 0.5 * ops.cast(x == 0, x.dtype)),),
)


@op
def erf(x: Any) -> Any:
    """The error function, 2/√π times the integral of e^(-t²) from 0 to x."""
    return apply(_erf, (floating(x),))


@op
def erfc(x: Any) -> Any:
    """1 - erf(x), exact where that is tiny."""
    return apply(_erfc, (floating(x),))


@op
def erfinv(x: Any) -> Any:
    """The number whose erf is x."""
    return apply(_erfinv, (floating(x),))


@op
def i0(x: Any) -> Any:
    """The modified Bessel function of the first kind, of order 0."""
    return apply(_i0, (floating(x),))
