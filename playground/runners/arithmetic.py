"""Hands the page's own arithmetic (`arithmetic.c`) to the engine, once it has shown that it calculates right.

It works on arrays where they are, in the interpreter's memory. Addresses stay what they are when that memory grows, and
the engine keeps the arrays for as long as it keeps what was made for them (`engine/plan/accelerator.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.plan import accelerator

NAME = "WebAssembly"


def use(bind: Callable[..., Any], workspace: int) -> str:
    """Let plans multiply with `bind(*numbers)`, which makes a function out of what `products` in arithmetic.c takes.

    The result is "" or, in words, why plans go on with NumPy.
    """
    products = Products(bind, workspace)
    problem = self_test(products.make)
    if not problem:
        accelerator.use(accelerator.Accelerator(products.make, NAME))
    return problem


class Products:
    """`make(a, b, out)`, as the engine's `Accelerator` wants it. All products share a workspace of float32 numbers."""

    def __init__(self, bind: Callable[..., Any], workspace: int) -> None:
        self._bind = bind
        self._workspace = np.empty(workspace, np.float32)

    def make(self, a: np.ndarray, b: np.ndarray, out: np.ndarray) -> Callable[[], Any] | None:
        axes = out.ndim - 2  # in front of those of the matrices
        if not out.size or not a.shape[-1] or not out.flags.writeable or axes < 0:
            return None
        if any(x.dtype != np.float32 or any(s % 4 for s in x.strides) for x in (a, b, out)):
            return None
        if np.may_share_memory(a, out) or np.may_share_memory(b, out):
            return None
        numbers: list[int] = []
        whole = [*map(_steps, (a, b, out), [out.shape] * 3)]
        outer, inner, steps = _two_loops(out.shape[:axes], [s[:axes] for s in whole])
        if steps is None:
            return None
        for x, s, (outer_step, inner_step) in zip((a, b, out), whole, steps):
            numbers += [x.ctypes.data, *s[axes:], outer_step, inner_step]
        numbers += [out.shape[-2], out.shape[-1], a.shape[-1], outer, inner]
        return self._bind(*numbers, self._workspace.ctypes.data)


def _steps(x: np.ndarray, shape: tuple[int, ...]) -> list[int]:
    """How many numbers it is to the next matrix of `x` on each axis of the result, row and column; 0: none."""
    missing = len(shape) - x.ndim
    steps = [0 if n == 1 else s // 4 for s, n in zip(x.strides, x.shape)]
    return [0] * missing + steps[:-2] + [s // 4 for s in x.strides[-2:]]


def _two_loops(shape: tuple[int, ...], steps: list[list[int]]) -> tuple[int, int, Any]:
    """Axes of these lengths as two loops: their lengths and, for each of `steps`, (outer, inner) step. The last is None
    when two loops are too few."""
    loops: list[tuple[int, list[int]]] = []
    for n, *strides in zip(shape, *steps):
        if n == 1:
            continue
        if loops and all(s == n * t for s, t in zip(loops[-1][1], strides)):
            loops[-1] = (loops[-1][0] * n, strides)
        else:
            loops.append((n, strides))
    if len(loops) > 2:
        return 0, 0, None
    loops = [(1, [0] * len(steps))] * (2 - len(loops)) + loops
    (outer, outer_steps), (inner, inner_steps) = loops
    return outer, inner, list(zip(outer_steps, inner_steps))


# (rows, columns, depth): every edge of a tile, and longer than what is packed at once
_SIZES = ((1, 1, 1), (5, 9, 3), (100, 11, 300), (3, 1030, 2))


def self_test(make: accelerator.Maker) -> str:
    """Products of whole numbers, which have no roundings, and of what is no number: "" or what is wrong."""
    for rows, columns, depth in _SIZES:
        a, b = _whole_numbers(rows, depth), _whole_numbers(depth, columns)
        for first, second, out in (
            (a, b, np.empty((rows, columns), np.float32)),
            (np.asfortranarray(a), np.asfortranarray(b), np.empty((columns, rows), np.float32).T),
        ):
            multiply = make(first, second, out)
            if multiply is None:
                return "it does not take matrices"
            multiply()
            if not np.array_equal(out, a.astype(np.float64) @ b):
                return f"it multiplies matrices of {rows} × {depth} and {depth} × {columns} wrongly"
    special = np.array([[math.nan, 1], [math.inf, 1], [-math.inf, 1]], np.float32)
    out = np.empty((3, 1), np.float32)
    multiply = make(special, np.ones((2, 1), np.float32), out)
    if multiply is not None:
        multiply()
    if not np.array_equal(out[:, 0], special[:, 0], equal_nan=True):
        return "it loses what is not a number"
    return ""


def _whole_numbers(*shape: int) -> np.ndarray:
    return (np.arange(math.prod(shape)) * 7 % 19 - 9).reshape(shape).astype(np.float32)
