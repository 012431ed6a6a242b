"""Data sets as chains of steps, as `tf.data` has them; `fit` takes them, and `keras.utils` makes them of arrays."""

# ruff: noqa: F401
from __future__ import annotations

from typing import TYPE_CHECKING

from playground.engine.contents import contents

if TYPE_CHECKING:
    from playground.engine.pipelines.dataset import Dataset
    from playground.engine.pipelines.of_arrays import split_dataset, timeseries_dataset_from_array

__getattr__, __dir__ = contents(
    __name__,
    {
        ".dataset": "Dataset",
        ".of_arrays": "split_dataset, timeseries_dataset_from_array",
    },
)
