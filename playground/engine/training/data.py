"""Data adapters: whatever `fit` is given becomes batches `(x,)`, `(x, y)` or `(x, y, sample_weight)` of NumPy arrays.

Arrays are sliced, generators and `PyDataset`s asked for their batches. Floats become the default float, integers stay.
"""

from __future__ import annotations

import itertools
import math
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine import config, tree
from playground.engine.dtypes import is_float
from playground.engine.tensor import Tensor

_PERMUTE_AT_ONCE = 64_000_000  # bytes: smaller data are shuffled as a whole, larger ones batch by batch


# ----------------------------------------------------------------------------------- triples of arrays
def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """`(x, y, sample_weight)` of what a data set yields; None for what is not there."""
    if isinstance(data, list):
        data = tuple(data)
    if not isinstance(data, tuple):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(
            "Data is expected to be in format `x`, `(x,)`, `(x, y)`, or `(x, y, sample_weight)`, "
            f"found {len(data)} elements: {data}"
        )
    return (*data, None, None)[:3]


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """The inverse of `unpack_x_y_sample_weight`: the shortest of its formats."""
    if y is None:
        return x if not isinstance(x, tuple | list) else (x,)
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def is_array(x: Any) -> bool:
    """Whether `x` can become a NumPy array of numbers as it is."""
    return isinstance(x, np.ndarray | Tensor) or (hasattr(x, "__array__") and hasattr(x, "shape"))


def as_array(x: Any) -> Any:
    """`x` as a NumPy array of at least one axis; floats in the default float."""
    if x is None:
        return None
    array = np.asarray(x.array if isinstance(x, Tensor) else x)
    if array.dtype == object:
        raise ValueError(
            f"Invalid dtype: {array.dtype}. Expected an array of numbers. Received an array of Python objects: are its "
            "rows of different lengths, or are there strings in it?"
        )
    if array.ndim == 0:
        array = array.reshape(1)
    if array.dtype.kind == "f" and array.dtype.name != config.floatx() and is_float(array.dtype):
        array = array.astype(config.floatx())
    return array


def class_weight_to_sample_weights(y: Any, class_weight: dict[int, float]) -> np.ndarray:
    """The weight of each sample's class, 1 for classes without one. `y`: class numbers, or one-hot rows."""
    y = np.asarray(y)
    if y.ndim > 1:
        y = np.argmax(y, axis=-1) if y.shape[-1] != 1 else np.squeeze(y, axis=-1)
    weights = np.ones(y.shape[:1] if y.ndim else (1,), dtype=config.floatx())
    numbers = np.round(y).astype("int64").reshape(weights.shape[0], -1)[:, 0]
    for number, weight in class_weight.items():
        weights[numbers == number] = weight
    return weights


def _count(arrays: Any) -> int:
    """The common length of arrays; ValueError with all of them when they differ."""
    sizes = {a.shape[0] for a in tree.flatten(arrays) if a is not None}
    if len(sizes) > 1:
        named = {
            name: [a.shape[0] for a in tree.flatten(value) if a is not None]
            for name, value in zip(("x", "y", "sample_weight"), arrays)
        }
        lines = "".join(f"'{name}' sizes: {', '.join(map(str, s))}\n" for name, s in named.items() if s)
        raise ValueError(
            f"Data cardinality is ambiguous. Make sure all arrays contain the same number of samples. {lines.strip()}"
        )
    if not sizes:
        raise ValueError(f"Expected at least one array. Received: {arrays}")
    return sizes.pop()


def train_validation_split(arrays: Any, validation_split: float) -> tuple[Any, Any]:
    """Cut the last part off: `(training arrays, validation arrays)`. No shuffling."""
    flat = [a for a in tree.flatten(arrays) if a is not None]
    if not all(is_array(a) for a in flat):
        raise ValueError(
            "Argument `validation_split` is only supported for tensors or NumPy arrays. Found incompatible type in the "
            f"input: {[type(a) for a in flat if not is_array(a)]}"
        )
    size = flat[0].shape[0]
    split = math.floor(size * (1.0 - validation_split))
    if split in (0, size):
        raise ValueError(
            f"Training data contains {size} samples, which is not sufficient to split it into a validation and training "
            f"set as specified by `validation_split={validation_split}`. Either provide more data, or a different value "
            "for the `validation_split` argument."
        )
    cut = [
        tree.map_structure(lambda a, s=part: None if a is None else a[s], arrays)
        for part in (slice(None, split), slice(split, None))
    ]
    return cut[0], cut[1]


