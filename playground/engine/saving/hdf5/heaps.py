"""Heaps: where names, long texts and the links of large groups are kept (specification, III.D, III.E, III.G)."""

from __future__ import annotations

import struct

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import UNDEFINED, Cursor, Storage, decoded

_SMALLEST = 4096  # bytes of a collection in the global heap


class LocalHeap:
    """The names of a group."""

    def __init__(self, storage: Storage, address: int) -> None:
        cursor = storage.cursor(address, signature=b"HEAP")
        cursor.take(4)
        size = cursor.length()
        cursor.length()
        self._names = storage.bytes_at(cursor.offset(), size)
        self._storage = storage

    def name(self, offset: int) -> str:
        """The name that begins at `offset`."""
        if offset >= len(self._names):
            raise HDF5Error("The file is damaged: a name is not where it should be.")
        end = offset
        while end < len(self._names) and self._names[end]:
            end += 1
        self._storage.spend(end - offset)
        return decoded(self._names[offset:end])


class GlobalHeap:
    """Texts of any length, by collection and number."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._collections: dict[int, dict[int, memoryview]] = {}

    def text(self, cursor: Cursor) -> str:
        """The text that a length, an address and a number at the cursor refer to."""
        length, address, number = cursor.uint(4), cursor.offset(), cursor.uint(4)
        if not length:
            return ""
        if address not in self._collections:
            self._collections[address] = self._collection(address)
        found = self._collections[address].get(number)
        if found is None or len(found) < length:
            raise HDF5Error("The file is damaged: a text is not where it should be.")
        return decoded(found[:length])

    def _collection(self, address: int) -> dict[int, memoryview]:
        head = self._storage.cursor(address, signature=b"GCOL")
        head.take(4)
        size = head.length()
        cursor = self._storage.cursor(address, size)
        cursor.take(8 + self._storage.length_size)
        found = {}
        while cursor.left >= 8 + self._storage.length_size:
            number = cursor.uint(2)
            cursor.take(6)
            if not number:  # what is free
                break
            found[number] = cursor.take(cursor.length())
            cursor.align()
        return found


def written(texts: list[bytes]) -> bytes:
    """A collection of the global heap with `texts`, numbered from 1."""
    items = b"".join(
        struct.pack("<HHIQ", i, 1, 0, len(text)) + text + bytes(-len(text) % 8)
        for i, text in enumerate(texts, 1)
    )
    free = max(_SMALLEST - 16 - len(items), 16)
    head = struct.pack("<4sB3xQ", b"GCOL", 1, 16 + len(items) + free)
    return head + items + struct.pack("<HHIQ", 0, 0, 0, free) + bytes(free - 16)


class FractalHeap:
    """Pieces of bytes that are found by an identifier: the links or attributes of an object that has many."""

    def __init__(self, storage: Storage, address: int) -> None:
        self._storage = storage
        cursor = storage.cursor(address, signature=b"FRHP")
        cursor.take(1)
        self.id_length = cursor.uint(2)
        filters = cursor.uint(2)
        cursor.take(1)
        largest = cursor.uint(4)
        cursor.length()
        cursor.offset()
        cursor.length()
        cursor.offset()
        for _ in range(8):
            cursor.length()
        self._width, self._smallest = cursor.uint(2), cursor.length()
        largest_block, bits = cursor.length(), cursor.uint(2)
        cursor.take(2)
        self._root, self._rows = cursor.offset(), cursor.uint(2)
        if filters or not self._smallest or not self._width or self._root == UNDEFINED:
            raise HDF5Error(
                "The file is damaged, or has compressed links, which are not read here."
            )
        self._offset_size = (bits + 7) // 8
        self._length_size = min(
            (largest_block.bit_length() - 1 + 7) // 8, (largest.bit_length() - 1) // 8 + 1
        )
        self._direct_rows = largest_block.bit_length() - self._smallest.bit_length() + 2

    def piece(self, identifier: memoryview) -> Cursor:
        """The bytes that `identifier` stands for."""
        cursor = self._storage.over(identifier)
        kind = cursor.uint(1) >> 4 & 3
        if kind == 2:
            return self._storage.over(cursor.take((identifier[0] & 0x0F) + 1))
        if kind:
            raise HDF5Error("The file has an attribute of a size that is not read here.")
        offset, length = cursor.uint(self._offset_size), cursor.uint(self._length_size)
        if self._rows == 0:
            return self._storage.cursor(self._root + offset, length)
        return self._within(self._root, self._rows, offset, length)

    def _within(self, block: int, rows: int, offset: int, length: int) -> Cursor:
        """`length` bytes at `offset` of an indirect block: in rows, twice as large from the second row on."""
        start = 0
        for row in range(rows):
            size = self._smallest << max(row - 1, 0)
            if offset < start + size * self._width:
                column, inside = divmod(offset - start, size)
                cursor = self._storage.cursor(block, signature=b"FHIB")
                cursor.take(1 + self._offset_size)
                cursor.offset()
                cursor.take((row * self._width + column) * self._storage.offset_size)
                child = cursor.offset()
                if row < self._direct_rows:
                    return self._storage.cursor(child + inside, length)
                below = size.bit_length() - (self._smallest * self._width).bit_length() + 1
                return self._within(child, below, inside, length)
            start += size * self._width
        raise HDF5Error("The file is damaged: a link is not where it should be.")
