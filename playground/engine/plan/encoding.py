"""From NumPy calls to instructions for an interpreter of them: numbers of 32 bits, as `static/arithmetic.c` reads them.

An instruction says what is done, on how many elements along which axes, and for every array its address, its strides
and how far on it is in the next batch. What has no instruction is refused: then NumPy does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# by name and kinds of elements; the order is that of `ALL` in arithmetic.c
ELEMENTWISE = (
    "add fff", "subtract fff", "multiply fff", "divide fff", "maximum fff", "minimum fff", "power fff",
    "sqrt ff", "negative ff", "absolute ff", "square ff", "sign ff", "exp ff", "log ff", "tanh ff",
    "copy ff", "copy bb",
    "equal ffb", "not_equal ffb", "less ffb", "less_equal ffb", "greater ffb", "greater_equal ffb",
    "equal iib", "not_equal iib", "less iib", "greater iib",
    "add iii", "subtract iii", "multiply iii",
    "logical_and bbb", "logical_or bbb", "logical_not bb",
    "copy bf", "copy bi", "copy if", "copy fi", "copy lf", "copy li",
    "copy_where fbf",
)  # fmt: skip
_CODES = {text: code for code, text in enumerate(ELEMENTWISE)}
_CODES["copy ii"] = _CODES["copy ff"]  # words are words
_CODES["copy_where ibi"] = _CODES["copy_where fbf"]
COUNT_INTEGER, COUNT_FLOAT, SUM, MAXIMUM, ARGMAX, PRODUCT = range(
    len(ELEMENTWISE), len(ELEMENTWISE) + 6
)
_KINDS = {
    np.dtype(t): kind
    for t, kind in ((np.float32, "f"), (np.int32, "i"), (np.int64, "l"), (bool, "b"))
}
_LOOPS = 4
HEADER = 4  # words before the first instruction


class Refused(Exception):
    """There is no instruction for this call."""


class Operand(NamedTuple):
    """An array, or with `root` that of the first batch: a view of what comes with the batch as number `root`."""

    array: np.ndarray
    root: int | None = None


class Words:
    """Instructions being written. `arrays` have to live as long as the program; `moving` says which words are addresses
    of what comes with the batch: (position, root, bytes behind the beginning of the root). The word behind such an
    address is how far on it is in the next batch."""

    def __init__(self, roots: Sequence[np.ndarray]) -> None:
        self.words: list[int] = []
        self.arrays: list[np.ndarray] = []
        self.moving: list[tuple[int, int, int]] = []
        self._roots = [address(a) for a in roots]
        self._bounds = [np.lib.array_utils.byte_bounds(a) for a in roots]

    def write(self, op: int, parts: Sequence[int | Operand]) -> None:
        """One instruction. An operand is written as its address and its step."""
        start = len(self.words)
        self.words += [op, 0]
        for part in parts:
            if not isinstance(part, Operand):
                self.words.append(part)
                continue
            if part.root is not None:
                low, high = np.lib.array_utils.byte_bounds(part.array)
                if low < self._bounds[part.root][0] or high > self._bounds[part.root][1]:
                    raise Refused  # a copy of it
                behind = address(part.array) - self._roots[part.root]
                self.moving.append((len(self.words), part.root, behind))
            self.words += [address(part.array), 0]
            self.arrays.append(part.array)
        self.words[start + 1] = len(self.words) - start


def address(array: np.ndarray) -> int:
    """Where an array begins."""
    return array.__array_interface__["data"][0]


def in_32_bits(numbers: Sequence[int]) -> np.ndarray:
    """As int32. Addresses from 2**31 on, which a page with much data has, keep their bits."""
    return np.array([n & 0xFFFFFFFF for n in numbers], np.uint32).view(np.int32)


# ---------------------------------------------------------------------------------------- element by element
def elementwise(words: Words, name: str, inputs: Sequence[Operand], out: Operand) -> None:
    """`out[...] = name(*inputs)`; Refused when there is no such instruction. `power` is of positive numbers."""
    arrays = [x.array for x in inputs]
    kinds = "".join(_kind(a) for a in (*arrays, out.array))
    code = _CODES.get(f"{name} {kinds}")
    if code is None:
        raise Refused
    for x in arrays:
        _check_overlap(x, out.array)
    if out.array.size == 0 or not out.array.flags.writeable:
        raise Refused
    shape = out.array.shape
    broadcast = [np.broadcast_to(a, shape) for a in arrays]
    lengths, strides = loops(shape, [out.array.strides, *[a.strides for a in broadcast]])
    parts: list[int | Operand] = [*lengths]
    for operand, steps in zip((out, *inputs), strides):
        parts += [operand, *steps]
    if len(inputs) == 1:  # the interpreter reads a second one
        parts += [inputs[0], *strides[1]]
    words.write(code, parts)


def _kind(array: np.ndarray) -> str:
    kind = _KINDS.get(array.dtype)
    if kind is None or not array.dtype.isnative:
        raise Refused
    return kind


def _check_overlap(x: np.ndarray, out: np.ndarray) -> None:
    """What is written may be what is read, element by element, but not in another order."""
    if np.may_share_memory(x, out):
        same = address(x) == address(out) and x.strides == out.strides and x.shape == out.shape
        if not same:
            raise Refused


def loops(
    shape: Sequence[int], strides: Sequence[Sequence[int]], most: int = _LOOPS
) -> tuple[list[int], list[list[int]]]:
    """Axes as `most` nested loops, the innermost last: their lengths, and for each array its strides. The innermost
    is the one along which the first array is contiguous; axes that follow each other in all arrays become one."""
    axes = [(n, *steps) for n, *steps in zip(shape, *strides) if n != 1]
    axes.sort(key=lambda axis: (-abs(axis[1]), -axis[0]))
    merged: list[tuple[int, ...]] = []
    for n, *steps in axes:
        if merged and all(outer == n * inner for outer, inner in zip(merged[-1][1:], steps)):
            merged[-1] = (merged[-1][0] * n, *steps)
        else:
            merged.append((n, *steps))
    if len(merged) > most:
        raise Refused
    merged = [(1, *[0] * len(strides))] * (most - len(merged)) + merged
    lengths, *found = (list(column) for column in zip(*merged))
    return lengths, found


# ------------------------------------------------------------------------------------------------ reductions
def reduction(words: Words, name: str, x: Operand, axes: Sequence[int], out: Operand) -> None:
    """`out[...] = name.reduce(x, axes)`, `out` without them; name: add, maximum or argmax."""
    code = {"add": SUM, "maximum": MAXIMUM, "argmax": ARGMAX}.get(name)
    array = x.array
    if (
        code is None
        or _kind(array) != "f"
        or _kind(out.array) != ("i" if name == "argmax" else "f")
    ):
        raise Refused
    if array.size == 0 or np.may_share_memory(array, out.array):
        raise Refused
    kept = [i for i in range(array.ndim) if i not in axes]
    if tuple(array.shape[i] for i in kept) != out.array.shape:
        raise Refused
    lengths, (to, steps) = loops(
        out.array.shape, [out.array.strides, [array.strides[i] for i in kept]]
    )
    many, (along,) = loops([array.shape[i] for i in axes], [[array.strides[i] for i in axes]], 2)
    if name == "argmax" and (many[0] != 1 or len(axes) != 1):
        raise Refused
    words.write(code, [*lengths, out, *to, x, *steps, *many, *along])


def count(words: Words, x: Operand, out: Operand) -> None:
    """`out[()] = count_nonzero(x)`."""
    if _kind(x.array) != "b" or out.array.ndim or not x.array.size:
        raise Refused
    code = {"i": COUNT_INTEGER, "f": COUNT_FLOAT}.get(_kind(out.array))
    if code is None:
        raise Refused
    lengths, (steps,) = loops(x.array.shape, [x.array.strides])
    words.write(code, [*lengths, out, *[0] * _LOOPS, x, *steps, x, *steps])


# ------------------------------------------------------------------------------------------------- products
def product(words: Words, a: Operand, b: Operand, out: Operand) -> None:
    """`out[...] = a @ b` of arrays of at least two axes."""
    operands = out, a, b
    arrays = [x.array for x in operands]
    if any(x.ndim < 2 or _kind(x) != "f" or any(s % 4 for s in x.strides) for x in arrays):
        raise Refused
    if not out.array.size or not a.array.shape[-1] or not out.array.flags.writeable:
        raise Refused
    if any(np.may_share_memory(x, out.array) for x in arrays[1:]):
        raise Refused
    shape = out.array.shape[:-2]
    steps = []
    for x in arrays:
        wide = np.broadcast_to(x, (*shape, *x.shape[-2:]))
        steps.append([s // 4 for s in wide.strides[:-2]])
    lengths, found = loops(shape, steps, 2)
    parts: list[int | Operand] = []
    for operand, outer in zip(operands, found):
        parts += [operand, *[s // 4 for s in operand.array.strides[-2:]], *outer]
    rows, columns = out.array.shape[-2:]
    words.write(PRODUCT, [*parts, rows, columns, a.array.shape[-1], *lengths])
