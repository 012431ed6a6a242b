"""CSVLogger: the logs of every epoch in a file."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from playground.engine.callbacks.callback import Callback


class CSVLogger(Callback):
    """One line an epoch; the first line has the names. With `append`, an existing file goes on."""

    def __init__(self, filename: Any, separator: str = ",", append: bool = False):
        super().__init__()
        self.filename = os.fspath(filename)
        self.sep = separator
        self.append = append
        self.keys: list[str] | None = None
        self.csv_file: Any = None
        self._writer: Any = None
        self._header = True

    def on_train_begin(self, logs: Any = None) -> None:
        if self.append and os.path.exists(self.filename):
            self._header = os.path.getsize(self.filename) == 0
        mode = "a" if self.append else "w"
        self.csv_file = open(self.filename, mode, newline="")  # noqa: SIM115  # open until training ends
        self._writer = None
        self.keys = None

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        import csv

        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
            # validation may come in later epochs only: reserve its columns
            if not any(key.startswith("val_") for key in self.keys):
                self.keys += [f"val_{key}" for key in self.keys]
        if self._writer is None:
            self._writer = csv.DictWriter(
                self.csv_file, fieldnames=["epoch", *self.keys], delimiter=self.sep
            )
            if self._header:
                self._writer.writeheader()
        row = {"epoch": epoch, **{key: _shown(logs.get(key, "NA")) for key in self.keys}}
        self._writer.writerow(row)
        self.csv_file.flush()

    def on_train_end(self, logs: Any = None) -> None:
        if self.csv_file is not None:
            self.csv_file.close()
        self.csv_file = None
        self._writer = None


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    return value if array.ndim == 0 else f'"[{", ".join(map(str, array.ravel()))}]"'
