"""The status line, the progress of the epochs and spoken milestones."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import param

from playground import events as ev
from playground.session import Edited, Launched, Opened, Session, StateChanged
from playground.view.component import Component

MILESTONES = 10  # a fit's progress is spoken this often


class StatusLine(Component):
    """`line` is what the status line says; `stage` decides how the page is laid out.

    Stages: "layer" (nothing to train), "compile" (a compile call, no fit yet), "training" (a fit has begun)."""

    line = param.String(default="Loading")
    state = param.String(default="loading")
    stage = param.String(default="layer")
    layers = param.Integer(default=0, doc="rows in the table of shapes")
    mismatch = param.Boolean(default=False, doc="shapes that do not fit together are drawn")
    progress = param.List(
        default=[0, 0], doc="epochs done, which may be a fraction, and all epochs"
    )
    milestone = param.String(default="")
    left = param.String(default="", doc='how long the fit will take still: "about 12 s left"')

    _esm = Path(__file__).with_name("status.js")


def milestone(item: ev.Epoch, epochs: int) -> str:
    """What to say after this epoch: "Epoch 10 of 100, loss 0.31", or "" when there is nothing to say."""
    every = max(1, -(-epochs // MILESTONES))
    if item.epoch % every and item.epoch != epochs:
        return ""
    numbers = [f"{name.replace('_', ' ')} {value:.3g}" for name, value in item.logs.items()]
    return ", ".join([f"Epoch {item.epoch} of {epochs}", *numbers])


class Clock:
    """Estimates how long a fit will take still, from how far it came since it began or went on."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self.start(0.0)

    def start(self, share: float) -> None:
        """`share` (0 to 1) of the fit is done, and time counts from here."""
        self._since, self._share = self._now(), share

    def left(self, share: float) -> str:
        """ "about 12 s left", or "" while nothing can be said: within the first second, and at the end."""
        took, done = self._now() - self._since, share - self._share
        if took < 1 or done <= 0 or share >= 1:
            return ""
        return f"about {duration_text(took * (1 - share) / done)} left"


def duration_text(seconds: float) -> str:
    """ "4 s", "35 s", "3 min" or "2 h": as exact as a guess deserves."""
    if seconds < 9.5:
        return f"{max(1, round(seconds))} s"
    if seconds < 57:
        return f"{5 * round(seconds / 5)} s"
    return f"{round(seconds / 60) or 1} min" if seconds < 5400 else f"{round(seconds / 3600)} h"


class Status:
    """Follows the session's state and the epochs of a fit. While training goes on, its numbers wait for `catch_up`."""

    def __init__(self, session: Session) -> None:
        self._fit: ev.FitStarted | None = None
        self._clock = Clock()
        self._done = 0.0
        self._coming: dict = {}  # what the panel has to learn
        self.panel = StatusLine(line=f"Loading · {session.runner.place}", state=session.state)

    def set_stage(self, stage: str, layers: int = 0, mismatch: bool = False) -> None:
        """How the page is laid out, for how many layers the table of shapes has room, and for a drawn mismatch."""
        if (stage, layers, mismatch) != (self.panel.stage, self.panel.layers, self.panel.mismatch):
            self.panel.param.update(stage=stage, layers=layers, mismatch=mismatch)

    @property
    def behind(self) -> bool:
        """There are numbers that are not shown yet."""
        return bool(self._coming)

    def catch_up(self) -> None:
        """Show them."""
        coming, self._coming = self._coming, {}
        if coming:
            self.panel.param.update(**coming)

    def show(self, items: list) -> None:
        """Follow what happened. Numbers of batches and epochs are shown by `catch_up`, everything else at once."""
        changed, at_once = self._coming, False
        for item in items:
            match item:
                case StateChanged(state=state, status=status):
                    changed |= {"state": state, "line": status}
                    at_once = at_once or state != self.panel.state
                    if state != "training":
                        changed["left"] = ""
                case Launched():
                    self._fit = None
                    changed |= {"progress": [0, 0], "left": ""}
                case ev.FitStarted():
                    self._fit, self._done = item, 0.0
                    self._clock.start(0.0)
                    changed["progress"], at_once = [0, item.epochs], True
                case ev.FitChanged(now=now) if self._fit:
                    self._fit = now
                case ev.Resumed() if self._fit:
                    self._clock.start(self._done / max(1, self._fit.epochs))
                case ev.Batch(epoch=epoch, step=step) if self._fit:
                    part = step / self._fit.steps if self._fit.steps else 0
                    changed |= self._reached(round(epoch - 1 + min(part, 1), 3), self._fit)
                case ev.Epoch(epoch=epoch) if self._fit:
                    changed |= self._reached(epoch, self._fit)
                    if said := milestone(item, self._fit.epochs):
                        changed["milestone"] = said
                case Opened() | Edited(by="reset"):
                    self._fit = None
                    changed |= {"progress": [0, 0], "left": ""}
                    at_once = True
        if at_once or self.panel.state != "training":
            self.catch_up()

    def _reached(self, done: float, fit: ev.FitStarted) -> dict:
        self._done = done
        return {"progress": [done, fit.epochs], "left": self._clock.left(done / max(1, fit.epochs))}
