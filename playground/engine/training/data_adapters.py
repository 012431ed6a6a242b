"""Data adapters: whatever `fit` is given becomes batches `(x,)`, `(x, y)` or `(x, y, sample_weight)` of NumPy arrays.

Arrays are sliced, data sets and generators asked for their batches. Floats become the default float, integers stay.
"""

from __future__ import annotations

import itertools
import math
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine import tree
from playground.engine.training.arrays import (
    as_array,
    class_weight_to_sample_weights,
    common_length,
    is_array,
    pack_x_y_sample_weight,
)
from playground.engine.training.data_adapter import DataAdapter, standardize_batch
from playground.engine.training.dataset_adapter import DatasetAdapter, is_dataset
from playground.engine.training.portions import ArrayPortions, BatchRange, Portions
from playground.engine.training.py_dataset import PyDataset, PyDatasetAdapter

_PERMUTE_AT_ONCE = (
    64_000_000  # bytes: smaller data are shuffled as a whole, larger ones batch by batch
)


class ArrayDataAdapter(DataAdapter):
    """Batches of arrays of equal length.

    `shuffle`: True for another order every epoch, `"batch"` to shuffle within batches only.
    """

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        shuffle: bool | str = False,
        class_weight: dict | None = None,
    ):
        for value in (x, y, sample_weight):
            if not all(a is None or is_array(a) for a in tree.flatten(value)):
                raise ValueError(
                    f"Expected all elements of `x` to be array-like. Received invalid types: x={value!r}"
                )
        x, y, sample_weight = (
            tree.map_structure(as_array, value) for value in (x, y, sample_weight)
        )
        if sample_weight is not None:
            if class_weight is not None:
                raise ValueError("You cannot `class_weight` and `sample_weight` at the same time.")
            sample_weight = _weights_like(y, sample_weight)
        if class_weight is not None:
            if tree.is_nested(y):
                raise ValueError(
                    "`class_weight` is only supported for Models with a single output."
                )
            sample_weight = class_weight_to_sample_weights(y, class_weight)
        self._arrays: Any = pack_x_y_sample_weight(x, y, sample_weight)
        self._in_order: ArrayPortions | None = None  # the same memory in every epoch
        self.num_samples = common_length((x, y, sample_weight))
        if batch_size is not None and batch_size < 0:
            raise ValueError(
                f"Expected `batch_size` to be a positive integer. Received: batch_size={batch_size}"
            )
        if not batch_size:
            batch_size = math.ceil(self.num_samples / steps) if steps else 32
        self.batch_size = batch_size
        self.num_batches = math.ceil(self.num_samples / batch_size)
        self.partial_batch_size = self.num_samples % batch_size
        self.has_partial_batch = self.partial_batch_size > 0
        self.shuffle = shuffle

    def get_numpy_iterator(self) -> Iterator[tuple]:
        n, size = self.num_samples, self.batch_size or 1
        starts = range(0, n, size)
        arrays = self._arrays
        if self.shuffle == "batch":
            for start in starts:
                order = start + np.random.permutation(min(size, n - start))
                yield self._take(order)
            return
        if self.shuffle:
            order = np.random.permutation(n)
            if self._bytes() > _PERMUTE_AT_ONCE:
                for start in starts:
                    yield self._take(order[start : start + size])
                return
            arrays = self._take(order)
        flat = tree.flatten(arrays)
        if isinstance(arrays, tuple) and all(
            isinstance(a, np.ndarray) for a in arrays
        ):  # the usual case, without walking structures
            for start in starts:
                yield tuple([a[start : start + size] for a in flat])
            return
        for start in starts:
            cut = slice(start, start + size)
            yield tree.map_structure(lambda a, c=cut: None if a is None else a[c], arrays)

    def portions(self) -> Portions:
        if not self.shuffle:
            if self._in_order is None:
                self._in_order = ArrayPortions(self._arrays, self.batch_size or 1)
            return self._in_order.rewound()
        if self._in_order is None:
            if self.shuffle == "batch" or self._bytes() > _PERMUTE_AT_ONCE:
                return super().portions()
            room = tree.map_structure(
                lambda a: None if a is None else np.empty_like(a, order="C"), self._arrays
            )
            self._in_order = ArrayPortions(room, self.batch_size or 1)
            self._flat = [a for a in tree.flatten(self._arrays) if a is not None]
        order = np.random.permutation(self.num_samples)
        for a, out in zip(self._flat, self._in_order.flat):
            a.take(order, 0, out, "clip")
        return self._in_order.rewound()

    def whole_epoch(self) -> BatchRange | None:
        batches = self.num_batches
        if not batches:
            return None
        portions = self.portions()
        return portions.take(batches) if isinstance(portions, ArrayPortions) else None

    def _bytes(self) -> int:
        return sum(a.nbytes for a in tree.flatten(self._arrays) if a is not None)

    def _take(self, order: np.ndarray) -> Any:
        return tree.map_structure(
            lambda a: None if a is None else np.take(a, order, axis=0), self._arrays
        )


