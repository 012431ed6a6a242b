"""`tf.data`: data sets as chains of steps, each gone through anew in every epoch.

A data set is a function that starts an iterator over its elements, and how many there are where that is known
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset). Elements are tensors, or tuples and dicts of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground import engine as keras
from playground.engine import Tensor, ops, tree
from playground.tensorflow_names.missing import Names

AUTOTUNE = INFINITE = -1
UNKNOWN = -2
_Start = Callable[[], Iterator[Any]]


def _tensors(element: Any) -> Any:
    """An element with tensors in the place of whatever can become one; lists become one tensor."""
    if isinstance(element, dict):
        return {key: _tensors(value) for key, value in element.items()}
    if isinstance(element, tuple):
        return tuple(_tensors(value) for value in element)
    return ops.convert_to_tensor(element)


def _numpy(element: Any) -> Any:
    return tree.map_structure(lambda x: x.numpy(), element)


def _stacked(elements: list[Any]) -> Any:
    """Elements of one structure and one shape as one element with one more axis in front."""
    try:
        return tree.map_structure(lambda *xs: Tensor(np.stack([x.array for x in xs])), *elements)
    except ValueError:
        shapes = [tree.map_structure(lambda x: x.shape, element) for element in elements[:8]]
        raise ValueError(
            f"Expected elements of one shape to batch, received {shapes}. Try .map(...) to bring them to one "
            "shape before .batch(...)."
        ) from None


def _size(value: Any, argument: str) -> int:
    """A positive whole number."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"Expected {argument} to be a whole number above 0, received {value!r}.")
    return int(value)


