"""How a layer notices what is assigned to its attributes: variables, sublayers, metrics and seed generators,
also inside lists, tuples, dicts and sets.

Containers are replaced by subclasses that report later additions, so that `self.blocks.append(Dense(3))` works
as well as `self.block = Dense(3)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


class Tracker:
    """Sorts tracked objects into stores, one list each, by the first matching predicate.

    `stores` maps a store's name to its predicate and its list. A locked tracker refuses new objects: state made
    during `call` would be invisible to whoever collected the weights before.
    """

    def __init__(self, stores: dict[str, tuple[Callable[[Any], bool], list]]):
        self.stores = stores
        self.locked_because: str | None = None
        self._known: dict[str, set[int]] = {
            name: {id(v) for v in found} for name, (_, found) in stores.items()
        }

    def track(self, value: Any) -> Any:
        """`value` itself, or a container that goes on tracking; adds what it holds to the stores."""
        for name, (matches, _) in self.stores.items():
            if matches(value):
                if not self.is_tracked(
                    value
                ):  # a variable stays where it is when `trainable` changes
                    self.add_to_store(name, value)
                return value
        if isinstance(value, tuple):
            items = [self.track(item) for item in value]
            if all(new is old for new, old in zip(items, value)):
                return value
            return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
        kind = _CONTAINERS.get(type(value))
        return value if kind is None else kind(value, self)

    def add_to_store(self, name: str, value: Any) -> None:
        """Put `value` into one store, once. Raises ValueError when locked."""
        if id(value) in self._known[name]:
            return
        if self.locked_because is not None:
            raise ValueError(self.locked_because)
        self._known[name].add(id(value))
        self.stores[name][1].append(value)

    def untrack(self, value: Any) -> None:
        """Forget `value` wherever it is."""
        for name, (_, found) in self.stores.items():
            if id(value) in self._known[name]:
                self._known[name].discard(id(value))
                found[:] = [other for other in found if other is not value]

    def is_tracked(self, value: Any) -> bool:
        return any(id(value) in known for known in self._known.values())

    def lock(self, message: str = "The state of this layer is locked.") -> None:
        self.locked_because = message

    def unlock(self) -> None:
        self.locked_because = None

    @property
    def locked(self) -> bool:
        return self.locked_because is not None


class TrackedList(list):
    """A list whose items are tracked."""

    def __init__(self, values: Iterable = (), tracker: Tracker | None = None):
        self._tracker = tracker
        super().__init__(self._tracked(v) for v in values)

    def _tracked(self, value: Any) -> Any:
        return value if self._tracker is None else self._tracker.track(value)

    def _untrack(self, value: Any) -> None:
        if self._tracker is not None:
            self._tracker.untrack(value)

    def append(self, value: Any) -> None:
        super().append(self._tracked(value))

    def insert(self, index: Any, value: Any) -> None:
        super().insert(index, self._tracked(value))

    def extend(self, values: Iterable) -> None:
        super().extend([self._tracked(v) for v in values])

    def __iadd__(self, values: Iterable) -> TrackedList:
        self.extend(values)
        return self

    def __setitem__(self, index: Any, value: Any) -> None:
        super().__setitem__(index, self._tracked(value))

    def __delitem__(self, index: Any) -> None:
        gone = self[index]
        super().__delitem__(index)
        for value in gone if isinstance(index, slice) else [gone]:
            self._untrack(value)

    def remove(self, value: Any) -> None:
        super().remove(value)
        self._untrack(value)

    def pop(self, index: Any = -1) -> Any:
        value = super().pop(index)
        self._untrack(value)
        return value

    def clear(self) -> None:
        for value in self:
            self._untrack(value)
        super().clear()

    def __reduce__(self) -> Any:
        return list, (list(self),)


class TrackedDict(dict):
    """A dict whose values are tracked."""

    def __init__(self, values: Any = (), tracker: Tracker | None = None):
        self._tracker = tracker
        super().__init__({k: self._tracked(v) for k, v in dict(values).items()})

    def _tracked(self, value: Any) -> Any:
        return value if self._tracker is None else self._tracker.track(value)

    def _untrack(self, value: Any) -> None:
        if self._tracker is not None:
            self._tracker.untrack(value)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, self._tracked(value))

    def update(self, *args: Any, **kwargs: Any) -> None:
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def setdefault(self, key: Any, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def __delitem__(self, key: Any) -> None:
        value = self[key]
        super().__delitem__(key)
        self._untrack(value)

    def pop(self, key: Any, *default: Any) -> Any:
        value = super().pop(key, *default)
        self._untrack(value)
        return value

    def popitem(self) -> tuple:
        key, value = super().popitem()
        self._untrack(value)
        return key, value

    def clear(self) -> None:
        for value in self.values():
            self._untrack(value)
        super().clear()

    def __reduce__(self) -> Any:
        return dict, (dict(self),)


class TrackedSet(set):
    """A set whose items are tracked."""

    def __init__(self, values: Iterable = (), tracker: Tracker | None = None):
        self._tracker = tracker
        super().__init__(values if tracker is None else [tracker.track(v) for v in values])

    def add(self, value: Any) -> None:
        super().add(value if self._tracker is None else self._tracker.track(value))

    def update(self, *others: Iterable) -> None:
        for values in others:
            for value in values:
                self.add(value)

    def remove(self, value: Any) -> None:
        super().remove(value)
        if self._tracker is not None:
            self._tracker.untrack(value)

    def discard(self, value: Any) -> None:
        if value in self:
            self.remove(value)

    def __reduce__(self) -> Any:
        return set, (set(self),)


_CONTAINERS: dict[type, Any] = {list: TrackedList, dict: TrackedDict, set: TrackedSet}
