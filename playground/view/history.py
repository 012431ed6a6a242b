"""The numbers of a fit as they arrive: one point an epoch, and points within an epoch while epochs are slow."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from playground import events as ev
from playground.thinning import MOST_NAMES, followed, half

MOST_POINTS = 2000
SHOWN_BATCH_BY_BATCH = 2  # epochs whose batches stay in the curve
SLOW = 4  # an epoch of which this many batches are told is slow enough to watch


@dataclass
class Series:
    """Points of one curve; `x` in epochs."""

    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    low: float = 0.0  # of all finite y so far, and 0
    high: float = 0.0

    def add(self, x: float, y: float) -> None:
        if self.x and x <= self.x[-1]:  # epoch 3 replaces the last batch of epoch 3
            self.x.pop()
            self.y.pop()
        self.x.append(x)
        self.y.append(y)
        if math.isfinite(y):
            self.low, self.high = min(self.low, y), max(self.high, y)
        if len(self.x) > MOST_POINTS:
            kept = half(self.y)
            self.x, self.y = [self.x[i] for i in kept], [self.y[i] for i in kept]

    def forget_after(self, x: float) -> None:
        """Take back the points beyond `x`."""
        while self.x and self.x[-1] > x:
            self.x.pop()
            self.y.pop()


def _series(curves: dict[str, Series], name: str) -> Series | None:
    """The curve of this name; None for one name too many."""
    if name not in curves and len(curves) >= MOST_NAMES:
        return None
    return curves.setdefault(name, Series())


class History:
    """Training and validation curves by name, from `FitStarted`, `Batch` and `Epoch`."""

    def __init__(self) -> None:
        self.fit: ev.FitStarted | None = None
        self.epochs: list[tuple[int, dict[str, float]]] = []
        self.train: dict[str, Series] = {}
        self.validation: dict[str, Series] = {}
        self.latest: dict[str, float] = {}
        self.first_broken: int | None = None  # the epoch in which the loss became nan or inf
        self.broken_batch = 0  # of that epoch, where it is known
        self.diverged_at = 0.0  # the same in epochs, for the charts
        self._waiting: list[
            tuple[int, float, dict[str, float]]
        ] = []  # batches of this epoch, not drawn yet
        self._told = 0  # batches of this epoch

    def start(self, item: ev.FitStarted) -> None:
        self.__init__()
        self.fit = item

    def batch(self, item: ev.Batch) -> None:
        """Batches count once `SLOW` of the same epoch are seen: then epochs are slow enough to watch."""
        self.latest = followed(item.logs, self.latest)
        self._watch_loss(item.epoch, item.logs)
        steps = self.fit.steps if self.fit else None
        if not steps:
            return
        if self._waiting and self._waiting[-1][0] != item.epoch:
            self._waiting, self._told = [], 0
        self._waiting.append((item.epoch, item.epoch - 1 + min(item.step / steps, 1.0), item.logs))
        self._told += 1
        if self._told >= SLOW:
            self.paused()

    def paused(self) -> None:
        """Someone looks closely: the batches that waited are shown too."""
        for point in self._waiting:
            self._add_batch(point)
        del self._waiting[:-1]

    @property
    def reached(self) -> float:
        """How far the fit is, in epochs."""
        done = float(self.epochs[-1][0]) if self.epochs else 0.0
        return max(done, self._waiting[-1][1]) if self._waiting else done

    @property
    def newest(self) -> float:
        """Where the newest point of any curve is, in epochs; 0 when there is none."""
        curves = (*self.train.values(), *self.validation.values())
        return max((series.x[-1] for series in curves if series.x), default=0.0)

    def _add_batch(self, point: tuple[int, float, dict[str, float]]) -> None:
        for name, value in point[2].items():
            if series := _series(self.train, name):
                series.add(point[1], value)

    def epoch(self, item: ev.Epoch) -> None:
        self._waiting, self._told = [], 0
        self.latest = followed(item.logs)
        self._watch_loss(item.epoch, item.logs)
        self.epochs.append((item.epoch, self.latest))
        if len(self.epochs) > MOST_POINTS:
            kept = half([logs.get("loss", 0.0) for _, logs in self.epochs])
            self.epochs = [self.epochs[i] for i in kept]
        for name, value in item.logs.items():
            curves, plain = self.train, name
            if name.startswith("val_"):
                curves, plain = self.validation, name[4:]
            if (series := _series(curves, plain)) is None:
                continue
            if item.epoch > SHOWN_BATCH_BY_BATCH:
                series.forget_after(
                    item.epoch - 1
                )  # running means start afresh in every epoch: a saw
            series.add(float(item.epoch), value)

    def _watch_loss(self, epoch: int, logs: dict[str, float]) -> None:
        if self.first_broken is None and not math.isfinite(logs.get("loss", 0.0)):
            self.first_broken = epoch

    def diverged(self, item: ev.Diverged) -> None:
        """The coach knows the batch."""
        steps = self.fit.steps if self.fit else None
        self.first_broken, self.broken_batch = item.epoch, item.step
        self.diverged_at = item.epoch - 1 + (min(item.step / steps, 1.0) if steps else 0.0)

    @property
    def names(self) -> list[str]:
        """Names of the curves in the order of their first point, "loss" first."""
        found = dict.fromkeys(
            [*self.train, *self.validation, *(n for n in self.latest if not n.startswith("val_"))]
        )
        return sorted(found, key=lambda name: name != "loss")
