"""`Callback`: what happens at the beginning and end of training, epochs and batches."""

from __future__ import annotations

from typing import Any


class Callback:
    """Base class; every method does nothing. Override what you need.

    `logs` is a dict: at the end of a batch or an epoch the metrics by name, with `val_` for those of validation.
    `self.model` is the model, `self.params` has `verbose`, `epochs` and `steps`.
    """

    def __init__(self) -> None:
        self.params: dict[str, Any] | None = None
        self._model: Any = None

    @property
    def model(self) -> Any:
        """The model that is being trained."""
        return getattr(self, "_model", None)

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def set_model(self, model: Any) -> None:
        self._model = model

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Alias of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Alias of `on_train_batch_end`."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """An epoch of training begins; `epoch` counts from 0."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """An epoch and its validation are done."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A training batch begins; `batch` counts from 0 in each epoch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """A training batch is done. `logs` are the epoch's running means."""
        self.on_batch_end(batch, logs=logs)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of `evaluate`, or of validation in `fit`, begins."""

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of `evaluate`, or of validation in `fit`, is done."""

    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """A batch of `predict` begins."""

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """A batch of `predict` is done; `logs["outputs"]` is what it gave."""

    def on_train_begin(self, logs: Any = None) -> None:
        """`fit` begins."""

    def on_train_end(self, logs: Any = None) -> None:
        """`fit` ends; `logs` are those of the last epoch."""

    def on_test_begin(self, logs: Any = None) -> None:
        """`evaluate` or validation begins."""

    def on_test_end(self, logs: Any = None) -> None:
        """`evaluate` or validation ends."""

    def on_predict_begin(self, logs: Any = None) -> None:
        """`predict` begins."""

    def on_predict_end(self, logs: Any = None) -> None:
        """`predict` ends."""
