"""DataAdapter: what the epoch iterator asks of data, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine import config, tree
from playground.engine.tensor import Tensor
from playground.engine.training.portions import BatchRange, Portions


class DataAdapter:
    """What the epoch iterator asks: batches for one epoch, and how many there are."""

    num_batches: int | None = None
    batch_size: int | None = None
    has_partial_batch: bool | None = None
    partial_batch_size: int | None = None

    def get_numpy_iterator(self) -> Iterator[tuple]:
        """The batches of one epoch."""
        raise NotImplementedError

    def portions(self) -> Portions:
        """The batches of one epoch, to be taken several at a time."""
        return Portions(self.get_numpy_iterator())

    def whole_epoch(self) -> BatchRange | None:
        """All batches of one epoch at once, None where they cannot be had so."""
        return None

    def on_epoch_begin(self) -> None:
        """Before the first batch of an epoch."""

    def on_epoch_end(self) -> None:
        """After the last batch of an epoch."""


def standardize_batch(batch: Any) -> Any:
    """A batch of NumPy arrays: floats in the default float, integers as they are."""
    return tree.map_structure(lambda x: x if x is None else _as_batch_array(x), batch)


def _as_batch_array(x: Any) -> Any:
    if isinstance(x, np.ndarray) and (x.dtype.kind != "f" or x.dtype.name == config.floatx()):
        return x
    if isinstance(x, Tensor):
        return x.array
    array = np.asarray(x)
    return array.astype(config.floatx()) if array.dtype == np.float64 else array
