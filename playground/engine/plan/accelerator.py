"""A faster way to multiply matrices than NumPy's, where whoever runs the engine has one to hand over.

The engine computes with NumPy, which stays the definition of every number. In a web page NumPy has no BLAS; there the
page hands over a function, once, before programs run, and plans that are written from then on use it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

Product = Callable[[], object]
Maker = Callable[[np.ndarray, np.ndarray, np.ndarray], Product | None]

WORTHWHILE = 2048  # multiplications: for fewer, NumPy is about as fast


class Accelerator(NamedTuple):
    """`make(a, b, out)`, arrays of at least two axes: a function without arguments that computes
    `out[...] = a @ b` from what is in the arrays when it is called, or None when it cannot be done for such arrays. The
    caller keeps the arrays for as long as it keeps the function. `name`: where it computes, for explanations."""

    make: Maker
    name: str


_current: Accelerator | None = None


def use(accelerator: Accelerator | None) -> None:
    """Multiply with this from now on; None: with NumPy. Plans that are written already stay as they are."""
    global _current
    _current = accelerator


def current() -> Accelerator | None:
    """What plans multiply with; None when it is NumPy."""
    return _current


def suits(a: tuple[int, ...], b: tuple[int, ...], out: tuple[int, ...], *dtypes: np.dtype) -> bool:
    """Whether a product of arrays of these shapes is to be accelerated."""
    if _current is None or any(dtype != np.float32 for dtype in dtypes):
        return False
    if len(a) < 2 or len(b) < 2:
        return False
    return int(np.prod(out)) * a[-1] >= WORTHWHILE


def product(a: np.ndarray, b: np.ndarray, out: np.ndarray) -> Product:
    """What computes `out[...] = a @ b`, with NumPy if the arrays of this batch lie in another way than it takes."""
    made = None if _current is None else _current.make(a, b, out)
    return made or partial(np.matmul, a, b, out)
