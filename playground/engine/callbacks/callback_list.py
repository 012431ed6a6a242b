"""CallbackList: passes every event on to the callbacks that listen for it."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import tree
from playground.engine.callbacks.callback import Callback
from playground.engine.callbacks.history import History
from playground.engine.callbacks.progress import ProgbarLogger

_ALIASES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


class CallbackList(Callback):
    """Several callbacks as one. `history` is the History among them.

    A callback that does not override the end of a batch is not called there, so that logs nobody reads are never
    computed.
    """

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ):
        super().__init__()
        self.callbacks: list[Callback] = tree.flatten(callbacks) if callbacks else []
        self.callbacks = [c for c in self.callbacks if c is not None]
        for callback in self.callbacks:
            if not isinstance(callback, Callback):
                raise ValueError(
                    f"Expected `callbacks` to be a list of keras.callbacks.Callback instances. Received: "
                    f"{_shown(callback)}"
                )
        self.history = next((c for c in self.callbacks if isinstance(c, History)), None)
        if add_progbar and not any(isinstance(c, ProgbarLogger) for c in self.callbacks):
            self.callbacks.append(ProgbarLogger())
        if self.history is None and add_history:
            self.history = History()
            self.callbacks.append(self.history)
        self._listeners: dict[str, list] = {}
        if params:
            self.set_params(params)
        if model is not None:
            self.set_model(model)

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        if self.history is not None:
            model.history = self.history
        for callback in self.callbacks:
            callback.set_model(model)

    def append(self, callback: Callback) -> None:
        """One more callback."""
        self.callbacks.append(callback)
        self._listeners.clear()

    def _listening(self, event: str) -> list:
        found = self._listeners.get(event)
        if found is None:
            found = [getattr(c, event) for c in self.callbacks if _overrides(c, event)]
            self._listeners[event] = found
        return found

    def batch_interval(self, what: str) -> float:
        """The seconds that may pass between two batches ("train" or "test") of which a callback wants to hear: 0 if
        one wants each, inf if none listens. A callback may have an attribute `batch_interval`."""
        listening = self._listening_for(what)
        return min((getattr(c, "batch_interval", 0.0) for c in listening), default=math.inf)

    def hear_of_no_batch(self, what: str) -> bool:
        """Whether no callback listens for batches ("train" or "test"). One whose interval is inf hears of the
        last one of an epoch."""
        return not self._listening_for(what)

    def _listening_for(self, what: str) -> list:
        listening = self._listeners.get(what)
        if listening is None:
            events = f"on_{what}_batch_begin", f"on_{what}_batch_end"
            listening = [c for c in self.callbacks if any(_overrides(c, e) for e in events)]
            self._listeners[what] = listening
        return listening

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.on_train_batch_begin(batch, logs)

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        self.on_train_batch_end(batch, logs)


def _overrides(callback: Callback, event: str) -> bool:
    names = [event, _ALIASES[event]] if event in _ALIASES else [event]
    return any(
        name in vars(callback) or getattr(type(callback), name) is not getattr(Callback, name)
        for name in names
    )


def _forward_with_index(event: str) -> Any:
    def hand_on(self: CallbackList, index: int, logs: Any) -> None:
        listening = self._listeners.get(event)
        if listening is None:
            listening = self._listening(event)
        if listening:
            logs = {} if logs is None else logs
            for method in listening:
                method(index, logs)

    def of_epoch(self: CallbackList, epoch: int, logs: Any = None) -> None:
        hand_on(self, epoch, logs)

    def of_batch(self: CallbackList, batch: int, logs: Any = None) -> None:
        hand_on(self, batch, logs)

    forward = of_epoch if "epoch" in event else of_batch
    forward.__name__ = event
    forward.__doc__ = f"`{event}` of every callback that has one."
    return forward


def _forward(event: str) -> Any:
    def forward(self: CallbackList, logs: Any = None) -> None:
        logs = {} if logs is None else logs
        if event == "on_train_begin":
            self._listeners.clear()  # attributes may have been set since the last time
        for method in self._listening(event):
            method(logs)

    forward.__name__ = event
    forward.__doc__ = f"`{event}` of every callback that has one."
    return forward


for _name in ("epoch", "train_batch", "test_batch", "predict_batch"):
    for _end in ("begin", "end"):
        setattr(CallbackList, f"on_{_name}_{_end}", _forward_with_index(f"on_{_name}_{_end}"))
for _name in ("train", "test", "predict"):
    for _end in ("begin", "end"):
        setattr(CallbackList, f"on_{_name}_{_end}", _forward(f"on_{_name}_{_end}"))


def _shown(callback: Any) -> str:
    """What is no callback, and what would be one."""
    if isinstance(callback, type):
        return (
            f"{callback!r}. Is `()` missing after the class? {callback.__name__}() is an instance."
        )
    if callable(callback):
        name = getattr(callback, "__name__", "f")
        shown = "…" if name == "<lambda>" else name
        return f"a function. keras.callbacks.LambdaCallback(on_epoch_end={shown}) makes a callback of it."
    return repr(callback)
