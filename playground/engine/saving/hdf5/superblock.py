"""The superblock: where a file begins, how wide its numbers are and where the first group is (specification, II)."""

from __future__ import annotations

import struct

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import UNDEFINED, Storage

SIGNATURE = b"\x89HDF\r\n\x1a\n"
SIZE = 96  # of version 0
LEAF_K, INTERNAL_K = 4, 16  # half of how many entries a leaf, a node of a group's tree has room for


def read(storage: Storage) -> int:
    """The address of the root group's header. Sets the sizes and the base of `storage`."""
    start = 0
    while bytes(storage.data[start : start + 8]) != SIGNATURE:  # something else may stand before
        start = start * 2 or 512
        if start + 8 > len(storage.data):
            raise HDF5Error("Expected an HDF5 file, but its first bytes are not those of one.")
    cursor = storage.cursor(start + 8)
    version = cursor.uint(1)
    if version in (0, 1):
        cursor.take(4)
        storage.offset_size, storage.length_size = cursor.uint(1), cursor.uint(1)
        cursor.take(9 + 4 * version)
    elif version in (2, 3):
        storage.offset_size, storage.length_size = cursor.uint(1), cursor.uint(1)
        cursor.take(1)
    else:
        raise HDF5Error(
            f"Expected an HDF5 file of a superblock of version 0 to 3, received version {version}."
        )
    if {storage.offset_size, storage.length_size} - {4, 8}:
        raise HDF5Error("The file is damaged: its addresses have neither 4 nor 8 bytes.")
    storage.base = start  # the address that the file gives is where it was made
    cursor.offset()
    cursor.offset()
    cursor.offset()
    if version < 2:
        cursor.offset()
        cursor.offset()
    return cursor.offset()


def written(root_header: int, tree: int, heap: int, end: int) -> bytes:
    """A superblock of version 0, which all versions of HDF5 read."""
    return (
        SIGNATURE
        + struct.pack("<8BHHI", 0, 0, 0, 0, 0, 8, 8, 0, LEAF_K, INTERNAL_K, 0)
        + struct.pack("<4Q", 0, UNDEFINED, end, UNDEFINED)
        + struct.pack("<QQIIQQ", 0, root_header, 1, 0, tree, heap)
    )
