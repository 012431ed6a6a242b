"""Object headers: what a group or a dataset says of itself, as a list of messages (specification, IV.A)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import Cursor, Storage

DATASPACE, LINK_INFO, DATATYPE, FILL_VALUE, LINK, LAYOUT = 0x01, 0x02, 0x03, 0x05, 0x06, 0x08
FILTERS, ATTRIBUTE, CONTINUATION, SYMBOL_TABLE, ATTRIBUTE_INFO = 0x0B, 0x0C, 0x10, 0x11, 0x15
_SHARED = 2


class Message(NamedTuple):
    """What it is about, and the bytes that say it."""

    kind: int
    body: memoryview


def messages(storage: Storage, address: int) -> list[Message]:
    """All messages of the object whose header is at `address`."""
    first = bytes(storage.bytes_at(address, 4))
    found = _version_2(storage, address) if first == b"OHDR" else _version_1(storage, address)
    return list(found)


def _message(kind: int, flags: int, body: memoryview) -> Message:
    if flags & _SHARED and kind in (DATASPACE, DATATYPE, FILTERS, ATTRIBUTE):
        raise HDF5Error(
            "The file has datatypes that several datasets share, which are not read here."
        )
    return Message(kind, body)


def _version_1(storage: Storage, address: int) -> Iterator[Message]:
    head = storage.cursor(address)
    version = head.uint(1)
    if version != 1:
        raise HDF5Error(f"The file is damaged: expected an object at {address}.")
    head.take(1)
    count = head.uint(2)
    head.take(4)
    size = head.uint(4)
    blocks = [(address + 16, size)]
    while blocks:
        cursor = storage.cursor(*blocks.pop(0))
        while cursor.left >= 8 and count > 0:
            kind, size, flags = cursor.uint(2), cursor.uint(2), cursor.uint(1)
            cursor.take(3)
            body = cursor.take(size)
            count -= 1
            if kind == CONTINUATION:
                at = storage.over(body)
                blocks.append((at.offset(), at.length()))
            else:
                yield _message(kind, flags, body)


def _version_2(storage: Storage, address: int) -> Iterator[Message]:
    head = storage.cursor(address, signature=b"OHDR")
    version, flags = head.uint(1), head.uint(1)
    if version != 2:
        raise HDF5Error(f"The file is damaged: an object of version {version} at {address}.")
    head.take((16 if flags & 0x20 else 0) + (4 if flags & 0x10 else 0))
    size = head.uint(1 << (flags & 3))
    blocks = [storage.over(head.take(size))]
    while blocks:
        cursor = blocks.pop(0)
        while cursor.left >= 4 + (2 if flags & 4 else 0):
            kind, size, marks = cursor.uint(1), cursor.uint(2), cursor.uint(1)
            cursor.take(2 if flags & 4 else 0)
            body = cursor.take(size)
            if kind == CONTINUATION:
                blocks.append(_continued(storage, storage.over(body)))
            else:
                yield _message(kind, marks, body)


def _continued(storage: Storage, at: Cursor) -> Cursor:
    address, length = at.offset(), at.length()
    cursor = storage.cursor(address, length, signature=b"OCHK")
    return storage.over(cursor.take(max(cursor.left - 4, 0)))  # the last four are a checksum
