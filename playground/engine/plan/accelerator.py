"""What does a plan's instructions faster than NumPy, where whoever runs the engine has such a thing to hand over.

The engine computes with NumPy, which stays the definition of every number. In a web page each call of NumPy takes long
and its products of matrices are slow; there the page hands over an interpreter of instructions (`encoding.py`), once,
before programs run, and plans that are made from then on use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Accelerator(NamedTuple):
    """`bind(words)`: a function without arguments that does the instructions in `words`, an int32 array, which whoever
    keeps the function keeps. `work`: the address of memory for products, which all share. `name`: where it computes,
    for explanations."""

    bind: Callable[[np.ndarray], Callable[[], object]]
    work: int
    name: str


_current: Accelerator | None = None


def use(accelerator: Accelerator | None) -> None:
    """Make plans with this from now on; None: with NumPy alone. Plans that are made already stay as they are."""
    global _current
    _current = accelerator


def current() -> Accelerator | None:
    """What plans are made with besides NumPy; None when it is NumPy alone."""
    return _current
