"""The status line, the progress of the epochs and spoken milestones."""

from __future__ import annotations

from pathlib import Path

import param

from playground import events as ev
from playground.session import Edited, Opened, Session, StateChanged
from playground.view.component import Component

MILESTONES = 10  # a fit's progress is spoken this often


class StatusLine(Component):
    """`line` is what the status line says; `stage` decides how the page is laid out.

    Stages: "layer" (nothing to train), "compile" (a compile call, no fit yet), "training" (a fit has begun)."""

    line = param.String(default="Loading")
    state = param.String(default="loading")
    stage = param.String(default="layer")
    progress = param.List(
        default=[0, 0], doc="epochs done, which may be a fraction, and all epochs"
    )
    milestone = param.String(default="")

    _esm = Path(__file__).with_name("status.js")


def milestone(item: ev.Epoch, epochs: int) -> str:
    """What to say after this epoch: "Epoch 10 of 100, loss 0.31", or "" when there is nothing to say."""
    every = max(1, -(-epochs // MILESTONES))
    if item.epoch % every and item.epoch != epochs:
        return ""
    numbers = [f"{name.replace('_', ' ')} {value:.3g}" for name, value in item.logs.items()]
    return ", ".join([f"Epoch {item.epoch} of {epochs}", *numbers])


class Status:
    """Follows the session's state and the epochs of a fit."""

    def __init__(self, session: Session) -> None:
        self._fit: ev.FitStarted | None = None
        self.panel = StatusLine(line=f"Loading · {session.runner.place}", state=session.state)

    def set_stage(self, stage: str) -> None:
        self.panel.stage = stage

    def show(self, items: list) -> None:
        changed: dict = {}
        for item in items:
            match item:
                case StateChanged(state=state, status=status):
                    changed |= {"state": state, "line": status}
                    if state == "running":
                        self._fit = None
                        changed["progress"] = [0, 0]
                case ev.FitStarted():
                    self._fit = item
                    changed["progress"] = [0, item.epochs]
                case ev.Batch(epoch=epoch, step=step) if self._fit:
                    part = step / self._fit.steps if self._fit.steps else 0
                    changed["progress"] = [round(epoch - 1 + min(part, 1), 3), self._fit.epochs]
                case ev.Epoch(epoch=epoch) if self._fit:
                    changed["progress"] = [epoch, self._fit.epochs]
                    if said := milestone(item, self._fit.epochs):
                        changed["milestone"] = said
                case Opened() | Edited(by="reset"):
                    self._fit = None
                    changed["progress"] = [0, 0]
        if changed:
            self.panel.param.update(**changed)
