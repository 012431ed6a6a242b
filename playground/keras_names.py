"""Makes `import keras`, `from tensorflow import keras` and `import tensorflow as tf` mean our engine.

Only inside a learner's program: `with keras_names.available():` puts a finder on `sys.meta_path` and takes it, and
every module it made, away again. A path under `keras.src` (Keras's own file layout) is answered by the namespace
that holds its names: `from keras.src.optimizers import optimizer` works although the engine has other files.
"""

from __future__ import annotations

import difflib
import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ROOTS = ("keras", "tensorflow")


def _target(root: str) -> Any:
    if root == "keras":
        from playground import engine

        return engine
    from playground import tensorflow_names

    return tensorflow_names


class Namespace(types.ModuleType):
    """A module whose names are those of `target`, then those of `parents` when the path is one of `keras.src`."""

    def __init__(self, name: str, targets: tuple[Any, ...]) -> None:
        super().__init__(name, getattr(targets[0], "__doc__", None))
        self.__dict__["_targets"] = targets
        self.__path__ = []  # a package: `import keras.layers` may go on

    def __getattr__(self, name: str) -> Any:
        targets = self.__dict__["_targets"]
        reason = None
        for target in targets:
            try:
                return getattr(target, name)
            except AttributeError as error:
                reason = reason or _reason(error)
        source_path = ".src" in self.__name__ and not name.startswith("_")
        if source_path and any(_snake(key) == name for key in _public(targets)):
            return Namespace(f"{self.__name__}.{name}", targets)
        if reason:  # the target knows better what is closest
            raise AttributeError(reason)
        close = difflib.get_close_matches(name, _public(targets), 3, 0.6)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise AttributeError(f"{self.__name__} has no {name!r} here.{hint}")

    def __dir__(self) -> list[str]:
        return sorted(_public(self.__dict__["_targets"]))


def _reason(error: AttributeError) -> str | None:
    """Why a name is not here, from a target that knows."""
    from playground.engine.left_out import NotHere

    return error.reason if isinstance(error, NotHere) else None


def _public(targets: tuple[Any, ...]) -> set[str]:
    return {key for target in targets for key in dir(target) if not key.startswith("_")}


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _resolve(fullname: str) -> Namespace:
    """The namespace a dotted module name stands for; ModuleNotFoundError when there is none."""
    root, *path = fullname.split(".")
    target = _target(root)
    inside = "src" in path[:1] or (root == "tensorflow" and path[:1] == ["keras"] and "src" in path)
    found = [target]
    for part in path:
        step, reason = None, None
        if part != "src":
            try:
                step = getattr(found[0], part)
            except AttributeError as error:
                reason = _reason(error)
        if isinstance(step, types.ModuleType | types.SimpleNamespace):
            found.insert(0, step)
        elif not inside:
            names = [
                name
                for name in dir(found[0])
                if isinstance(getattr(found[0], name, None), types.ModuleType)
            ]
            close = difflib.get_close_matches(part, names, 1)
            hint = reason or (f"Did you mean {close[0]!r}?" if close else "")
            raise ModuleNotFoundError(
                f"No module named {fullname!r} here. {hint}".rstrip(), name=fullname
            )
    return Namespace(fullname, tuple(found) if inside else (found[0],))


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname.split(".")[0] in ROOTS:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        if spec.name.partition(".")[0] == "tensorflow":
            from playground.engine import backends

            backends.asked = backends.TENSORFLOW
        return _resolve(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Nothing to execute: the names are there."""


def _forget() -> None:
    for name in [n for n in sys.modules if n.split(".")[0] in ROOTS]:
        del sys.modules[name]


@contextmanager
def available() -> Iterator[None]:
    """Within the block, `keras` and `tensorflow` are the engine; a real Keras that is installed stays hidden."""
    finder = _Finder()
    hidden = {n: m for n, m in sys.modules.items() if n.split(".")[0] in ROOTS}
    _forget()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        _forget()
        sys.modules.update(hidden)
