"""Tables of contents: a package says in which of its files each name is, and a file is loaded when one of its names is
asked for (PEP 562). So importing the engine costs what is used of it.

    __getattr__, __dir__ = contents(__name__, {".dense": "Dense", "..saving": "load as deserialize"})

reads like `from .dense import Dense` and `from ..saving import load as deserialize`. `"."` stands for the package
itself: its values are modules. `from package import *` takes every name of the table. For type checkers and editors,
the same files are imported below `if TYPE_CHECKING`; a test compares the two.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def contents(
    module: str, table: Mapping[str, str], itself: ModuleType | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` for `module`: its own classes and functions, and the names of `table`.

    `itself` is the module object when it is not what is imported as `module`. A name that is nowhere is an
    AttributeError that says what is closest (`left_out.py`).
    """
    space = itself or sys.modules[module]
    package: str = space.__package__ or module
    homes = {alias: (home, name) for home, name, alias in _entries(table)}

    def load(name: str) -> Any:
        if name in homes:
            home, there = homes[name]
            if home == ".":
                value: Any = import_module(f".{there}", package)
            else:
                value = getattr(import_module(home, package), there)
            space.__dict__[name] = value  # found at once from now on
            return value
        if name == "__all__":
            return public()
        from playground.engine.left_out import NotHere

        raise NotHere(module, name, public)

    def public() -> list[str]:
        now = dict(vars(space))  # looking at a value may load another
        own = (n for n, v in now.items() if getattr(v, "__module__", None) == module)
        return sorted(n for n in {*own, *homes} if not n.startswith("_"))

    return load, public


def _entries(table: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(file, name there, name here) of everything in a table."""
    for home, names in table.items():
        for entry in names.split(", "):
            name, _, alias = entry.partition(" as ")
            yield home, name, alias or name


def own_names(table: Mapping[str, str], without: tuple[str, ...] = ()) -> list[str]:
    """The names of a table that are in the package's own files, those `without` left out (files or names)."""
    return [
        alias
        for home, _, alias in _entries(table)
        if not home.startswith("..") and home not in without and alias not in without
    ]


class Known(Mapping[str, Any]):
    """What the `get` of a package accepts: accepted names, and the class or function of the package that each means.
    The file of an entry is loaded when the entry is read."""

    def __init__(self, module: str, names: Mapping[str, str]) -> None:
        self._module, self._names = sys.modules[module], names

    def __getitem__(self, name: str) -> Any:
        return getattr(self._module, self._names[name])

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
