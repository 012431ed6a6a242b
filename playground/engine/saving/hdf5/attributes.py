"""Attributes: small texts and numbers that a group or dataset carries (specification, IV.A.2.m)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine.saving.hdf5 import dataspaces, datatypes, links
from playground.engine.saving.hdf5 import object_headers as headers
from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.heaps import GlobalHeap
from playground.engine.saving.hdf5.object_headers import Message
from playground.engine.saving.hdf5.storage import UNDEFINED, Cursor, Storage, decoded


def read(storage: Storage, heap: GlobalHeap, messages: list[Message]) -> dict[str, Any]:
    """Attributes by name: a str, a list of them, or a NumPy array. Those that cannot be read here are left out."""
    found = {}
    for cursor in _all(storage, messages):
        name, body, value = _parts(cursor)
        try:
            found[name] = _value(storage, heap, body, value)
        except _NotRead:
            continue
    return found


class _NotRead(HDF5Error):
    """An attribute of another kind."""


def _all(storage: Storage, messages: list[Message]) -> Iterator[Cursor]:
    for kind, body in messages:
        if kind == headers.ATTRIBUTE:
            yield storage.over(body)
        elif kind == headers.ATTRIBUTE_INFO:
            cursor = storage.over(body)
            cursor.take(1)
            cursor.take(2 if cursor.uint(1) & 1 else 0)
            where, tree = cursor.offset(), cursor.offset()
            if where != UNDEFINED and tree != UNDEFINED:
                yield from links.dense(storage, where, tree, 0)


def _parts(cursor: Cursor) -> tuple[str, tuple[Cursor, Cursor] | None, Cursor]:
    """Name, (datatype, dataspace) and data. None when these are shared with other attributes."""
    version, flags = cursor.uint(1), cursor.uint(1)
    if version not in (1, 2, 3):
        raise HDF5Error(f"The file is damaged: an attribute of version {version}.")
    sizes = [cursor.uint(2) for _ in range(3)]
    cursor.take(1 if version == 3 else 0)
    name, kind, shape = (_padded(cursor, size, 8 if version == 1 else 1) for size in sizes)
    over = cursor.storage.over
    rest = over(cursor.take(cursor.left))
    shared = version > 1 and flags & 3
    return decoded(name), None if shared else (over(kind), over(shape)), rest


def _padded(cursor: Cursor, size: int, multiple: int) -> memoryview:
    taken = cursor.take(size)
    cursor.take(-size % multiple)
    return taken


def _value(
    storage: Storage, heap: GlobalHeap, form: tuple[Cursor, Cursor] | None, data: Cursor
) -> Any:
    if form is None:
        raise _NotRead("An attribute whose datatype is elsewhere.")
    try:
        datatype = datatypes.read(form[0])
    except HDF5Error as error:
        raise _NotRead(str(error)) from None
    shape = dataspaces.read(form[1])
    if shape is None:
        return None
    count = dataspaces.count(shape)
    if datatype.numpy is None:
        storage.spend(count)
        texts = [heap.text(storage.over(data.take(datatype.size))) for _ in range(count)]
        return texts if shape else texts[0]
    raw = data.take(count * datatype.size)
    if datatype.text:
        texts = [decoded(raw[i : i + datatype.size]) for i in range(0, len(raw), datatype.size)]
        return texts if shape else texts[0]
    return np.frombuffer(raw, datatype.numpy).reshape(shape)


def written(name: str, datatype: bytes, dataspace: bytes, data: bytes) -> bytes:
    """An attribute message."""
    spelled = name.encode() + b"\0"
    head = struct.pack("<BBHHHB", 3, 0, len(spelled), len(datatype), len(dataspace), 1)
    return head + spelled + datatype + dataspace + data