# -------------------------------------------------------------------------------------------- adapters
class DataAdapter:
    """What the epoch iterator asks: batches for one epoch, and how many there are."""

    num_batches: int | None = None
    batch_size: int | None = None
    has_partial_batch: bool | None = None
    partial_batch_size: int | None = None

    def get_numpy_iterator(self) -> Iterator[tuple]:
        """The batches of one epoch."""
        raise NotImplementedError

    def on_epoch_begin(self) -> None:
        """Before the first batch of an epoch."""

    def on_epoch_end(self) -> None:
        """After the last batch of an epoch."""


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
        x, y, sample_weight = (tree.map_structure(as_array, value) for value in (x, y, sample_weight))
        if sample_weight is not None:
            if class_weight is not None:
                raise ValueError(
                    "You cannot `class_weight` and `sample_weight` at the same time."
                )
            sample_weight = _weights_like(y, sample_weight)
        if class_weight is not None:
            if tree.is_nested(y):
                raise ValueError(
                    "`class_weight` is only supported for Models with a single output."
                )
            sample_weight = class_weight_to_sample_weights(y, class_weight)
        arrays = (x, y, sample_weight)
        self._arrays: Any = arrays if sample_weight is not None else arrays[:2] if y is not None else arrays[:1]
        self.num_samples = _count(arrays)
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
            if sum(a.nbytes for a in tree.flatten(arrays) if a is not None) > _PERMUTE_AT_ONCE:
                for start in starts:
                    yield self._take(order[start : start + size])
                return
            arrays = self._take(order)
        flat = tree.flatten(arrays)
        if all(isinstance(a, np.ndarray) for a in arrays):  # the usual case, without walking structures
            for start in starts:
                yield tuple([a[start : start + size] for a in flat])
            return
        for start in starts:
            cut = slice(start, start + size)
            yield tree.map_structure(lambda a, c=cut: None if a is None else a[c], arrays)

    def _take(self, order: np.ndarray) -> Any:
        return tree.map_structure(
            lambda a: None if a is None else np.take(a, order, axis=0), self._arrays
        )


def _weights_like(y: Any, sample_weight: Any) -> Any:
    """Weights in the structure of `y`: one array may serve all outputs."""
    if not tree.is_nested(y):
        flat = tree.flatten(sample_weight)
        return flat[0] if len(flat) == 1 else sample_weight
    if not tree.is_nested(sample_weight):
        if sample_weight.ndim > 1 and sample_weight.shape[-1] != 1:
            raise ValueError(
                "For a model with multiple outputs, when providing a single `sample_weight` array, it should only have one "
                f"scalar score per sample. Received: sample_weight.shape={sample_weight.shape}"
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
            yield _standardize_batch(batch)


def _peek(generator: Any) -> tuple[Any, Any]:
    try:
        first = next(generator)
    except StopIteration:
        raise ValueError(
            "Expected the generator to give data: the generator must yield at least one batch. Received an empty "
            "generator. Was it used up by an earlier `fit`?"
        ) from None
    return first, itertools.chain([first], generator)


def _standardize_batch(batch: Any) -> Any:
    return tree.map_structure(lambda x: x if x is None else _as_batch_array(x), batch)


def _as_batch_array(x: Any) -> Any:
    if isinstance(x, np.ndarray) and (x.dtype.kind != "f" or x.dtype.name == config.floatx()):
        return x
    if isinstance(x, Tensor):
        return x.array
    array = np.asarray(x)
    return array.astype(config.floatx()) if array.dtype == np.float64 else array


class PyDataset:
    """Base class of data sets that make a batch from its index. Override `__getitem__(index)` and `num_batches` (None for
    no end); `on_epoch_begin` and `on_epoch_end` are called around every epoch.

    Batches are made one after the other in the same thread, whatever `workers` says.
    """

    def __init__(
        self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10
    ):
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError("A PyDataset needs a method `__getitem__(self, index)` that returns a batch.")

    @property
    def num_batches(self) -> int | None:
        """The number of batches an epoch, None for no end."""
        if hasattr(self, "__len__"):
            return len(self)  # type: ignore[arg-type]
        raise NotImplementedError("You need to implement the `num_batches` property.")

    def __iter__(self) -> Iterator[Any]:
        count = self.num_batches
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
            order = np.random.permutation(count).tolist()
        for index in order:
            batch = self.py_dataset[index]
            yield _standardize_batch(self._weighted(batch))

    def _weighted(self, batch: Any) -> Any:
        if self.class_weight is None:
            return batch if isinstance(batch, tuple | list | dict) else (batch,)
        x, y, weight = unpack_x_y_sample_weight(batch)
        if weight is not None:
            raise ValueError("You cannot specify `class_weight` and `sample_weight` at the same time.")
        if tree.is_nested(y):
            raise ValueError("`class_weight` is only supported for Models with a single output.")
        return x, y, class_weight_to_sample_weights(y, self.class_weight)

    def on_epoch_begin(self) -> None:
        self.py_dataset.on_epoch_begin()

    def on_epoch_end(self) -> None:
        self.py_dataset.on_epoch_end()


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
    if isinstance(x, types.GeneratorType) or (hasattr(x, "__next__") and hasattr(x, "__iter__")):
        _refuse("generator", y=y, sample_weights=sample_weight)
        if class_weight is not None:
            raise ValueError(
                "Argument `class_weight` is not supported for Python generator inputs. Received: "
                f"class_weight={class_weight}"
            )
        return GeneratorDataAdapter(x)
    what = x if not _all_arrays(x) else y
    raise ValueError(
        f"Unrecognized data type: x={what!r:.200} (of type {type(what)}). Expected NumPy arrays or tensors (or lists and "
        "dicts of them, one an input), a generator of batches or a `keras.utils.PyDataset`. Try `np.array(...)`."
    )


def _all_arrays(value: Any) -> bool:
    flat = tree.flatten(value)
    return bool(flat) and all(a is None or is_array(a) for a in flat)


def _refuse(kind: str, **given: Any) -> None:
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"When providing `x` as a {kind}, `{name}` should not be passed. Instead, `{name}` should be included as "
                f"part of the {kind}."
            )


