"""The less usual steps of `tf.data`: windows, groups, padding, mixtures, and what sums a data set up."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.engine import ops, tree
from playground.engine.random import SeedGenerator
from playground.engine.tensor import Tensor


class Steps:
    """What `Dataset` has besides. `_start` and `_cardinality` are those of the data set."""

    _start: Callable[[], Iterator[Any]]
    _cardinality: int
    as_numpy_iterator: Callable[[], Iterator[Any]]

    def __iter__(self) -> Iterator[Any]:
        return self._start()

    # --------------------------------------------------------------------------------------- windows
    def window(
        self,
        size: int,
        shift: int | None = None,
        stride: int = 1,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """Data sets of `size` elements, the next beginning `shift` later (`size` when None), with every `stride`-th
        element. For tuples and dicts: tuples and dicts of data sets."""
        elements = _elements()
        size, stride = elements.size_of(size, "size"), elements.size_of(stride, "stride")
        step = size if shift is None else elements.size_of(shift, "shift")
        length = (size - 1) * stride + 1

        def start() -> Iterator[Any]:
            source, buffer = iter(self), deque()
            while True:
                buffer.extend(itertools.islice(source, length - len(buffer)))
                found = list(itertools.islice(buffer, 0, None, stride))[:size]
                if not found or (drop_remainder and len(found) < size):
                    return
                yield _transposed(found)
                passed = min(step, len(buffer))
                for _ in range(passed):
                    buffer.popleft()
                next(itertools.islice(source, step - passed, step - passed), None)

        n = self._cardinality
        count = (
            n
            if n < 0
            else max(0, -(-(n - length + 1) // step))
            if drop_remainder
            else -(-n // step)
        )
        return _dataset()(start, count)

    def flat_map(self, map_func: Callable, name: str | None = None) -> Any:
        """The elements of the data sets `map_func(element)`, one after the other."""
        call = _elements().call
        return _dataset()(lambda: itertools.chain.from_iterable(call(map_func, e) for e in self))

    def interleave(
        self,
        map_func: Callable,
        cycle_length: int | None = None,
        block_length: int | None = None,
        num_parallel_calls: Any = None,
        **_: Any,
    ) -> Any:
        """The elements of the data sets `map_func(element)`, `block_length` at a time from `cycle_length` in turns."""
        call = _elements().call
        width = cycle_length if cycle_length and cycle_length > 0 else 1
        block = block_length or 1

        def start() -> Iterator[Any]:
            source = iter(self)
            turns: list[Any] = [iter(call(map_func, e)) for e in itertools.islice(source, width)]
            at = 0
            while turns:
                at %= len(turns)
                some = list(itertools.islice(turns[at], block))
                yield from some
                if len(some) == block:
                    at += 1
                    continue
                try:  # the next data set takes the place of one that has ended
                    turns[at] = iter(call(map_func, next(source)))
                    if some:
                        at += 1
                except StopIteration:
                    del turns[at]

        return _dataset()(start)

    def padded_batch(
        self,
        batch_size: int,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """Batches of elements of different lengths: shorter ones are filled up with `padding_values` (0, or "")."""
        size = _elements().size_of(batch_size, "batch_size")

        def start() -> Iterator[Any]:
            source = iter(self)
            while chunk := list(itertools.islice(source, size)):
                if len(chunk) == size or not drop_remainder:
                    yield _padded(chunk, padded_shapes, padding_values)

        n = self._cardinality
        count = n if n < 0 else n // size if drop_remainder else -(-n // size)
        return _dataset()(start, count, rows=True)

    # ---------------------------------------------------------------------------------------- groups
    def group_by_window(
        self,
        key_func: Callable,
        reduce_func: Callable,
        window_size: Any = None,
        window_size_func: Callable | None = None,
        name: str | None = None,
    ) -> Any:
        """The elements of `reduce_func(key, data set)` of up to `window_size` elements with the same key."""
        elements = _elements()

        def most(key: int) -> int:
            if window_size_func is None:
                return int(window_size)
            return int(window_size_func(ops.convert_to_tensor(key, dtype="int64")))

        def start() -> Iterator[Any]:
            groups: dict[int, list] = {}
            for element in self:
                key = int(elements.call(key_func, element))
                groups.setdefault(key, []).append(element)
                if len(groups[key]) == most(key):
                    yield from reduced(key, groups.pop(key))
            for key, group in groups.items():
                yield from reduced(key, group)

        def reduced(key: int, group: list) -> Any:
            inner = _dataset()(lambda: iter(group), len(group))
            return reduce_func(ops.convert_to_tensor(key, dtype="int64"), inner)

        return _dataset()(start)

    def bucket_by_sequence_length(
        self,
        element_length_func: Callable,
        bucket_boundaries: Any,
        bucket_batch_sizes: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        pad_to_bucket_boundary: bool = False,
        no_padding: bool = False,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Any:
        """Batches of elements of about the same length, filled up to the longest."""
        if pad_to_bucket_boundary:
            raise NotImplementedError("Padding to the boundary is not here. Try padded_shapes.")

        def key(*element: Any) -> int:
            length = int(element_length_func(*element))
            return int(np.searchsorted(bucket_boundaries, length, side="right"))

        def batch(which: Any, group: Any) -> Any:
            size = bucket_batch_sizes[int(which)]
            if no_padding:
                return group.batch(size, drop_remainder)
            return group.padded_batch(size, padded_shapes, padding_values, drop_remainder)

        return self.group_by_window(
            key, batch, window_size_func=lambda which: bucket_batch_sizes[int(which)]
        )

    def rebatch(
        self, batch_size: int, drop_remainder: bool = False, name: str | None = None
    ) -> Any:
        """Batches of another size."""
        return self.unbatch().batch(batch_size, drop_remainder)  # type: ignore[attr-defined]

    # --------------------------------------------------------------------------------- in passing
    def scan(self, initial_state: Any, scan_func: Callable, name: str | None = None) -> Any:
        """The outputs of `scan_func(state, element)`, which gives (new state, output)."""
        as_tensors = _elements().as_tensors

        def start() -> Iterator[Any]:
            state = as_tensors(initial_state)
            for element in self:
                state, output = map(as_tensors, scan_func(state, element))
                yield output

        return _dataset()(start, self._cardinality)

    def take_while(self, predicate: Callable, name: str | None = None) -> Any:
        """The elements before the first of which `predicate(element)` is false."""
        call = _elements().call
        return _dataset()(
            lambda: itertools.takewhile(lambda e: bool(call(predicate, e)), iter(self)), like=self
        )

    def unique(self, name: str | None = None) -> Any:
        """Each element once."""

        def start() -> Iterator[Any]:
            seen = set()
            for element in self:
                key = tuple((x.shape, x.dtype, x.array.tobytes()) for x in tree.flatten(element))
                if key not in seen:
                    seen.add(key)
                    yield element

        return _dataset()(start, like=self)

    def shard(self, num_shards: int, index: int, name: str | None = None) -> Any:
        """Every `num_shards`-th element, from number `index` on."""
        n = self._cardinality
        count = n if n < 0 else max(0, -(-(n - index) // num_shards))
        return _dataset()(
            lambda: itertools.islice(iter(self), index, None, num_shards), count, like=self
        )

    def apply(self, transformation_func: Callable, name: str | None = None) -> Any:
        """`transformation_func(self)`."""
        return transformation_func(self)

    def snapshot(self, path: str = "", **_: Any) -> Any:
        """The same elements, computed once and kept in memory."""
        return self.cache()  # type: ignore[attr-defined]

    def with_options(self, options: Any, name: str | None = None) -> Any:
        """The same data set: options change nothing here."""
        return self

    # --------------------------------------------------------------------------------------- results
    def reduce(self, initial_state: Any, reduce_func: Callable, name: str | None = None) -> Any:
        """`state = reduce_func(state, element)` for every element; the last state."""
        as_tensors = _elements().as_tensors
        state = as_tensors(initial_state)
        for element in self:
            state = as_tensors(reduce_func(state, element))
        return state

    def get_single_element(self, name: str | None = None) -> Any:
        """The only element. ValueError when there is none, or more than one."""
        found = list(itertools.islice(iter(self), 2))
        if len(found) != 1:
            raise ValueError(
                f"Expected a data set of one element, received {'more' if found else 'none'}."
            )
        return found[0]

    # ------------------------------------------------------------------------------- where it begins
    @staticmethod
    def counter(
        start: int = 0, step: int = 1, dtype: Any = "int64", name: str | None = None
    ) -> Any:
        """Whole numbers without end."""
        kind = str.__str__(dtype)
        return _dataset()(
            lambda: (Tensor(np.array(i, kind)) for i in itertools.count(start, step)), -1
        )

    @staticmethod
    def random(
        seed: int | None = None,
        rerandomize_each_iteration: bool | None = None,
        name: str | None = None,
    ) -> Any:
        """Random whole numbers (int64) without end."""
        seeds = SeedGenerator(seed)

        def start() -> Iterator[Any]:
            draw = np.random.default_rng(np.asarray(seeds.state).tolist())
            while True:
                yield Tensor(np.array(draw.integers(1 << 32), "int64"))

        return _dataset()(start, -1)

    @staticmethod
    def sample_from_datasets(
        datasets: Any,
        weights: Any = None,
        seed: int | None = None,
        stop_on_empty_dataset: bool = False,
        rerandomize_each_iteration: bool | None = None,
    ) -> Any:
        """Elements of data sets drawn by `weights`."""
        seeds = SeedGenerator(seed)
        share = np.ones(len(datasets)) if weights is None else np.asarray(weights, "float64")

        def start() -> Iterator[Any]:
            draw = np.random.default_rng(np.asarray(seeds.next()).tolist())
            sources, odds = [iter(d) for d in datasets], share.copy()
            while odds.sum() > 0:
                i = draw.choice(len(sources), p=odds / odds.sum())
                try:
                    yield next(sources[i])
                except StopIteration:
                    if stop_on_empty_dataset:
                        return
                    odds[i] = 0

        return _dataset()(start)

    @staticmethod
    def choose_from_datasets(
        datasets: Any, choice_dataset: Any, stop_on_empty_dataset: bool = True
    ) -> Any:
        """The next element of the data set that the next number of `choice_dataset` says."""

        def start() -> Iterator[Any]:
            sources = [iter(d) for d in datasets]
            for choice in choice_dataset:
                try:
                    yield next(sources[int(choice)])
                except StopIteration:
                    if stop_on_empty_dataset:
                        return

        return _dataset()(start)


def _transposed(elements: list[Any]) -> Any:
    """Data sets of the parts of elements, in the structure of one."""
    parts = [tree.flatten(e) for e in elements]
    sets = [
        _dataset()(lambda i=i: iter([p[i] for p in parts]), len(parts))
        for i in range(len(parts[0]))
    ]
    return tree.pack_sequence_as(elements[0], sets)


def _padded(elements: list[Any], shapes: Any, values: Any) -> Any:
    def filled(*arrays: Any, shape: Any = None, value: Any = None) -> Any:
        arrays = tuple(x.array for x in arrays)
        longest = np.max([a.shape for a in arrays], axis=0) if arrays[0].ndim else []
        wanted = (
            [None] * arrays[0].ndim if shape is None else [n if n != -1 else None for n in shape]
        )
        whole = [int(n) if w is None else int(w) for n, w in zip(longest, wanted)]
        if any(n > w for n, w in zip(longest, whole)):
            raise ValueError(
                f"Expected elements of at most shape {tuple(whole)}, received {tuple(map(int, longest))}."
            )
        made = np.full(
            (len(arrays), *whole), 0 if value is None else np.asarray(value), arrays[0].dtype
        )
        for row, a in zip(made, arrays):
            row[tuple(slice(n) for n in a.shape)] = a
        return Tensor(made)

    first = elements[0]
    flat = [tree.flatten(e) for e in elements]
    count = len(flat[0])
    each_shape = [None] * count if shapes is None else _of_parts(first, shapes)
    each_value = [values] * count if not tree.is_nested(values) else tree.flatten(values)
    columns = [
        filled(*[parts[i] for parts in flat], shape=each_shape[i], value=each_value[i])
        for i in range(count)
    ]
    return tree.pack_sequence_as(first, columns)


def _of_parts(element: Any, shapes: Any) -> list:
    """The shape of each part, in order."""
    if isinstance(element, tuple):
        return [s for e, shape in zip(element, shapes) for s in _of_parts(e, shape)]
    if isinstance(element, dict):
        return [s for key in sorted(element) for s in _of_parts(element[key], shapes[key])]
    return [shapes]


def _dataset() -> Any:
    from playground.engine.pipelines.dataset import Dataset

    return Dataset


def _elements() -> Any:
    from playground.engine.pipelines import elements

    return elements
