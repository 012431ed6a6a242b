"""Points that a learner draws while a model trains: what `fit` is given for its next epochs."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from playground import datasets
from playground.engine.observe import FitArguments

Point = tuple[float, float, float]
# As the dialog writes it. What edits programs (program_controls) is not where they run.
_CALL = re.compile(r"""\bpoints\(\s*(["'])([^"'\\]*)\1""")


class Joined(NamedTuple):
    """Training data with the drawn points, and how many have come and gone."""

    x: np.ndarray
    y: np.ndarray
    came: int
    went: int

    def said(self, epoch: int, held: bool) -> str:
        """What it comes to from `epoch` (1-based) on; `held`: there are validation data."""
        changes = []
        for count, what in ((self.came, "joined"), (self.went, "left")):
            if count:
                points = "1 drawn point has" if count == 1 else f"{count} drawn points have"
                changes.append(f"{points} {what} the fit")
        return (
            f"From epoch {epoch} on: {' and '.join(changes) or 'no point is another'}. "
            f"It trains on {len(self.x)}.{' The validation data stay as they were.' * held} "
            "A new run would train on all of them from its first epoch."
        )


class Joining:
    """Follows one run. The fit's data must be rows of the program's `datasets.points("…")`, as they are or a part of
    them, with labels that say nothing but the class."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._points: list[Point] | None = None  # that the program's data hold now
        self._arguments: FitArguments | None = None  # of the fit that goes on
        self._next: tuple[Joined, list[Point]] | None = None

    def fit_started(self, arguments: FitArguments) -> None:
        self._arguments, self._next, self._points = arguments, None, None

    def fit_ended(self) -> bool:
        """Whether somebody waits for an epoch that does not come."""
        waits, self._next, self._arguments = self._next is not None, None, None
        return waits

    def ask(self, text: str) -> None:
        """The drawing is now `text`, as `datasets.points` takes it. ValueError, and nothing changes, where the fit that
        goes on cannot take it."""
        arguments = self._arguments
        if arguments is None:
            raise ValueError(
                "No fit is running that could take them: a loop of your own reads its data itself."
            )
        if self._points is None:
            self._points = _drawn(self._source)
        wanted = _points(text)
        self._next = _joined(arguments, self._points, wanted), wanted

    def take(self) -> Joined | None:
        """The data for the epoch that begins, where somebody asked."""
        if self._next is None or self._arguments is None:
            return None
        joined, self._points = self._next
        self._next = None
        self._arguments = self._arguments._replace(x=joined.x, y=joined.y)
        return joined


def _points(text: str) -> list[Point]:
    x, y = datasets.points(text)
    return [(float(a), float(b), float(c)) for (a, b), (c,) in zip(x, y)]


def _drawn(source: str) -> list[Point]:
    """The points of the program; none where it has no drawn ones."""
    found = _CALL.search(source)
    try:
        return _points(found[2]) if found else []
    except ValueError:
        return []


def _joined(arguments: FitArguments, before: list[Point], now: list[Point]) -> Joined:
    x, y = arguments.x, arguments.y
    if not before:
        raise ValueError(
            "This run is not on drawn points (datasets.points): others cannot join them."
        )
    if not hasattr(x, "__array__") or not hasattr(y, "__array__"):
        raise ValueError(
            "fit is given a generator, a Dataset or several inputs: only arrays x and y can be made longer."
        )
    if arguments.sample_weight is not None:
        raise ValueError("fit is given sample_weight, and new points have none.")
    x, y = np.asarray(x), np.asarray(y)
    labels = _labels(x, y, before)
    old, new = Counter(before), Counter(now)
    came, went = list((new - old).elements()), list((old - new).elements())
    unknown = sorted({int(label) for *_, label in came} - {*map(int, labels)})
    if unknown:
        raise ValueError(
            f"Class {unknown[0]} is new: the fit that is running trains on "
            f"{', '.join(str(int(each)) for each in sorted(labels))}, and its model was made for those."
        )
    places: dict[tuple, list[int]] = {}  # of rows, by what is in them
    for i in range(len(x)):
        places.setdefault(_key(x[i], y[i]), []).append(i)
    gone = []
    for a, b, label in went:
        if label in labels and (
            rows := places.get(_key(np.array([a, b], "float32"), labels[label]))
        ):
            gone.append(rows.pop())
    kept = np.delete(np.arange(len(x)), gone)
    if not len(kept) + len(came):
        raise ValueError("Nothing would be left to train on.")
    more_x = np.array([point[:2] for point in came], x.dtype).reshape(-1, 2)
    more_y = np.array([labels[label] for *_, label in came], y.dtype).reshape(-1, *y.shape[1:])
    return Joined(
        np.concatenate([x[kept], more_x]), np.concatenate([y[kept], more_y]), len(came), len(gone)
    )


def _key(x: np.ndarray, y: Any) -> tuple:
    return (*map(float, x), *np.ravel(y).tolist())


def _labels(x: np.ndarray, y: np.ndarray, points: list[Point]) -> dict[float, np.ndarray]:
    """By class, the label that the program gives it. ValueError for data that are not these points."""
    classes: dict[tuple, set[float]] = {}
    for a, b, label in points:
        classes.setdefault((a, b), set()).add(label)
    changed = ValueError(
        "The program does more with its points than hand them to fit (it scales them, or gives other features or "
        "labels): only a new run can do that with new ones."
    )
    if x.ndim != 2 or x.shape[1] != 2 or y.shape[:1] != x.shape[:1]:
        raise changed
    found: dict[float, np.ndarray] = {}
    for row, label in zip(x, y):
        own = classes.get((float(row[0]), float(row[1])))
        if own is None:
            raise changed
        if len(own) == 1 and not np.array_equal(found.setdefault(next(iter(own)), label), label):
            raise changed
    return found
