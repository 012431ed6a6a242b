"""Layouts: where the numbers of a dataset are, in one piece or in compressed chunks (specification, IV.A.2.i)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.engine.saving.hdf5 import dataspaces, filters, trees
from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.filters import Filter
from playground.engine.saving.hdf5.storage import UNDEFINED, Cursor, Storage

_COMPACT, _CONTIGUOUS, _CHUNKED = 0, 1, 2
_SINGLE_CHUNK = 1
_DEFLATE_AT_BEST = 1032  # how many bytes one compressed byte can stand for


def read(
    storage: Storage,
    layout: memoryview,
    steps: list[Filter],
    shape: tuple[int, ...],
    dtype: np.dtype,
) -> np.ndarray:
    """The array of `shape` and `dtype`. What was never written is 0."""
    size = dataspaces.count(shape) * dtype.itemsize
    if size > _DEFLATE_AT_BEST * len(storage.data):
        raise HDF5Error(f"The file is damaged: it cannot hold an array of shape {shape}.")
    cursor = storage.over(layout)
    version, kind = cursor.uint(1), cursor.uint(1)
    if version not in (3, 4, 5):
        raise HDF5Error(
            f"The file has a layout of version {version}. Versions 3 to 5 are read here."
        )
    if kind == _CHUNKED:
        array = np.zeros(shape, dtype)
        chunks = _chunks if version == 3 else _one_chunk
        for corner, lengths, raw in chunks(storage, cursor, steps, shape, dtype):
            inside = tuple(slice(at, at + n) for at, n in zip(corner, lengths))
            if any(at >= n for at, n in zip(corner, shape)):
                continue
            part = array[inside]
            part[...] = raw.reshape(lengths)[tuple(slice(n) for n in part.shape)]
        return array
    if kind == _COMPACT:
        data = cursor.take(cursor.uint(2))
    elif kind == _CONTIGUOUS:
        address = cursor.offset()
        if address == UNDEFINED:
            return np.zeros(shape, dtype)
        data = storage.bytes_at(address, cursor.length())
    else:
        raise HDF5Error(f"The file has a layout of class {kind}, which is not read here.")
    if len(data) < size:
        raise HDF5Error(f"The file is damaged: {len(data)} bytes for an array of shape {shape}.")
    return np.frombuffer(data[:size], dtype).reshape(shape)


_Chunks = Iterator[tuple[tuple[int, ...], tuple[int, ...], np.ndarray]]


def _chunks(
    storage: Storage,
    cursor: Cursor,
    steps: list[Filter],
    shape: tuple[int, ...],
    dtype: np.dtype,
) -> _Chunks:
    """`(corner, lengths, numbers)` of every chunk in a tree."""
    rank = cursor.uint(1) - 1
    tree = cursor.offset()
    lengths = tuple(cursor.uint(4) for _ in range(rank))
    size = _chunk_size(storage, lengths, shape, dtype)
    if tree == UNDEFINED:
        return
    seen: set[tuple[int, ...]] = set()
    for key, address in trees.leaves(storage, tree, 1, 8 + 8 * (rank + 1)):
        stored, skipped = key.uint(4), key.uint(4)
        corner = tuple(key.uint(8) for _ in range(rank))
        if corner in seen:
            raise HDF5Error("The file is damaged: two chunks are in one place.")
        seen.add(corner)
        raw = filters.undone(storage.bytes_at(address, stored), steps, skipped, size)
        yield corner, lengths, np.frombuffer(raw, dtype)


def _one_chunk(
    storage: Storage,
    cursor: Cursor,
    steps: list[Filter],
    shape: tuple[int, ...],
    dtype: np.dtype,
) -> _Chunks:
    flags, rank = cursor.uint(1), cursor.uint(1) - 1
    width = cursor.uint(1)
    lengths = tuple(cursor.uint(width) for _ in range(rank))
    cursor.take(width)
    if cursor.uint(1) != _SINGLE_CHUNK:
        raise HDF5Error(
            "The file has chunks of a newer kind, which are not read here. Try libver='earliest'."
        )
    stored = size = _chunk_size(storage, lengths, shape, dtype)
    skipped = 0
    if flags & 2:
        stored, skipped = cursor.length(), cursor.uint(4)
    address = cursor.offset()
    if address != UNDEFINED:
        raw = filters.undone(storage.bytes_at(address, stored), steps, skipped, size)
        yield (0,) * rank, lengths, np.frombuffer(raw, dtype)


def _chunk_size(
    storage: Storage, lengths: tuple[int, ...], shape: tuple[int, ...], dtype: np.dtype
) -> int:
    size = dataspaces.count(lengths) * dtype.itemsize
    if len(lengths) != len(shape) or not 0 < size <= _DEFLATE_AT_BEST * len(storage.data):
        raise HDF5Error(
            f"The file is damaged: chunks of shape {lengths} of an array of shape {shape}."
        )
    return size
