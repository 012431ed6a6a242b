"""LambdaCallback: functions as a callback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine.callbacks.callback import Callback


class LambdaCallback(Callback):
    """Calls the functions it is given: `on_epoch_begin` and `on_epoch_end` with `(epoch, logs)`, batch events with
    `(batch, logs)`, the others with `(logs)`."""

    def __init__(
        self,
        on_epoch_begin: Callable | None = None,
        on_epoch_end: Callable | None = None,
        on_train_begin: Callable | None = None,
        on_train_end: Callable | None = None,
        on_train_batch_begin: Callable | None = None,
        on_train_batch_end: Callable | None = None,
        **kwargs: Any,
    ):
        super().__init__()
        given = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        for event, function in given.items():
            if function is not None:
                setattr(self, event, function)
