"""Hands the page's own arithmetic (`arithmetic.c`) to the engine, once it has shown that it calculates right.

It works on arrays where they are, in the interpreter's memory. Addresses stay what they are when that memory grows, and
the engine keeps the arrays for as long as it keeps what was made for them (`engine/plan/stretches.py`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.plan import accelerator, encoding
from playground.engine.plan.encoding import HEADER, Operand, Words

NAME = "WebAssembly"


def use(bind: Callable[[int], Any], workspace: int) -> str:
    """Let plans be done by `bind(address)`, which makes a function out of a program at that address, as `run` in
    arithmetic.c takes it. `workspace`: how many float32 numbers products need.

    The result is "" or, in words, why plans go on with NumPy.
    """
    made = interpreter(bind, workspace)
    problem = self_test(made)
    if not problem:
        accelerator.use(made)
    return problem


_work: list[np.ndarray] = []  # its address is in programs


def interpreter(bind: Callable[[int], Any], workspace: int) -> accelerator.Accelerator:
    """What the engine takes."""
    _work[:] = [np.empty(workspace, np.float32)]

    def bind_words(words: np.ndarray) -> Callable[[], object]:
        return bind(encoding.address(words))

    return accelerator.Accelerator(bind_words, encoding.address(_work[0]), NAME)


class Calculation:
    """Instructions by themselves: `write(words)` encodes them, calling this does them."""

    def __init__(self, made: accelerator.Accelerator, write: Callable[[Words], None]) -> None:
        words = Words([])
        write(words)
        self._arrays = words.arrays
        self._words = encoding.in_32_bits(
            [0, 1, len(words.words) + HEADER, made.work, *words.words]
        )
        self._run = made.bind(self._words)

    def __call__(self) -> None:
        self._run()


def product(made: accelerator.Accelerator, *arrays: np.ndarray) -> Calculation:
    """`out[...] = a @ b` of arrays a, b, out. encoding.Refused when there is no instruction for them."""
    operands = [Operand(x) for x in arrays]
    return Calculation(made, lambda words: encoding.product(words, *operands))


def elementwise(made: accelerator.Accelerator, name: str, *arrays: np.ndarray) -> Calculation:
    """Likewise a function of all arrays but the last, which is where it writes."""
    *inputs, out = [Operand(x) for x in arrays]
    return Calculation(made, lambda words: encoding.elementwise(words, name, inputs, out))


# (rows, columns, depth): every edge of a tile, longer than what is packed at once, and small
_SIZES = ((1, 1, 1), (5, 9, 3), (100, 11, 300), (3, 1030, 2))


def self_test(made: accelerator.Accelerator) -> str:
    """Products and sums of whole numbers, which have no roundings, functions, and what is no number: "" or what is
    wrong."""
    for rows, columns, depth in _SIZES:
        a, b = _whole_numbers(rows, depth), _whole_numbers(depth, columns)
        for first, second, out in (
            (a, b, np.empty((rows, columns), np.float32)),
            (np.asfortranarray(a), np.asfortranarray(b), np.empty((columns, rows), np.float32).T),
        ):
            product(made, first, second, out)()
            if not np.array_equal(out, a.astype(np.float64) @ b):
                return f"it multiplies matrices of {rows} × {depth} and {depth} × {columns} wrongly"
    x = np.array([math.nan, math.inf, -math.inf, 0, 1, -1, 0.3], np.float32)
    for function in (np.add, np.multiply, np.maximum, np.tanh, np.exp, np.sqrt, np.sign):
        out = np.empty_like(x)
        inputs = [x] * function.nin
        elementwise(made, function.__name__, *inputs, out)()
        with np.errstate(all="ignore"):
            expected = function(*inputs)
        if not np.allclose(out, expected, rtol=1e-6, atol=0, equal_nan=True):
            return f"it computes {function.__name__} wrongly"
    return ""


def _whole_numbers(*shape: int) -> np.ndarray:
    return (np.arange(math.prod(shape)) * 7 % 19 - 9).reshape(shape).astype(np.float32)
