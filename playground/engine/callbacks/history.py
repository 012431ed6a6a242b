"""History: what `fit` returns."""

from __future__ import annotations

from typing import Any

from playground.engine.callbacks.callback import Callback


class History(Callback):
    """`history`: the list of values of every metric, one an epoch. `epoch`: the epochs, counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Any = None) -> None:
        self.epoch = []
        self.history = {}

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        if self._model is not None and getattr(self._model, "history", None) is not self:
            self._model.history = self
