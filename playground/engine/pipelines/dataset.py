"""`tf.data`: data sets as chains of steps, each gone through anew in every epoch.

A data set is a function that starts an iterator over its elements, and how many there are where that is known
(https://www.tensorflow.org/api_docs/python/tf/data/Dataset). Elements are tensors, or tuples and dicts of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.engine import ops, tree
from playground.engine.pipelines.elements import (
    Passage,
    as_tensors,
    call,
    numpy,
    size_of,
    stacked,
)
from playground.engine.pipelines.specifications import TensorSpec, as_dtype
from playground.engine.pipelines.steps import Steps
from playground.engine.random import SeedGenerator
from playground.engine.tensor import Tensor

AUTOTUNE = INFINITE = -1
UNKNOWN = -2
_Start = Callable[[], Iterator[Any]]


class Dataset(Steps):
    """Elements one after the other, as often as they are asked for."""

    def __init__(
        self,
        start: _Start,
        cardinality: int = UNKNOWN,
        like: Dataset | None = None,
        spec: Any = None,
        rows: bool | None = None,
    ) -> None:
        """`start()` begins an iteration. `spec` is what elements are like; `rows`: their first axis may be shorter in
        the last one. Both as in `like` when that is given."""
        self._start = start
        self._cardinality = cardinality
        self._spec = spec if spec is not None or like is None else like._spec
        self._rows = rows if rows is not None else like is not None and like._rows

    # ------------------------------------------------------------------------------------- where it begins
    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Dataset:
        """The rows of arrays: of `(x, y)` with shapes (n, …) and (n, …), n elements `(x[i], y[i])`."""
        whole = as_tensors(tensors)
        lengths = {x.shape[0] if x.shape else -1 for x in tree.flatten(whole)}
        if len(lengths) != 1 or -1 in lengths:
            shapes = tree.map_structure(lambda x: x.shape, whole)
            raise ValueError(f"Expected arrays of equal length, received shapes {shapes}.")
        (n,) = lengths
        arrays = tree.map_structure(lambda x: x.array, whole)

        def start() -> Iterator[Any]:
            for i in range(n):
                yield tree.map_structure(lambda a, i=i: Tensor(np.asarray(a[i])), arrays)

        return Dataset(start, n)

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Dataset:
        """One element: `tensors`."""
        whole = as_tensors(tensors)
        return Dataset(lambda: iter([whole]), 1)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Dataset:
        """What the generator that `generator()` returns yields. With `output_signature`, TensorSpecs in the structure
        of an element, or `output_types`, as tensors of these dtypes."""
        if not callable(generator):
            raise TypeError(
                "Expected a function that returns a generator, received "
                f"{type(generator).__name__}. Try the function's name without brackets."
            )
        spec = output_signature
        if spec is None and output_types is not None:
            spec = tree.map_structure(lambda kind: TensorSpec(None, as_dtype(kind)), output_types)
        if isinstance(spec, list):
            spec = tuple(spec)

        def element(value: Any) -> Any:
            if spec is None:
                return as_tensors(value)
            if isinstance(value, list) and isinstance(spec, tuple):
                value = tuple(value)
            return tree.map_structure_up_to(spec, _of_spec, spec, value)

        given = tuple(as_tensors(a) for a in args or ())
        return Dataset(lambda: map(element, generator(*given)), spec=spec)

    @staticmethod
    def range(*limits: int, output_type: Any = "int64", name: str | None = None) -> Dataset:
        """Whole numbers, as Python's `range` counts."""
        numbers = range(*limits)
        kind = as_dtype(output_type).name
        return Dataset(lambda: (Tensor(np.array(i, kind)) for i in numbers), len(numbers))

    @staticmethod
    def zip(*datasets: Any, name: str | None = None) -> Dataset:
        """Tuples of one element of each data set; ends with the shortest."""
        parts = (
            tuple(datasets[0])
            if len(datasets) == 1 and not isinstance(datasets[0], Dataset)
            else datasets
        )
        if isinstance(parts[0], dict):
            names, parts = tuple(parts[0]), tuple(parts[0].values())
            return Dataset.zip(*parts).map(lambda *e: dict(zip(names, e)))
        sizes = [part._cardinality for part in parts]
        known = [size for size in sizes if size != INFINITE]
        least = UNKNOWN if UNKNOWN in known else min(known, default=INFINITE)
        return Dataset(lambda: zip(*map(iter, parts)), least)

    # ------------------------------------------------------------------------------------------- its steps
    def map(self, map_func: Callable, num_parallel_calls: Any = None, **_: Any) -> Dataset:
        """Every element replaced by `map_func(element)`; the parts of a tuple are its arguments."""
        return Dataset(
            lambda: (as_tensors(call(map_func, e)) for e in self),
            self._cardinality,
            rows=self._rows,
        )

    def filter(self, predicate: Callable, name: str | None = None) -> Dataset:
        """Only the elements of which `predicate(element)` is true."""
        return Dataset(lambda: (e for e in self if bool(call(predicate, e))), like=self)

    def batch(
        self,
        batch_size: int,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        **_: Any,
    ) -> Dataset:
        """`batch_size` elements stacked into one; the last may hold fewer unless `drop_remainder`."""
        size = size_of(batch_size, "batch_size")

        def start() -> Iterator[Any]:
            elements = iter(self)
            while chunk := list(itertools.islice(elements, size)):
                if len(chunk) == size or not drop_remainder:
                    yield stacked(chunk)

        n = self._cardinality
        count = n if n < 0 else n // size if drop_remainder else -(-n // size)
        return Dataset(start, count, rows=not drop_remainder)

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
        size = size_of(buffer_size, "buffer_size")
        seeds = SeedGenerator(seed)
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

        return Dataset(start, self._cardinality, like=self)

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
        return Dataset(
            start, INFINITE if endless and n else n if n < 0 else n * (count or 0), like=self
        )

    def take(self, count: int, name: str | None = None) -> Dataset:
        """The first `count` elements; all when -1."""
        if count < 0:
            return self
        n = self._cardinality
        least = count if n == INFINITE else n if n < 0 else min(n, count)
        return Dataset(lambda: itertools.islice(iter(self), count), least, like=self)

    def skip(self, count: int, name: str | None = None) -> Dataset:
        """All but the first `count` elements."""
        n = self._cardinality
        return Dataset(
            lambda: itertools.islice(iter(self), count, None),
            n if n < 0 else max(n - count, 0),
            like=self,
        )

    def enumerate(self, start: int = 0, name: str | None = None) -> Dataset:
        """Pairs of a number and an element."""
        return Dataset.zip(Dataset.counter(start), self)

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """The elements of this data set, then those of another."""
        sizes = self._cardinality, dataset._cardinality
        total = sum(sizes) if min(sizes) >= 0 else INFINITE if INFINITE in sizes else UNKNOWN
        return Dataset(lambda: itertools.chain(self, dataset), total, like=self)

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

        return Dataset(start, self._cardinality, like=self)

    # -------------------------------------------------------------------------------------- what it gives
    def __iter__(self) -> Iterator[Any]:
        return Passage(self._start())

    def as_numpy_iterator(self) -> Iterator[Any]:
        """The elements as NumPy arrays."""
        return map(numpy, self)

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
        """Shape and dtype of elements, in their structure: of the first one, where nobody said. None for the length of
        batches of which the last may be shorter."""
        if self._spec is not None:
            return self._spec
        return tree.map_structure(self._spec_of, next(iter(self), ()))

    def _spec_of(self, x: Any) -> Any:
        if isinstance(x, Dataset):
            return x
        shape = (None, *x.shape[1:]) if self._rows and x.shape else x.shape
        return TensorSpec(shape, x.dtype)

    def __repr__(self) -> str:
        n = self._cardinality
        return f"<Dataset of {'?' if n == UNKNOWN else '∞' if n == INFINITE else n} elements>"


def _of_spec(spec: Any, value: Any) -> Any:
    """`value` as a tensor of the dtype of `spec`. TypeError when it has another shape."""
    made = ops.convert_to_tensor(np.asarray(value), dtype=spec.dtype.name)
    if spec.shape is not None and not spec.shape.is_compatible_with(made.shape):
        raise TypeError(
            f"The generator yielded an element of shape {tuple(made.shape)}, expected {tuple(spec.shape)}, as its "
            "output_signature says. Try None for lengths that change."
        )
    return made
