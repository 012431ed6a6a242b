"""Data sets of arrays: `keras.utils.split_dataset` and `keras.utils.timeseries_dataset_from_array`."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from playground.engine import tree
from playground.engine.pipelines.dataset import Dataset
from playground.engine.tensor import Tensor


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str = "tf",
) -> Dataset:
    """Windows of a series: elements (batch, sequence_length, …), and with `targets` the target of the same place as
    where each window begins.

    Windows begin `sequence_stride` apart; within one, numbers are `sampling_rate` apart. Only `data[start_index:
    end_index]` is used. Without a batch size, windows come one by one. ValueError when a number does not suit the
    length of the data.
    """
    for name, number in (("sampling_rate", sampling_rate), ("sequence_stride", sequence_stride)):
        if number <= 0:
            raise ValueError(f"`{name}` must be higher than 0. Received: {name}={number}")
        if number >= len(data):
            raise ValueError(
                f"`{name}` must be lower than the length of the data. Received: {name}={number}, for data of length "
                f"{len(data)}"
            )
    if format != "tf":
        raise ValueError(f'`format` should be "tf" here. Received: format={format}')
    start = start_index or 0
    end = len(data) if end_index is None else end_index
    count = end - start - (sequence_length - 1) * sampling_rate
    if targets is not None:
        count = min(count, len(targets))
    places = np.arange(0, max(count, 0), sequence_stride)
    if shuffle:
        seed = int(np.random.randint(10**6)) if seed is None else seed
        np.random.RandomState(seed).shuffle(places)
    series = np.asarray(data)[start:end]
    labels = None if targets is None else np.asarray(targets)[start:end]
    steps = np.arange(sequence_length) * sampling_rate

    def windows() -> Any:
        for place in places:
            window = Tensor(series[place + steps])
            yield window if labels is None else (window, Tensor(np.asarray(labels[place])))

    dataset = Dataset(windows, len(places))
    if shuffle:
        dataset = dataset.shuffle(1024 if batch_size is None else 8 * batch_size, seed=seed)
    return dataset if batch_size is None else dataset.batch(batch_size)


def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    preferred_backend: str | None = None,
) -> tuple[Dataset, Dataset]:
    """Two data sets, of the first samples and of the rest.

    `dataset` is a data set (in batches or not), an array, or a list or tuple of arrays of one length. Sizes are
    numbers of samples, or shares between 0 and 1; one of them may be None: what is left. `shuffle`: samples are drawn
    by chance, repeatably with `seed`. ValueError when the sizes do not suit.
    """
    samples = _samples(dataset)
    if shuffle:
        random.Random(seed).shuffle(samples)  # the same order as Keras for the same seed
    left, right = _sizes(left_size, right_size, len(samples))
    batch = _batch_size(dataset)
    parts = samples[:left], samples[len(samples) - right :]
    made = [Dataset(lambda part=part: iter(part), len(part)) for part in parts]
    made = [d.batch(batch) for d in made] if batch else made
    return made[0], made[1]


def _samples(dataset: Any) -> list[Any]:
    if isinstance(dataset, Dataset):
        if int(dataset.cardinality()) == -1:
            raise ValueError("Expected a data set that ends. Try .take(n) before splitting it.")
        return list(dataset.unbatch() if dataset._rows else dataset)
    if isinstance(dataset, list | tuple | np.ndarray | dict | Tensor):
        if isinstance(dataset, list):
            dataset = tuple(dataset) if isinstance(dataset[0], np.ndarray) else np.asarray(dataset)
        return list(Dataset.from_tensor_slices(dataset))
    raise TypeError(
        "The `dataset` argument must be a data set, or a list or tuple of arrays. "
        f"Received: dataset={dataset} of type {type(dataset).__name__}"
    )


def _batch_size(dataset: Any) -> int | None:
    """The size of the first batch; None when elements are samples."""
    if not isinstance(dataset, Dataset) or not dataset._rows:
        return None
    first = tree.flatten(next(iter(dataset), ()))
    return first[0].shape[0] if first else None


def _sizes(left: float | None, right: float | None, total: int) -> tuple[int, int]:
    if left is None and right is None:
        raise ValueError(
            "At least one of the `left_size` or `right_size` must be specified. Received: left_size=None and "
            "right_size=None."
        )
    for name, size in (("left_size", left), ("right_size", right)):
        if size is None:
            continue
        if isinstance(size, bool) or not isinstance(size, int | float | np.integer | np.floating):
            raise TypeError(
                f"Invalid `{name}` type. Expected: int or float or None. Received: {type(size)}."
            )
        most = 1 if isinstance(size, float) else total
        if not 0 < size < most:
            raise ValueError(
                f"`{name}` should be a whole number from 1 to {total - 1}, or a share between 0 and 1. Received: "
                f"{name}={size}"
            )
    if isinstance(left, float) and isinstance(right, float) and left + right > 1:
        raise ValueError(
            f"The sum of `left_size` and `right_size` is greater than 1: {left + right}."
        )
    counts = [
        None if s is None else round(s * total) if isinstance(s, float) else int(s)
        for s in (left, right)
    ]
    first, last = counts
    first = total - (last or 0) if first is None else first
    last = total - first if last is None else last
    if first + last > total:
        raise ValueError(
            f"The sum of `left_size` and `right_size` should be at most {total}, the number of samples. Received: "
            f"left_size={left} and right_size={right}."
        )
    if not first or not last:
        raise ValueError(
            f"Splitting {total} samples gave an empty part. Received: left_size={left}, right_size={right}."
        )
    return first, last
