"""Dataspaces: the shape of what is stored (format specification, IV.A.2.b)."""

from __future__ import annotations

import struct

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import Cursor

Shape = tuple[int, ...]
_MOST = 1 << 48  # elements


def read(cursor: Cursor) -> Shape | None:
    """The shape; None when nothing at all is stored."""
    version, rank, flags = cursor.uint(1), cursor.uint(1), cursor.uint(1)
    if version not in (1, 2) or rank > 32:
        raise HDF5Error(f"The file is damaged: a shape of version {version} with {rank} axes.")
    if version == 1:
        cursor.take(5)
    elif cursor.uint(1) == 2:
        return None
    shape = tuple(cursor.length() for _ in range(rank))
    if count(tuple(max(n, 1) for n in shape)) > _MOST:
        raise HDF5Error(f"The file is damaged: no file holds an array of shape {shape}.")
    if flags & 1:  # the lengths to which it may grow
        cursor.take(rank * cursor.storage.length_size)
    return shape


def written(shape: Shape) -> bytes:
    """The dataspace message of a shape."""
    return struct.pack(f"<BBB5x{len(shape)}Q", 1, len(shape), 0, *shape)


def count(shape: Shape) -> int:
    """How many elements there are in `shape` (whole numbers of any size: a damaged file claims anything)."""
    total = 1
    for n in shape:
        total *= n
    return total
