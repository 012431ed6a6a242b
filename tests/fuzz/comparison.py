"""Are the numbers of two runs the same up to the order of sums?

How far roundings carry a training depends on the training: an accuracy jumps when an answer lies at its threshold,
Adam makes steps of full length of gradients that are nothing but rounding. So where two runs are not plainly equal,
others show what roundings do to this program: the eager step, with weights that move by one before every batch.
What differs by much more than these among themselves is a mismatch; a program in which they, too, differ by a great
deal says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from tests.fuzz.running import Arrays, Outcome, Way, run

NUDGES = 4  # runs that show what roundings do
FACTOR = 30.0  # how many times as far as these a run may be


@dataclass(frozen=True)
class Mismatch:
    """`kind` is the same for what has one cause, as far as one can tell from outside; `detail` is for people."""

    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


def tolerance(text: str) -> float:
    """Of numbers in units of the largest of their array, for the float type of a program."""
    if "mixed_float16" in text:
        return 2e-2
    return 1e-8 if "set_floatx('float64')" in text else 4e-5


def mismatch(
    text: str, a: Outcome, b: Outcome, way: Way, base: float | None = None
) -> Mismatch | None:
    """What differs in `b` from `a`, the definition; `way` is how `a` was run."""
    if a.failure or b.failure:
        if type(a.error) is type(b.error):
            return None
        failure = b.failure or f"only there: {a.failure}"
        message = re.sub(r"\d+", "N", str(b.error or a.error)).strip().partition("\n")[0]
        return Mismatch(failure, message[:200])
    lost = a.lost | b.lost
    only = sorted((a.numbers.keys() ^ b.numbers.keys()) - lost)
    if only:
        return Mismatch("other names", ", ".join(only)[:200])
    base = tolerance(text) if base is None else base
    kept = {name: array for name, array in a.numbers.items() if name not in lost}
    far = distances(kept, b.numbers)
    suspects = {name: far[name] for name in far if far[name] > base}
    if not suspects:
        return None
    shaped = [name for name in suspects if kept[name].shape != b.numbers[name].shape]
    if shaped:
        name = shaped[0]
        detail = f"{name}: {_short(kept[name])} is here {_short(b.numbers[name])}"
        return Mismatch("shape or nan", detail)
    roundings: dict[str, float] = {}  # how far they carry each number
    wrong = suspects
    for seed in range(NUDGES):
        other = run(text, Way(way.eagerly, seed, weights=a.weights or None))
        for name in suspects:
            there = other.numbers.get(name, np.array(np.nan))
            roundings[name] = max(roundings.get(name, 0.0), _distance(a.numbers[name], there))
        wrong = {n: d for n, d in suspects.items() if d > base + FACTOR * roundings[n]}
        if not wrong:
            return None
    name = max(wrong, key=lambda n: wrong[n] / (base + FACTOR * roundings[n]))
    if wrong[name] == np.inf:
        detail = f"{name}: {_short(kept[name])} is here {_short(b.numbers[name])}"
        return Mismatch("shape or nan", detail)
    detail = (
        f"{name} {_short(a.numbers[name])} is here {_short(b.numbers[name])}: "
        f"{wrong[name]:.1g} apart, roundings {roundings[name]:.1g}; differ: {', '.join(wrong)[:150]}"
    )
    return Mismatch("other numbers", detail)


def _short(array: np.ndarray) -> str:
    flat = np.ravel(array)
    shown = ", ".join(f"{x:.6g}" for x in flat[:3].astype("float64"))
    return f"({shown}{', …' if flat.size > 3 else ''}){list(array.shape)}"


def distances(a: Arrays, b: Arrays) -> dict[str, float]:
    """Largest difference of each array, in units of its largest number; inf when they cannot be compared."""
    return {name: _distance(a[name], b[name]) for name in a}


def _distance(a: np.ndarray, b: np.ndarray) -> float:
    if a.shape != b.shape:
        return np.inf
    if not a.size or a.dtype.kind not in "fiub":
        return 0.0
    a, b = a.astype("float64"), b.astype("float64")
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return np.inf
    finite = np.isfinite(a)
    a, b = a[finite], b[finite]
    scale = max(1e-3, float(np.abs(a).max(initial=0.0)))
    return float(np.abs(a - b).max(initial=0.0)) / scale
