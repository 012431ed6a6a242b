"""Filters: how chunks were made smaller, and back (specification, IV.A.2.l)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import Storage

_DEFLATE, _SHUFFLE, _CHECKSUM = 1, 2, 3


class Filter(NamedTuple):
    """What was done, and its numbers: the size of an element for the shuffle."""

    kind: int
    numbers: tuple[int, ...]


def read(storage: Storage, body: memoryview) -> list[Filter]:
    """The filters in the order in which they were applied."""
    cursor = storage.over(body)
    version, count = cursor.uint(1), cursor.uint(1)
    if version not in (1, 2):
        raise HDF5Error(f"The file is damaged: filters of version {version}.")
    cursor.take(6 if version == 1 else 0)
    found = []
    for _ in range(count):
        kind = cursor.uint(2)
        name = cursor.uint(2) if version == 1 or kind >= 256 else 0
        cursor.take(2)
        numbers = cursor.uint(2)
        cursor.take(-(-name // 8) * 8 if version == 1 else name)
        found.append(Filter(kind, tuple(cursor.uint(4) for _ in range(numbers))))
        cursor.take(4 if version == 1 and numbers % 2 else 0)
    return found


def undone(data: memoryview, steps: list[Filter], skipped: int, size: int) -> bytes | memoryview:
    """The `size` bytes that became `data`; bit i of `skipped` says that the filter i was left out."""
    raw: bytes | memoryview = data
    for i, (kind, numbers) in reversed(list(enumerate(steps))):
        if skipped >> i & 1:
            continue
        if kind == _DEFLATE:
            raw = _inflated(raw, size + 4 * len(steps))
        elif kind == _SHUFFLE and numbers and numbers[0] > 0:
            whole = len(raw) // numbers[0] * numbers[0]
            planes = np.frombuffer(raw, np.uint8, whole).reshape(numbers[0], -1)
            raw = planes.T.tobytes() + bytes(raw[whole:])
        elif kind == _CHECKSUM:
            raw = raw[:-4]
        else:
            raise HDF5Error(
                f"The file is compressed in a way (filter {kind}) that is not read here. Expected gzip."
            )
    if len(raw) != size:
        raise HDF5Error(f"The file is damaged: a chunk has {len(raw)} bytes instead of {size}.")
    return raw


def _inflated(data: bytes | memoryview, most: int) -> bytes:
    import zlib  # here, not above: few files are compressed

    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error as error:
        raise HDF5Error(f"The file is damaged: a chunk cannot be decompressed ({error}).") from None
