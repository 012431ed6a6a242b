"""PyDataset: a data set that makes each batch from its index."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from playground.engine import tree
from playground.engine.training.arrays import is_array, weighted_batch
from playground.engine.training.data_adapter import DataAdapter, standardize_batch


class PyDataset:
    """Base class of data sets that make a batch from its index. Override `__getitem__(index)` and `num_batches`
    (None for no end); `on_epoch_begin` and `on_epoch_end` are called around every epoch.

    Batches are made one after the other in the same thread, whatever `workers` says.
    """

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ):
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(
            "A PyDataset needs a method `__getitem__(self, index)` that returns a batch."
        )

    @property
    def num_batches(self) -> int | None:
        """The number of batches an epoch, None for no end."""
        if hasattr(self, "__len__"):
            return len(self)  # type: ignore[arg-type]
        raise NotImplementedError("You need to implement the `num_batches` property.")

    def __iter__(self) -> Iterator[Any]:
        try:
            count = self.num_batches
        except NotImplementedError:  # whoever iterates stops when it has enough
            count = None
        for index in itertools.count() if count is None else range(count):
            yield self[index]

    def on_epoch_begin(self) -> None:
        """Before the first batch of an epoch."""

    def on_epoch_end(self) -> None:
        """After the last batch of an epoch."""


class PyDatasetAdapter(DataAdapter):
    """Batches of a PyDataset."""

    def __init__(self, x: PyDataset, class_weight: dict | None = None, shuffle: bool | str = False):
        self.py_dataset = x
        self.class_weight = class_weight
        self.shuffle = shuffle
        self.num_batches = x.num_batches

    def get_numpy_iterator(self) -> Iterator[tuple]:
        count = self.num_batches
        order: Any = itertools.count() if count is None else range(count)
        if self.shuffle and count is not None:
            import random  # seldom needed

            order = list(order)
            random.shuffle(order)
        for index in order:
            batch = _as_tuple(self.py_dataset[index])
            yield standardize_batch(weighted_batch(batch, self.class_weight))

    def on_epoch_begin(self) -> None:
        self.py_dataset.on_epoch_begin()

    def on_epoch_end(self) -> None:
        self.py_dataset.on_epoch_end()


def _as_tuple(batch: Any) -> Any:
    """What `__getitem__` gave, as `train_step` gets it: a dict as it is, anything else as a tuple."""
    if isinstance(batch, dict):
        return batch
    made = tuple(batch) if isinstance(batch, list | tuple) else (batch,)
    if not 1 <= len(made) <= 3 or not (tree.is_nested(made[0]) or is_array(made[0])):
        raise ValueError(
            "Expected `PyDataset.__getitem__()` to give a tuple `(x,)`, `(x, y)` or `(x, y, sample_weight)`, an "
            f"array or a dict of arrays. Received: {batch!r:.200} (of type {type(batch)})"
        )
    return made