# ---------------------------------------------------------------------------------------------- epochs
class EpochIterator:
    """Batches, epoch by epoch, as `(first step, last step, list of batches)`.

    `steps_per_epoch` ends an epoch early; the next goes on where it ended, and begins again when data run out between
    epochs. `steps_per_execution` batches are handed out together (at the end of the data there may be fewer, though
    the last step is counted as if all were there, as Keras does).
    """

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        steps_per_epoch: int | None = None,
        shuffle: bool | str = False,
        class_weight: dict | None = None,
        steps_per_execution: int = 1,
    ):
        if steps_per_epoch:
            limit = config.max_steps_per_epoch()
            steps_per_epoch = min(steps_per_epoch, limit) if limit else steps_per_epoch
        self.steps_per_epoch = steps_per_epoch
        self.steps_per_execution = steps_per_execution
        self.data_adapter = get_data_adapter(
            x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight
        )
        self._running: Any = None
        self._steps_seen = 0
        self._num_batches = self.data_adapter.num_batches

    @property
    def num_batches(self) -> int | None:
        """Steps an epoch, None when not known before the first epoch has ended."""
        if self.steps_per_epoch:
            return self.steps_per_epoch
        limit = config.max_steps_per_epoch()
        if limit and self._num_batches:
            return min(limit, self._num_batches)
        return limit or self._num_batches

    def __iter__(self) -> Iterator[tuple[int, int, Any]]:
        return self.enumerate_epoch()

    def enumerate_epoch(self) -> Iterator[tuple[int, int, Any]]:
        limit = self.num_batches if self.steps_per_epoch or self._limited() else None
        adapter = self.data_adapter
        if self._running is None:
            self._running = adapter.get_numpy_iterator()
            self._steps_seen = 0
        adapter.on_epoch_begin()
        step = 0
        size = self.steps_per_execution
        while limit is None or step < limit:
            batches = list(itertools.islice(self._running, size))
            if not batches:
                self._running = None
                if step == 0 and self._steps_seen and limit is not None:
                    # the epoch before ended exactly with the data: begin them again
                    self._running = adapter.get_numpy_iterator()
                    self._steps_seen = 0
                    batches = list(itertools.islice(self._running, size))
                if not batches:
                    if limit is not None:
                        _warn_out_of_data()
                    break
            self._steps_seen += len(batches)
            yield step, step + size - 1, batches
            step += size
        if limit is None:
            self._running = None
            self._num_batches = self._num_batches or step
        adapter.on_epoch_end()

    def _limited(self) -> bool:
        return bool(config.max_steps_per_epoch())

    def reset(self) -> None:
        """The next epoch begins at the beginning."""
        self._running = None


def _warn_out_of_data() -> None:
    import warnings

    warnings.warn(
        "Your input ran out of data; interrupting training. Make sure that your dataset or generator can generate at "
        "least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function when building your "
        "dataset.",
        stacklevel=3,
    )
