"""The bytes of a file, and numbers read from them one after the other.

All numbers of HDF5 are little-endian. A file may be damaged or made to do harm: nothing is read beyond its end, and
what describes the data (not the data themselves) may be read only so often, so that references in circles end.
"""

from __future__ import annotations

from typing import Any

from playground.engine.saving.hdf5.errors import HDF5Error

UNDEFINED = (1 << 64) - 1  # an address that is not there


class Storage:
    """The bytes of a file. `offset_size` and `length_size`: bytes of an address and of a length; addresses count from
    `base`."""

    def __init__(self, data: Any) -> None:
        self.data = memoryview(data)
        self.base = 0
        self.offset_size = self.length_size = 8
        self._left = 1_000_000 + 64 * len(self.data)

    def spend(self, count: int) -> None:
        """Count bytes of description. HDF5Error when there are more than an honest file can have."""
        self._left -= count
        if self._left < 0:
            raise HDF5Error("The file is damaged: its parts refer to each other in a circle.")

    def bytes_at(self, address: int, length: int) -> memoryview:
        """`length` bytes at `address`."""
        start = self.base + address
        if length < 0 or start + length > len(self.data):
            raise HDF5Error(
                f"The file is damaged or cut off: expected {length} bytes at {start}, but it has {len(self.data)}."
            )
        return self.data[start : start + length]

    def cursor(self, address: int, length: int | None = None, signature: bytes = b"") -> Cursor:
        """A cursor at `address`, behind `signature`. It may read `length` bytes, or up to the end of the file."""
        if length is None:
            length = max(len(self.data) - self.base - address, 0)
        cursor = Cursor(self, self.bytes_at(address, length))
        if signature and bytes(cursor.take(len(signature))) != signature:
            raise HDF5Error(
                f"The file is damaged: expected {signature.decode()!r} at {self.base + address}."
            )
        return cursor

    def over(self, data: bytes | memoryview) -> Cursor:
        """A cursor over bytes that were read already."""
        return Cursor(self, memoryview(data))


class Cursor:
    """A place in some bytes of a file, from which the next are read."""

    __slots__ = ("_data", "at", "storage")

    def __init__(self, storage: Storage, data: memoryview) -> None:
        self.storage = storage
        self._data = data
        self.at = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self.at

    def take(self, count: int) -> memoryview:
        """The next `count` bytes."""
        self.storage.spend(count + 1)
        if count > self.left:
            raise HDF5Error(
                f"The file is damaged or cut off: expected {count} bytes, but only {self.left} are left."
            )
        self.at += count
        return self._data[self.at - count : self.at]

    def uint(self, size: int) -> int:
        """The next whole number of `size` bytes."""
        return int.from_bytes(self.take(size), "little")

    def offset(self) -> int:
        """The next address; UNDEFINED where there is none."""
        size = self.storage.offset_size
        value = self.uint(size)
        return UNDEFINED if value == (1 << 8 * size) - 1 else value

    def length(self) -> int:
        """The next length."""
        return self.uint(self.storage.length_size)

    def align(self, multiple: int = 8) -> None:
        """Go on at the next multiple of 8 bytes, or at the end where that is nearer."""
        self.at = min(-(-self.at // multiple) * multiple, len(self._data))

    def text(self, count: int) -> str:
        """The next `count` bytes as text, up to a NUL."""
        return decoded(self.take(count))


def decoded(data: memoryview | bytes) -> str:
    """UTF-8 up to a NUL as text."""
    return bytes(data).split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
