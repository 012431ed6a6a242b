"""Callbacks that write the model to disk: ModelCheckpoint, BackupAndRestore."""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np

from playground.engine import messages
from playground.engine.callbacks.callback import Callback
from playground.engine.callbacks.monitor import MonitorCallback


class ModelCheckpoint(MonitorCallback):
    """Saves the model (`….keras`) or its weights (`….weights.h5`, `….npz`) after epochs or batches.

    Arguments:
        filepath: may contain `{epoch}`, `{batch}` and names of metrics, such as `"{epoch:02d}-{val_loss:.2f}.keras"`.
        save_best_only: only when `monitor` has improved.
        save_weights_only: only weights.
        save_freq: `"epoch"`, or a number of batches.
        initial_value_threshold: what the first value is compared with.
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: Any = "epoch",
        initial_value_threshold: float | None = None,
    ):
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                f"Unrecognized save_freq: {save_freq}. Expected save_freq are 'epoch' or integer values"
            )
        endings = (".weights.h5", ".npz") if save_weights_only else (".keras", ".h5")
        if not self.filepath.endswith(endings):
            raise ValueError(
                f"With `save_weights_only={save_weights_only}`, the filepath provided must end in one of {endings}. "
                f"Received: filepath={self.filepath}"
            )
        self.save_freq: Any = save_freq
        self._batches_seen = 0
        self._last_batch_seen = 0
        self._current_epoch = 0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            return
        new = batch + 1 - self._last_batch_seen if batch >= self._last_batch_seen else batch + 1
        self._batches_seen += new
        self._last_batch_seen = batch + 1
        if self._batches_seen >= self.save_freq:
            self._batches_seen = 0
            self._save(self._current_epoch, batch, logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._current_epoch = epoch
        self._last_batch_seen = 0

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._save(epoch, None, logs)

    def _save(self, epoch: int, batch: int | None, logs: Any) -> None:
        logs = dict(logs or {})
        filepath = self._filepath(epoch, batch, logs)
        if not self._should_save(epoch, logs, filepath):
            return
        directory = os.path.dirname(filepath)
        if directory:
            os.makedirs(directory, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(filepath, overwrite=True)
        else:
            self.model.save(filepath, overwrite=True)
        if self.verbose > 0:
            messages.print_msg(f"\nEpoch {epoch + 1}: finished saving model to {filepath}")

    def _should_save(self, epoch: int, logs: dict, filepath: str) -> bool:
        if not self.save_best_only:
            if self.verbose > 0:
                messages.print_msg(f"\nEpoch {epoch + 1}: saving model to {filepath}")
            return True
        if self.monitor_op is None:
            self._set_monitor_op()
        current = logs.get(self.monitor)
        if current is None:
            warnings.warn(
                f"Can save best model only with {self.monitor} available. Available metrics are: {','.join(logs)}. "
                "Saving anyway.",
                stacklevel=4,
            )
            return True
        if np.ndim(current):
            warnings.warn(
                f"Can save best model only when `monitor` is a scalar value. Received: {current}. Saving anyway.",
                stacklevel=4,
            )
            return True
        if not self._is_improvement(current, self.best):
            if self.verbose > 0:
                messages.print_msg(
                    f"\nEpoch {epoch + 1}: {self.monitor} did not improve from {self.best:.5f}"
                )
            return False
        if self.verbose > 0:
            before = "None" if self.best is None else f"{self.best:.5f}"
            messages.print_msg(
                f"\nEpoch {epoch + 1}: {self.monitor} improved from {before} to {current:.5f}, saving model to "
                f"{filepath}"
            )
        self.best = current
        return True

    def _filepath(self, epoch: int, batch: int | None, logs: dict) -> str:
        values = {"epoch": epoch + 1, **({} if batch is None else {"batch": batch + 1}), **logs}
        try:
            return self.filepath.format(**values)
        except KeyError as error:
            raise KeyError(
                f'Failed to format this callback filepath: "{self.filepath}". Reason: {error}. Known: {sorted(values)}'
            ) from None


class BackupAndRestore(Callback):
    """Keeps a copy of weights and optimizer state while training, and restores it when `fit` is called again after an
    interruption. Epochs are counted anew.

    Arguments:
        backup_dir: a folder of its own.
        save_freq: `"epoch"`, or a number of batches.
        double_checkpoint: keep the copy before the last as well.
        delete_checkpoint: remove the copy when training ends.
    """

    def __init__(
        self,
        backup_dir: Any,
        save_freq: Any = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ):
        super().__init__()
        if not backup_dir:
            raise ValueError("Empty `backup_dir` argument passed")
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(
                f"Invalid value for argument `save_freq`. Received: save_freq={save_freq}. Expected either "
                "'epoch' or an "
                "integer value."
            )
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq: Any = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._batches_seen = 0
        self._current_epoch = 0

    @property
    def _weights_path(self) -> str:
        return os.path.join(self.backup_dir, "latest.npz")

    @property
    def _metadata_path(self) -> str:
        return os.path.join(self.backup_dir, "training_metadata.json")

    def on_train_begin(self, logs: Any = None) -> None:
        if os.path.exists(self._weights_path) and self.model.built:
            self.model.load_weights(self._weights_path)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._current_epoch = epoch

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self.save_freq == "epoch":
            self._save(epoch + 1, 0)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.save_freq != "epoch":
            self._batches_seen += 1
            if self._batches_seen >= self.save_freq:
                self._batches_seen = 0
                self._save(self._current_epoch, batch)

    def on_train_end(self, logs: Any = None) -> None:
        if self.delete_checkpoint and os.path.exists(self.backup_dir):
            import shutil

            shutil.rmtree(self.backup_dir)

    def _save(self, epoch: int, batch: int) -> None:
        import json
        import shutil

        os.makedirs(self.backup_dir, exist_ok=True)
        if self.double_checkpoint and os.path.exists(self._weights_path):
            shutil.copy(self._weights_path, self._weights_path + ".previous")
        self.model.save_weights(self._weights_path, overwrite=True)
        with open(self._metadata_path, "w") as file:
            json.dump({"epoch": epoch, "batch": batch}, file)