class Dataset:
    """Elements one after the other, as often as they are asked for."""

    def __init__(self, start: _Start, cardinality: int = UNKNOWN) -> None:
        self._start = start
        self._cardinality = cardinality

    # ------------------------------------------------------------------------------------- where it begins
    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Dataset:
        """The rows of arrays: of `(x, y)` with shapes (n, …) and (n, …), n elements `(x[i], y[i])`."""
        whole = _tensors(tensors)
        lengths = {x.shape[0] if x.shape else -1 for x in tree.flatten(whole)}
        if len(lengths) != 1 or -1 in lengths:
            shapes = tree.map_structure(lambda x: x.shape, whole)
            raise ValueError(f"Expected arrays of equal length, received shapes {shapes}.")
        (n,) = lengths
        arrays = tree.map_structure(lambda x: x.array, whole)

        def start() -> Iterator[Any]:
            for i in range(n):
                yield tree.map_structure(lambda a, i=i: Tensor(a[i]), arrays)

        return Dataset(start, n)

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Dataset:
        """One element: `tensors`."""
        whole = _tensors(tensors)
        return Dataset(lambda: iter([whole]), 1)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any], *_: Any, args: Any = (), **__: Any
    ) -> Dataset:
        """What the generator that `generator()` returns yields. Its signature need not be given here."""
        if not callable(generator):
            raise TypeError(
                "Expected a function that returns a generator, received "
                f"{type(generator).__name__}. Try the function's name without brackets."
            )
        return Dataset(lambda: map(_tensors, generator(*args)))

    @staticmethod
    def range(*limits: int, output_type: Any = "int64", name: str | None = None) -> Dataset:
        """Whole numbers, as Python's `range` counts."""
        numbers = range(*limits)
        return Dataset(lambda: (Tensor(np.array(i, output_type)) for i in numbers), len(numbers))

    @staticmethod
    def zip(*datasets: Any, name: str | None = None) -> Dataset:
        """Tuples of one element of each data set; ends with the shortest."""
        parts = (
            tuple(datasets[0])
            if len(datasets) == 1 and not isinstance(datasets[0], Dataset)
            else datasets
        )
        sizes = [part._cardinality for part in parts]
        known = [size for size in sizes if size != INFINITE]
        least = UNKNOWN if UNKNOWN in known else min(known, default=INFINITE)
        return Dataset(lambda: zip(*map(iter, parts)), least)

    # ------------------------------------------------------------------------------------------- its steps
    def map(self, map_func: Callable, num_parallel_calls: Any = None, **_: Any) -> Dataset:
        """Every element replaced by `map_func(element)`; the parts of a tuple are its arguments."""
        return Dataset(lambda: (_tensors(_call(map_func, e)) for e in self), self._cardinality)

    def filter(self, predicate: Callable, name: str | None = None) -> Dataset:
        """Only the elements of which `predicate(element)` is true."""
        return Dataset(lambda: (e for e in self if bool(_call(predicate, e))))

    def batch(
        self,
        batch_size: int,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        **_: Any,
    ) -> Dataset:
        """`batch_size` elements stacked into one; the last may hold fewer unless `drop_remainder`."""
        size = _size(batch_size, "batch_size")

        def start() -> Iterator[Any]:
            elements = iter(self)
            while chunk := list(itertools.islice(elements, size)):
                if len(chunk) == size or not drop_remainder:
                    yield _stacked(chunk)

        n = self._cardinality
        return Dataset(start, n if n < 0 else n // size if drop_remainder else -(-n // size))

    def unbatch(self, name: str | None = None) -> Dataset:
        """The rows of every element, one by one."""
        return Dataset(
            lambda: itertools.chain.from_iterable(Dataset.from_tensor_slices(e) for e in self)
        )

    def shuffle(
        self,
        buffer_size: int,
        seed: int | None = None,
        reshuffle_each_iteration: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """Elements drawn at random from a buffer of the next `buffer_size`; in another order every time unless
        `reshuffle_each_iteration` is False. Repeatable with `seed` or `keras.utils.set_random_seed`."""
        size = _size(buffer_size, "buffer_size")
        seeds = keras.random.SeedGenerator(seed)
        once = [int(n) for n in np.asarray(seeds.next())]

        def start() -> Iterator[Any]:
            again = reshuffle_each_iteration is not False
            random = np.random.default_rng(np.asarray(seeds.next()).tolist() if again else once)
            elements = iter(self)
            buffer = list(itertools.islice(elements, size))
            for element in elements:
                i = random.integers(len(buffer))
                yield buffer[i]
                buffer[i] = element
            for i in random.permutation(len(buffer)):
                yield buffer[i]

        return Dataset(start, self._cardinality)

    def repeat(self, count: int | None = None, name: str | None = None) -> Dataset:
        """The elements `count` times over; without end when None."""

        def start() -> Iterator[Any]:
            for _ in itertools.count() if count is None or count < 0 else range(count):
                empty = True
                for element in self:
                    empty = False
                    yield element
                if empty:
                    return

        n = self._cardinality
        endless = count is None or count < 0
        return Dataset(start, INFINITE if endless and n else n if n < 0 else n * (count or 0))

    def take(self, count: int, name: str | None = None) -> Dataset:
        """The first `count` elements; all when -1."""
        if count < 0:
            return self
        n = self._cardinality
        least = count if n == INFINITE else n if n < 0 else min(n, count)
        return Dataset(lambda: itertools.islice(iter(self), count), least)

    def skip(self, count: int, name: str | None = None) -> Dataset:
        """All but the first `count` elements."""
        n = self._cardinality
        return Dataset(
            lambda: itertools.islice(iter(self), count, None), n if n < 0 else max(n - count, 0)
        )

    def enumerate(self, start: int = 0, name: str | None = None) -> Dataset:
        """Pairs of a number and an element."""
        return Dataset.zip(Dataset(lambda: map(_tensors, itertools.count(start)), INFINITE), self)

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """The elements of this data set, then those of another."""
        sizes = self._cardinality, dataset._cardinality
        total = sum(sizes) if min(sizes) >= 0 else INFINITE if INFINITE in sizes else UNKNOWN
        return Dataset(lambda: itertools.chain(self, dataset), total)

    def prefetch(self, buffer_size: Any = AUTOTUNE, name: str | None = None) -> Dataset:
        """The same elements: nothing is prepared beforehand here."""
        return self

    def cache(self, filename: str = "", name: str | None = None) -> Dataset:
        """The same elements, computed once and kept in memory."""
        kept: list[Any] = []
        whole = [False]

        def start() -> Iterator[Any]:
            if whole[0]:
                yield from kept
                return
            seen = []
            for element in self:
                seen.append(element)
                yield element
            kept[:], whole[0] = seen, True

        return Dataset(start, self._cardinality)

    # -------------------------------------------------------------------------------------- what it gives
    def __iter__(self) -> Iterator[Any]:
        return self._start()

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements as NumPy arrays."""
        return map(_numpy, self)

    def cardinality(self) -> Any:
        """How many elements there are: -1 without end, -2 when it is not known."""
        return ops.convert_to_tensor(self._cardinality, dtype="int64")

    def __len__(self) -> int:
        if self._cardinality < 0:
            what = "has no end" if self._cardinality == INFINITE else "is not known beforehand"
            raise TypeError(f"The length of this data set {what}. Try .take(n).")
        return self._cardinality

    def __bool__(self) -> bool:
        return True

    @property
    def element_spec(self) -> Any:
        """Shape and dtype of the first element, in its structure."""
        first = next(iter(self), ())
        return tree.map_structure(lambda x: keras.KerasTensor(x.shape, x.dtype), first)

    def __repr__(self) -> str:
        n = self._cardinality
        return f"<Dataset of {'?' if n == UNKNOWN else '∞' if n == INFINITE else n} elements>"


def _call(function: Callable, element: Any) -> Any:
    return function(*element) if isinstance(element, tuple) else function(element)


data = Names(
    "tf.data",
    Dataset=Dataset,
    AUTOTUNE=AUTOTUNE,
    INFINITE_CARDINALITY=INFINITE,
    UNKNOWN_CARDINALITY=UNKNOWN,
)