def _weights_like(y: Any, sample_weight: Any) -> Any:
    """Weights in the structure of `y`: one array may serve all outputs."""
    if isinstance(sample_weight, dict) and (
        not isinstance(y, dict) or set(sample_weight) != set(y)
    ):
        raise ValueError(
            "You should provide one `sample_weight` array per output in `y`. The two structures did not match: "
            f"sample_weight has the keys {list(sample_weight)}, y is "
            + (
                f"a dict with the keys {list(y)}."
                if isinstance(y, dict)
                else f"a {type(y).__name__}."
            )
        )
    if isinstance(y, dict) and isinstance(sample_weight, list | tuple):
        raise ValueError(
            "You should provide one `sample_weight` array per output in `y`. The two structures did not match: "
            f"y is a dict with the keys {list(y)}, sample_weight a {type(sample_weight).__name__}. Try a dict."
        )
    if not tree.is_nested(y):
        flat = tree.flatten(sample_weight)
        return flat[0] if len(flat) == 1 else sample_weight
    if not tree.is_nested(sample_weight):
        shape = getattr(sample_weight, "shape", ())
        if len(shape) > 1 and shape[-1] != 1:
            raise ValueError(
                "For a model with multiple outputs, when providing a single `sample_weight` array, it should "
                "only have one "
                f"scalar score per sample. Received: sample_weight.shape={shape}"
            )
        return tree.map_structure(lambda _: sample_weight, y)
    if len(tree.flatten(y)) != len(tree.flatten(sample_weight)):
        raise ValueError(
            "You should provide one `sample_weight` array per output in `y`. The two structures did not match: "
            f"{len(tree.flatten(y))} outputs, {len(tree.flatten(sample_weight))} weight arrays."
        )
    return sample_weight


class GeneratorDataAdapter(DataAdapter):
    """Batches from a Python generator; it is used up once."""

    def __init__(self, generator: Any):
        self._first, self._generator = _peek(generator)

    def get_numpy_iterator(self) -> Iterator[tuple]:
        for batch in self._generator:
            if not isinstance(batch, tuple):
                raise ValueError(
                    "Expected the generator to yield tuples: `(x,)`, `(x, y)` or `(x, y, sample_weight)`. Received: "
                    f"{batch!r:.200} (of type {type(batch)}). Try `yield x, y`, or `yield (x,)` without labels."
                )
            yield standardize_batch(batch)


def _peek(generator: Any) -> tuple[Any, Any]:
    try:
        first = next(generator)
    except StopIteration:
        raise ValueError(
            "Expected the generator to give data: the generator must yield at least one batch. Received an empty "
            "generator. Was it used up by an earlier `fit`?"
        ) from None
    if not isinstance(first, tuple):
        raise ValueError(
            "Expected the generator to give tuples: (inputs,), (inputs, targets) or (inputs, targets, sample_weights). "
            f"Received: {first!r:.200} (of type {type(first).__name__}). Try `yield (x,)` or `yield x, y`."
        )
    return first, itertools.chain([first], generator)


def get_data_adapter(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    steps_per_epoch: int | None = None,
    shuffle: bool | str = False,
    class_weight: dict | None = None,
) -> DataAdapter:
    """The adapter for this kind of data. ValueError for a kind that is not known, or when `y` comes beside data that
    bring their own."""
    if isinstance(x, DataAdapter):
        return x
    if _all_arrays(x) and (y is None or _all_arrays(y)):
        return ArrayDataAdapter(
            x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight
        )
    if isinstance(x, PyDataset):
        _refuse("PyDataset", y=y, sample_weights=sample_weight)
        return PyDatasetAdapter(x, class_weight=class_weight, shuffle=shuffle)
    if is_dataset(x):
        _refuse("dataset", y=y, sample_weights=sample_weight)
        return DatasetAdapter(x, class_weight=class_weight)
    if isinstance(x, types.GeneratorType) or (hasattr(x, "__next__") and hasattr(x, "__iter__")):
        _refuse("generator", y=y, sample_weights=sample_weight)
        if class_weight is not None:
            raise ValueError(
                "Argument `class_weight` is not supported for Python generator inputs. Received: "
                f"class_weight={class_weight}"
            )
        return GeneratorDataAdapter(x)
    what = x if not _all_arrays(x) else y
    if isinstance(what, types.FunctionType):
        name = what.__name__
        raise ValueError(
            f"Unrecognized data type: x={name} (of type {type(what)}), a function. What it gives is meant: {name}(), a "
            "generator (with `yield`) of batches (x, y), or arrays."
        )
    raise ValueError(
        f"Unrecognized data type: x={what!r:.200} (of type {type(what)}). Expected NumPy arrays or tensors (or "
        "lists and dicts of them, one an input), a generator of batches, a `tf.data.Dataset` or a "
        "`keras.utils.PyDataset`. Try `np.array(...)`."
    )


def _all_arrays(value: Any) -> bool:
    flat = tree.flatten(value)
    return bool(flat) and all(a is None or is_array(a) for a in flat)


def _refuse(kind: str, **given: Any) -> None:
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"When providing `x` as a {kind}, `{name}` should not be passed. Instead, `{name}` should be "
                "included as "
                f"part of the {kind}."
            )
