"""Data sets that make their own batches and can be gone through again and again, such as `tf.data.Dataset`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from playground.engine.training.arrays import weighted_batch
from playground.engine.training.data_adapter import DataAdapter, standardize_batch


def is_dataset(x: Any) -> bool:
    """Whether `x` is an object that starts a new iterator over its batches each time, and is no container."""
    return (
        hasattr(type(x), "__iter__")
        and hasattr(type(x), "__len__")
        and not hasattr(x, "__next__")
        and not isinstance(x, list | tuple | dict | set | frozenset | str | bytes | range)
    )


class DatasetAdapter(DataAdapter):
    """Batches of a data set, from its beginning in every epoch.

    How many there are is asked with `cardinality()` (below 0: not known or without end), else with `len`.
    """

    def __init__(self, dataset: Any, class_weight: dict | None = None) -> None:
        self._dataset = dataset
        self._class_weight = class_weight
        if hasattr(dataset, "cardinality"):
            count = int(dataset.cardinality())
            self.num_batches = count if count >= 0 else None
        else:
            self.num_batches = len(dataset)

    def get_numpy_iterator(self) -> Iterator[tuple]:
        for batch in self._dataset:
            yield standardize_batch(weighted_batch(batch, self._class_weight))
