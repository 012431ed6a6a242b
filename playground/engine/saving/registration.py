"""Names for a user's own classes and functions, so that a saved config can find them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

GLOBAL_CUSTOM_OBJECTS: dict[str, Any] = {}  # "Package>Name" -> class or function
GLOBAL_CUSTOM_NAMES: dict[Any, str] = {}  # and back
# a scope opened in one thread is not seen by another
_scoped: ContextVar[dict[str, Any]] = ContextVar("custom_objects", default={})  # noqa: B039, never changed


def _scoped_objects() -> dict[str, Any]:
    return _scoped.get()


class CustomObjectScope:
    """Within a `with` block, `custom_objects` (name -> class or function) can be found by name.

    Scopes nest; an inner name hides an outer one.
    """

    def __init__(self, custom_objects: dict[str, Any] | None):
        self.custom_objects = custom_objects or {}

    def __enter__(self) -> CustomObjectScope:
        self._before = _scoped_objects()
        _scoped.set({**self._before, **self.custom_objects})
        return self

    def __exit__(self, *exception: Any) -> None:
        _scoped.set(self._before)


custom_object_scope = CustomObjectScope


def get_custom_objects() -> dict[str, Any]:
    """The global table; what is put into it can be found by name everywhere."""
    return GLOBAL_CUSTOM_OBJECTS


def register_keras_serializable(
    package: str = "Custom", name: str | None = None
) -> Callable[[Any], Any]:
    """Decorator that registers a class or function as `"package>name"`.

    Raises ValueError for a class without `get_config`: nothing could be saved of it.
    """

    def decorate(target: Any) -> Any:
        if isinstance(target, type) and not hasattr(target, "get_config"):
            raise ValueError(
                "Cannot register a class that does not have a get_config() method. "
                f"Received: {target.__name__}. Add `get_config` returning the arguments of `__init__`."
            )
        registered = f"{package}>{name or target.__name__}"
        GLOBAL_CUSTOM_OBJECTS[registered] = target
        GLOBAL_CUSTOM_NAMES[target] = registered
        return target

    return decorate


def forget_registered() -> None:
    """As if nothing had been registered."""
    GLOBAL_CUSTOM_OBJECTS.clear()
    GLOBAL_CUSTOM_NAMES.clear()


def get_registered_name(obj: Any) -> str:
    """`"package>name"` of a registered class or function, else its `__name__`."""
    try:
        return GLOBAL_CUSTOM_NAMES.get(obj) or obj.__name__
    except TypeError:  # unhashable
        return obj.__name__


def get_registered_object(
    name: str,
    custom_objects: dict[str, Any] | None = None,
    module_objects: Mapping[str, Any] | None = None,
) -> Any:
    """The class or function called `name` in the open scopes, the global table or the given tables, else None."""
    for table in (_scoped_objects(), GLOBAL_CUSTOM_OBJECTS, custom_objects, module_objects):
        if table and name in table:
            return table[name]
    return None
