"""Reading a file: groups as mappings, datasets as arrays, both looked up when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from playground.engine.saving.hdf5 import (
    attributes,
    dataspaces,
    datatypes,
    filters,
    layouts,
    links,
    superblock,
)
from playground.engine.saving.hdf5 import object_headers as headers
from playground.engine.saving.hdf5.errors import HDF5Error
from playground.engine.saving.hdf5.heaps import GlobalHeap
from playground.engine.saving.hdf5.object_headers import Message
from playground.engine.saving.hdf5.storage import Storage


def read(source: Any) -> Group:
    """The root group of `source`: a path, a binary file or bytes. HDF5Error when it cannot be read."""
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:
            source = file.read()
    elif hasattr(source, "read"):
        source = source.read()
    storage = Storage(source)
    found = _object(storage, GlobalHeap(storage), superblock.read(storage), "/")
    if not isinstance(found, Group):
        raise HDF5Error("The file is damaged: it does not begin with a group.")
    return found


class _Object:
    """A header with its attributes."""

    def __init__(
        self, storage: Storage, heap: GlobalHeap, messages: list[Message], path: str
    ) -> None:
        self._storage, self._heap, self._messages = storage, heap, messages
        self.path = path

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """Texts, lists of texts and arrays by name."""
        return attributes.read(self._storage, self._heap, self._messages)

    def _body(self, kind: int) -> memoryview | None:
        return next((body for found, body in self._messages if found == kind), None)


class Dataset(_Object):
    """An array in the file."""

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        body = self._body(headers.DATASPACE)
        shape = None if body is None else dataspaces.read(self._storage.over(body))
        if shape is None:
            raise HDF5Error(f"Expected an array at '{self.path}', received nothing.")
        return shape

    @cached_property
    def _datatype(self) -> datatypes.Datatype:
        body = self._body(headers.DATATYPE)
        if body is None:
            raise HDF5Error(f"The file is damaged: '{self.path}' has no datatype.")
        return datatypes.read(self._storage.over(body))

    def numpy(self) -> np.ndarray:
        """Its numbers, of the byte order of this machine; bfloat16 as float32."""
        datatype, layout, steps = (
            self._datatype,
            self._body(headers.LAYOUT),
            self._body(headers.FILTERS),
        )
        if layout is None or datatype.numpy is None:
            raise HDF5Error(f"Expected numbers at '{self.path}', received something else.")
        applied = filters.read(self._storage, steps) if steps is not None else []
        try:
            array = layouts.read(self._storage, layout, applied, self.shape, datatype.numpy)
            array = array.astype(array.dtype.newbyteorder("="))
        except (MemoryError, OverflowError):
            raise HDF5Error(
                f"'{self.path}' of shape {self.shape} is too large for memory."
            ) from None
        wide = datatype.bfloat16 or self.attributes.get("dtype") == "bfloat16"
        if wide and array.dtype.itemsize == 2:
            return (array.view("u2").astype("u4") << 16).view("f4")
        return array


class Group(_Object, Mapping[str, "Group | Dataset"]):
    """What is in a group, by name or by path."""

    @cached_property
    def links(self) -> links.Links:
        """Where the objects of the group are; None for a link to elsewhere."""
        return links.read(self._storage, self._messages)

    def __getitem__(self, path: str) -> Group | Dataset:
        first, _, rest = path.strip("/").partition("/")
        address = self.links[first]
        place = f"{self.path.rstrip('/')}/{first}"
        if address is None:  # a file from elsewhere must not name other files of this machine
            raise HDF5Error(
                f"Expected an array or a group at '{place}', received a link to elsewhere."
            )
        found = _object(self._storage, self._heap, address, place)
        if not rest:
            return found
        if not isinstance(found, Group):
            raise KeyError(path)
        return found[rest]

    def __contains__(self, path: object) -> bool:
        try:
            return isinstance(path, str) and self[path] is not None
        except KeyError:
            return False

    def __iter__(self) -> Iterator[str]:
        return iter(self.links)

    def __len__(self) -> int:
        return len(self.links)


def _object(storage: Storage, heap: GlobalHeap, address: int, path: str) -> Group | Dataset:
    messages = headers.messages(storage, address)
    kinds = {kind for kind, _ in messages}
    kind = Dataset if headers.LAYOUT in kinds or headers.DATATYPE in kinds else Group
    return kind(storage, heap, messages, path)
