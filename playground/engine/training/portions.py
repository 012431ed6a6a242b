"""Batches handed out together: one when somebody wants to hear of each, thousands when nobody listens."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.engine import tree


class BatchRange:
    """Batches `first` to `last - 1` of arrays whose samples are in the order of the epoch.

    arrays: a structure of arrays (samples, …), None where there is nothing.
    flat: the arrays without the structure.
    """

    def __init__(self, arrays: Any, flat: list[np.ndarray], size: int, first: int, last: int):
        self.arrays = arrays
        self.flat = flat
        self.size = size
        self.first = first
        self.last = last

    def __len__(self) -> int:
        return self.last - self.first

    def __iter__(self) -> Iterator[Any]:
        return (self.batch(i) for i in range(self.first, self.last))

    def __getitem__(self, i: int) -> Any:
        return self.batch(range(self.first, self.last)[i])

    def batch(self, i: int) -> Any:
        """Batch `i` with arrays of its own: the epoch's arrays are filled anew for the next epoch."""
        cut = slice(i * self.size, (i + 1) * self.size)
        return tree.map_structure(lambda a: None if a is None else a[cut].copy(), self.arrays)

    def views(self, i: int) -> list[np.ndarray]:
        """The arrays of batch `i`, not copied and without the structure."""
        start, stop = i * self.size, (i + 1) * self.size
        return [a[start:stop] for a in self.flat]

    @property
    def whole(self) -> int:
        """How many batches of the epoch are complete: all but the last one, perhaps."""
        return len(self.flat[0]) // self.size


class Portions:
    """The batches of an iterator, any number at a time. `at_end` is True when it is known that none are left."""

    at_end = False

    def __init__(self, batches: Iterator[Any]):
        self._batches = batches

    def take(self, count: int) -> Any:
        """The next `count` batches, fewer at the end of the epoch."""
        return list(itertools.islice(self._batches, count))


class ArrayPortions(Portions):
    """The batches of arrays in the order of the epoch."""

    def __init__(self, arrays: Any, size: int):
        self._arrays = arrays
        self.flat = [a for a in tree.flatten(arrays) if a is not None]
        self._size = size
        self._next = 0
        self._count = -(-len(self.flat[0]) // size)
        self._all = BatchRange(arrays, self.flat, size, 0, self._count)

    def rewound(self) -> ArrayPortions:
        """Itself, at the first batch again."""
        self._next = 0
        self.at_end = False
        return self

    def take(self, count: int) -> BatchRange:
        first = self._next
        self._next = min(first + count, self._count)
        self.at_end = self._next == self._count
        if first == 0 and self.at_end:
            return self._all
        return BatchRange(self._arrays, self.flat, self._size, first, self._next)


class Pace:
    """Calling it tells how many batches to hand out together.

    `interval()` gives the seconds between two looks of whoever watches the batches: 0 for one who wants each, inf when
    nobody does.
    """

    def __init__(self, interval: Callable[[], float]):
        self._interval = interval
        self._count = 1
        self._since = 0.0

    def __call__(self) -> int:
        interval = self._interval()
        if interval == math.inf:
            return 1 << 30
        now = time.perf_counter()
        took, self._since = now - self._since, now
        if interval == 0:
            self._count = 1
        elif took < interval / 4:
            self._count *= 2
        elif took > interval / 2:
            self._count = max(1, self._count // 2)
        return self._count
