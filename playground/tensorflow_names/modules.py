"""`tf.Module`: what has variables, in attributes and in the modules, lists and dicts there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from playground import engine as keras
from playground.engine import name_scope
from playground.engine.naming import to_snake_case
from playground.engine.variable import Variable


class Module:
    """Variables and modules together. Subclasses make them in `__init__`; layers of Keras count as modules."""

    def __init__(self, name: str | None = None) -> None:
        if name is not None and not name.isidentifier():
            raise ValueError(
                f"Expected a name that Python takes for a variable, received {name!r}."
            )
        self._name = name or to_snake_case(type(self).__name__)

    @property
    def name(self) -> str:
        """The name that was given, or the class's in small letters."""
        return self.__dict__.get("_name") or to_snake_case(type(self).__name__)

    @property
    def name_scope(self) -> Any:
        """A context in which variables get names that begin with that of the module."""
        return name_scope(self.name)

    @classmethod
    def with_name_scope(cls, method: Callable) -> Callable:
        """A method in whose calls `name_scope` holds."""

        @functools.wraps(method)
        def scoped(self: Any, *args: Any, **kwargs: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped

    @property
    def variables(self) -> tuple:
        """All variables, each once: those of attributes in the order of their names, then those of modules."""
        return tuple(_variables(self, set()))

    @property
    def trainable_variables(self) -> tuple:
        """The variables that training may change."""
        return tuple(v for v in self.variables if v.trainable)

    @property
    def non_trainable_variables(self) -> tuple:
        """The variables that training leaves alone."""
        return tuple(v for v in self.variables if not v.trainable)

    @property
    def submodules(self) -> tuple:
        """All modules inside this one."""
        return tuple(_modules(self, {id(self)}))


def _parts(module: Any) -> Iterator[Any]:
    for name in sorted(vars(module)):
        yield from _flat(vars(module)[name])


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, Variable | Module | keras.Layer):
        yield value
    elif isinstance(value, dict):
        for key in sorted(value, key=str):
            yield from _flat(value[key])
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)


def _variables(module: Any, seen: set[int]) -> Iterator[Any]:
    if id(module) in seen:
        return
    seen.add(id(module))
    parts = module.variables if isinstance(module, keras.Layer) else list(_parts(module))
    for part in parts:
        if isinstance(part, Variable) and id(part) not in seen:
            seen.add(id(part))
            yield part
    for part in parts:
        if not isinstance(part, Variable):
            yield from _variables(part, seen)


def _modules(module: Any, seen: set[int]) -> Iterator[Any]:
    parts = (
        module._flatten_layers(include_self=False)
        if isinstance(module, keras.Layer)
        else _parts(module)
    )
    for part in parts:
        if not isinstance(part, Variable) and id(part) not in seen:
            seen.add(id(part))
            yield part
            yield from _modules(part, seen)
