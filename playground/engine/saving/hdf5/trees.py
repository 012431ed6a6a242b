"""B-trees: version 1, of a group's names or a dataset's chunks, and version 2, of names (specification, III.A)."""

from __future__ import annotations

from collections.abc import Iterator

from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.storage import UNDEFINED, Cursor, Storage


def leaves(
    storage: Storage, address: int, kind: int, key_size: int
) -> Iterator[tuple[Cursor, int]]:
    """`(key, address)` of all leaves of a tree of version 1, in order. `kind`: 0 of groups, 1 of chunks."""
    waiting = [address]
    while waiting:
        at = waiting.pop()
        cursor = storage.cursor(at, signature=b"TREE")
        received, level, count = cursor.uint(1), cursor.uint(1), cursor.uint(2)
        if received != kind:
            raise HDF5Error(f"The file is damaged: a tree of kind {received} instead of {kind}.")
        cursor.offset()
        cursor.offset()
        entries = [(storage.over(cursor.take(key_size)), cursor.offset()) for _ in range(count)]
        if level == 0:
            yield from entries
        else:
            waiting += [child for _, child in reversed(entries)]


def records(storage: Storage, address: int) -> Iterator[Cursor]:
    """All records of a tree of version 2."""
    head = storage.cursor(address, signature=b"BTHD")
    head.take(2)
    node_size, record_size, depth = head.uint(4), head.uint(2), head.uint(2)
    head.take(2)
    root, count = head.offset(), head.uint(2)
    if root == UNDEFINED or not record_size or depth > 8:
        return
    room, below, widths = [(node_size - 10) // record_size], [], [0]
    totals = [room[0]]
    for _ in range(depth):  # how wide the counts of records are, level by level
        below.append(_width(room[0]))
        pointer = storage.offset_size + below[-1] + widths[-1]
        room.append((node_size - 10 - pointer) // (record_size + pointer))
        totals.append((room[-1] + 1) * totals[-1] + room[-1])
        widths.append(_width(totals[-1]))

    def node(at: int, count: int, level: int) -> Iterator[Cursor]:
        cursor = storage.cursor(at, signature=b"BTIN" if level else b"BTLF")
        cursor.take(2)
        own = [storage.over(cursor.take(record_size)) for _ in range(count)]
        yield from own
        for _ in range(count + 1 if level else 0):
            child, size = cursor.offset(), cursor.uint(_width(room[level - 1]))
            cursor.take(_width(totals[level - 1]) if level > 1 else 0)
            yield from node(child, size, level - 1)

    yield from node(root, count, depth)


def _width(number: int) -> int:
    """Bytes that a number up to `number` takes."""
    return max((max(number, 1).bit_length() + 7) // 8, 1)
