"""Writing a file, in the oldest form of HDF5, which every program reads: superblock 0, names in trees, plain arrays."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from playground.engine.saving.hdf5 import attributes, dataspaces, datatypes, heaps, superblock
from playground.engine.saving.hdf5 import object_headers as headers
from playground.engine.saving.hdf5.storage import UNDEFINED

_LARGEST_MESSAGE = 64_000  # bytes; a message's length has 16 bits
_TEXTS_TOGETHER = 60_000  # in one collection; their number has 16 bits


class Branch:
    """A group to be written: arrays and groups by name, and attributes (a text, a list of texts or an array)."""

    def __init__(self) -> None:
        self.children: dict[str, Branch | np.ndarray] = {}
        self.attributes: dict[str, Any] = {}

    def branch(self, path: str) -> Branch:
        """The group at `path`, made where it is missing."""
        found = self
        for name in path.strip("/").split("/"):
            inner = found.children.setdefault(name, Branch())
            if not isinstance(inner, Branch):
                raise ValueError(
                    f"Expected a group at '{path}', but there is an array at '{name}'."
                )
            found = inner
        return found

    def put(self, path: str, value: Any) -> None:
        """Put an array at `path`."""
        where, _, name = path.strip("/").rpartition("/")
        (self.branch(where) if where else self).children[name] = np.asarray(value)

    def put_texts(self, name: str, texts: list[str]) -> None:
        """Texts as one attribute, or as several numbered ones where they are too many for one."""
        most = _LARGEST_MESSAGE // datatypes.VARIABLE_SIZE
        if len(texts) <= most:
            self.attributes[name] = texts
        else:
            for i in range(0, len(texts), most):
                self.attributes[f"{name}{i // most}"] = texts[i : i + most]


def written(root: Branch) -> bytes:
    """The bytes of a file with the content of `root`."""
    return _File(root).content


class _File:
    def __init__(self, root: Branch) -> None:
        self._out = bytearray(superblock.SIZE)
        self._texts = self._write_texts(root)
        header, tree, heap = self._group(root)
        self._out[: superblock.SIZE] = superblock.written(header, tree, heap, len(self._out))
        self.content = bytes(self._out)

    def _append(self, data: Any) -> int:
        """The address that `data` got."""
        address = len(self._out)
        self._out += data
        self._out += bytes(-len(self._out) % 8)
        return address

    # ------------------------------------------------------------------------------------ texts
    def _write_texts(self, root: Branch) -> dict[bytes, tuple[int, int]]:
        """Address and number of every text that an attribute has."""
        texts = [text for text in dict.fromkeys(_texts_of(root)) if text]
        places = {}
        for i in range(0, len(texts), _TEXTS_TOGETHER):
            some = texts[i : i + _TEXTS_TOGETHER]
            address = self._append(heaps.written(some))
            places.update({text: (address, number) for number, text in enumerate(some, 1)})
        return places

    def _reference(self, text: bytes) -> bytes:
        return struct.pack("<IQI", len(text), *self._texts.get(text, (0, 0)))

    # ---------------------------------------------------------------------------------- objects
    def _header(self, messages: list[tuple[int, bytes]]) -> int:
        body = b"".join(
            struct.pack("<HHB3x", kind, len(data) + -len(data) % 8, 0)
            + data
            + bytes(-len(data) % 8)
            for kind, data in messages
        )
        return self._append(struct.pack("<BxHII4x", 1, len(messages), 1, len(body)) + body)

    def _attributes(self, branch: Branch) -> list[tuple[int, bytes]]:
        return [
            (headers.ATTRIBUTE, self._attribute(name, value))
            for name, value in branch.attributes.items()
        ]

    def _attribute(self, name: str, value: Any) -> bytes:
        texts = _spelled(value)
        if texts is None:
            array = np.asarray(value)
            kind, shape, data = datatypes.written(array.dtype), array.shape, array.tobytes()
        else:
            kind, shape = datatypes.VARIABLE_TEXT, () if isinstance(value, str) else (len(texts),)
            data = b"".join(map(self._reference, texts))
        return attributes.written(name, kind, dataspaces.written(shape), data)

    def _dataset(self, array: np.ndarray) -> int:
        kind = datatypes.written(array.dtype)
        plain = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        address = self._append(plain.tobytes()) if array.size else UNDEFINED
        return self._header(
            [
                (headers.DATASPACE, dataspaces.written(array.shape)),
                (headers.DATATYPE, kind),
                (headers.FILL_VALUE, struct.pack("<4BI", 2, 2, 2, 1, 0)),
                (headers.LAYOUT, struct.pack("<BBQQ", 3, 1, address, array.nbytes)),
            ]
        )

    def _group(self, branch: Branch) -> tuple[int, int, int]:
        """The addresses of a group's header, of the tree of its names and of its heap."""
        names = sorted(branch.children, key=str.encode)
        entries = []
        segment = bytearray(8)  # the empty name is at 0
        for name in names:
            child = branch.children[name]
            offset = len(segment)
            segment += name.encode() + b"\0"
            segment += bytes(-len(segment) % 8)
            if isinstance(child, Branch):
                header, tree, heap = self._group(child)
                entry = struct.pack("<QQIIQQ", offset, header, 1, 0, tree, heap)
            else:
                entry = struct.pack("<QQII16x", offset, self._dataset(child), 0, 0)
            entries.append((offset, entry))
        data = self._append(segment)
        heap = self._append(struct.pack("<4sB3xQQQ", b"HEAP", 0, len(segment), 1, data))
        tree = self._tree(entries)
        table = (headers.SYMBOL_TABLE, struct.pack("<QQ", tree, heap))
        return self._header([table, *self._attributes(branch)]), tree, heap

    def _tree(self, entries: list[tuple[int, bytes]]) -> int:
        """A tree over the entries of a group, which are sorted by name."""
        most = 2 * superblock.LEAF_K
        leaves = []  # (the place of the last name in it, address)
        for i in range(0, len(entries), most):
            some = entries[i : i + most]
            packed = b"".join(entry for _, entry in some).ljust(40 * most, b"\0")
            leaves.append(
                (some[-1][0], self._append(struct.pack("<4sBxH", b"SNOD", 1, len(some)) + packed))
            )
        level, nodes = 0, self._level(leaves, 0)
        while len(nodes) > 1:
            level += 1
            nodes = self._level(nodes, level)
        return nodes[0][1]

    def _level(self, children: list[tuple[int, int]], level: int) -> list[tuple[int, int]]:
        """The nodes above `children`, side by side."""
        most = 2 * superblock.INTERNAL_K
        size = 24 + 8 * (2 * most + 1)
        groups = [children[i : i + most] for i in range(0, len(children), most)] or [[]]
        start, before, nodes = len(self._out), 0, []
        for i, group in enumerate(groups):
            left = start + (i - 1) * size if i else UNDEFINED
            right = start + (i + 1) * size if i + 1 < len(groups) else UNDEFINED
            node = struct.pack("<4sBBHQQQ", b"TREE", 0, level, len(group), left, right, before)
            for last, address in group:
                node += struct.pack("<QQ", address, last)
                before = last
            nodes.append((before, self._append(node.ljust(size, b"\0"))))
        return nodes


def _spelled(value: Any) -> list[bytes] | None:
    """The texts of an attribute; None when it has numbers. A list without anything is one of numbers, as in h5py."""
    if isinstance(value, str):
        return [value.encode("utf-8", "surrogateescape")]
    if isinstance(value, list) and value and all(isinstance(text, str) for text in value):
        return [text.encode("utf-8", "surrogateescape") for text in value]
    return None


def _texts_of(branch: Branch) -> list[bytes]:
    found = [text for value in branch.attributes.values() for text in _spelled(value) or ()]
    for child in branch.children.values():
        if isinstance(child, Branch):
            found += _texts_of(child)
    return found
