"""Logs that are computed when they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np


def as_number(value: Any) -> Any:
    """A Python float of a scalar tensor; anything else as a NumPy array, or as it is."""
    if isinstance(value, float):
        return value
    try:
        array = np.asarray(value)
        return float(array.reshape(())) if array.size == 1 else array
    except (TypeError, ValueError):
        return value


def as_numbers(logs: dict[str, Any]) -> dict[str, Any]:
    """A plain dict of Python floats, sorted by name; nested dicts are merged in."""
    result: dict[str, Any] = {}
    for key, value in sorted(logs.items()):
        if value.__class__ is float:  # nearly always
            result[key] = value
        elif isinstance(value, dict):
            result.update(as_numbers(value))
        else:
            result[key] = as_number(value)
    return result


def checked(logs: Any, step: str) -> dict[str, Any]:
    """What `step` ("train_step", "test_step") returned. ValueError when that is no dict."""
    if logs is None:
        return {}
    if not isinstance(logs, dict):
        raise ValueError(
            f"`{step}()` must return a dict of metrics, such as {{'loss': loss}}. Received: {logs!r}"
        )
    return logs


_UNREAD = (
    object()
)  # stands in the dict until it is read: C code that asks only for the size must not see it empty


class Logs(dict):
    """A dict whose entries are made by `make()` the first time anybody looks.

    A batch costs nothing when no callback reads its logs. Whoever keeps the object gets the values of that batch: the
    training loop has it read before the next one.
    """

    def __init__(self, make: Callable[[], dict[str, Any]]):
        super().__init__({_UNREAD: None})
        self._make: Callable[[], dict[str, Any]] | None = make

    def read(self) -> Logs:
        """Fill in the entries, if that has not happened."""
        make, self._make = self._make, None
        if make is not None:
            if dict.__len__(self) == 1:  # nearly always
                dict.clear(self)
                dict.update(self, make())
                return self
            added = dict.copy(self)
            del added[_UNREAD]
            dict.clear(self)
            dict.update(self, make())
            if added:
                dict.update(self, added)
        return self

    def __getitem__(self, key: str) -> Any:
        return dict.__getitem__(self.read(), key)

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self.read(), key)

    def __iter__(self) -> Iterator[str]:
        return dict.__iter__(self.read())

    def __reversed__(self) -> Iterator[str]:
        return dict.__reversed__(self.read())

    def __len__(self) -> int:
        return dict.__len__(self.read())

    def __bool__(self) -> bool:
        return len(self) > 0

    def __eq__(self, other: object) -> bool:
        return dict.__eq__(self.read(), other)

    __hash__ = None  # type: ignore[assignment]

    def __or__(self, other: Any) -> dict:
        return dict(self) | dict(other)

    def __ror__(self, other: Any) -> dict:
        return dict(other) | dict(self)

    def __repr__(self) -> str:
        return dict.__repr__(self.read())

    def keys(self) -> Any:
        return dict.keys(self.read())

    def values(self) -> Any:
        return dict.values(self.read())

    def items(self) -> Any:
        return dict.items(self.read())

    def get(self, key: str, default: Any = None) -> Any:
        return dict.get(self.read(), key, default)

    def pop(self, key: str, *default: Any) -> Any:
        return dict.pop(self.read(), key, *default)

    def setdefault(self, key: str, default: Any = None) -> Any:
        return dict.setdefault(self.read(), key, default)

    def copy(self) -> dict:
        return dict(self)

    def __reduce__(self) -> Any:
        return dict, (dict(self),)
