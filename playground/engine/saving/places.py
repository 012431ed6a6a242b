"""Where things are: from a class to the public module that exports it (`keras.losses`), and back."""

from __future__ import annotations

import sys
from typing import Any

from playground.engine.ops.keras_classes import module_of as operation_module

_ENGINE = __name__.rpartition(".saving.")[0]  # the package that stands for `keras`
_CLASS_HOMES = ("", "layers", "models", "optimizers")
_FUNCTION_HOMES = ("activations", "losses", "metrics", "initializers", "regularizers", "ops")


def is_builtin(target: Any) -> bool:
    """Whether a class or function is the engine's own."""
    return getattr(target, "__module__", "").partition(_ENGINE)[1] != ""


def public_module(cls: type) -> str:
    """Where `keras` users find `cls`: `keras.losses`, or `keras` for what lives at the top and for models. Functional
    and operations are in no public module of Keras, so its files name the private one."""
    if not is_builtin(cls):
        return cls.__module__
    if cls.__name__ == "Functional":
        return "keras.src.models.functional"
    function = getattr(cls, "function", None)
    if function is not None and (module := operation_module(function.__name__)):
        return module
    parts = cls.__module__[len(_ENGINE) + 1 :].split(".")
    if parts[:2] == ["optimizers", "schedules"]:
        return "keras.optimizers.schedules"
    exported = hasattr(find(parts[0]), cls.__name__)
    return "keras." + parts[0] if exported and parts[0] != "models" else "keras"


def find(path: str) -> Any:
    """The engine's object at a dotted path, or None."""
    found: Any = sys.modules[_ENGINE]
    for part in filter(None, path.split(".")):
        found = getattr(found, part, None)
    return found


def find_class(module: str, name: str) -> Any:
    """The engine's class `name` in the public module, or where such classes are; None when there is none."""
    if module.partition(".")[0] != "keras":
        return None
    path = module[len("keras") :].replace(".src.", ".")
    if path.startswith(".ops."):  # where the files of Keras have operations: numpy, core, math, …
        path = ".ops.image" if path == ".ops.image" else ".ops"
    return _first([path, *_CLASS_HOMES], name)


def find_function(name: str) -> Any:
    """The engine's function `name`, or None."""
    return _first(_FUNCTION_HOMES, name)


def _first(homes: Any, name: str) -> Any:
    for home in homes:
        found = getattr(find(home), name, None)
        if found is not None:
            return found
    return None
