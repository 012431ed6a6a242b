"""The links of a group: in a tree of names, as older files have them, or in messages (specification, IV.A)."""

from __future__ import annotations

from collections.abc import Iterator

from playground.engine.saving.hdf5 import object_headers as headers
from playground.engine.saving.hdf5 import trees
from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.heaps import FractalHeap, LocalHeap
from playground.engine.saving.hdf5.object_headers import Message
from playground.engine.saving.hdf5.storage import UNDEFINED, Cursor, Storage

Links = dict[str, "int | None"]
_SOFT_LINK = 2  # what the tree of an older file says of a path to elsewhere


def read(storage: Storage, messages: list[Message]) -> Links:
    """Where each object of a group is; None for a link to elsewhere: a path in this file or in another one."""
    found: Links = {}
    for kind, body in messages:
        cursor = storage.over(body)
        if kind == headers.SYMBOL_TABLE:
            found.update(_in_tree(storage, cursor.offset(), cursor.offset()))
        elif kind == headers.LINK:
            found.update([_link(cursor)])
        elif kind == headers.LINK_INFO:
            cursor.take(1)
            cursor.take(8 if cursor.uint(1) & 1 else 0)
            heap, tree = cursor.offset(), cursor.offset()
            if heap != UNDEFINED and tree != UNDEFINED:
                found.update(_link(piece) for piece in dense(storage, heap, tree, 4))
    return found


def dense(storage: Storage, heap: int, tree: int, before: int) -> Iterator[Cursor]:
    """What a fractal heap has, piece by piece; identifiers stand `before` bytes into the records of `tree`."""
    pieces = FractalHeap(storage, heap)
    for record in trees.records(storage, tree):
        record.take(before)
        yield pieces.piece(record.take(pieces.id_length))


def _in_tree(storage: Storage, tree: int, heap: int) -> Iterator[tuple[str, int | None]]:
    names = LocalHeap(storage, heap)
    for _, address in trees.leaves(storage, tree, 0, storage.length_size):
        cursor = storage.cursor(address, signature=b"SNOD")
        cursor.take(2)
        for _ in range(cursor.uint(2)):
            name, header = names.name(cursor.offset()), cursor.offset()
            yield name, None if cursor.uint(4) == _SOFT_LINK else header
            cursor.take(20)


def _link(cursor: Cursor) -> tuple[str, int | None]:
    version, flags = cursor.uint(1), cursor.uint(1)
    if version != 1:
        raise HDF5Error(f"The file is damaged: a link of version {version}.")
    elsewhere = cursor.uint(1) if flags & 8 else 0
    cursor.take((8 if flags & 4 else 0) + (1 if flags & 16 else 0))
    name = cursor.text(cursor.uint(1 << (flags & 3)))
    return name, None if elsewhere else cursor.offset()
