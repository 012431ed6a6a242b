"""Makes `import keras`, `from tensorflow import keras` and `import tensorflow as tf` mean our engine.

Only inside a learner's program: `with keras_names.available():` puts a finder on `sys.meta_path` and takes it, and
every module it made, away again. A path under `keras.src` (Keras's own file layout) is answered by the namespace
that holds its names: `from keras.src.optimizers import optimizer` works although the engine has other files. Which
files those are cannot be seen: a module of the engine is reached only where Keras has a namespace of that name.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import opcode
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playground.renamed_modules import present_name

ROOTS = ("keras", "tensorflow")
_IMPORT_FROM = opcode.opmap["IMPORT_FROM"]


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
        reason = None
        for target in self.__dict__["_targets"]:
            try:
                value = getattr(target, name)
            except AttributeError as error:
                reason = reason or _reason(error)
                continue
            if not isinstance(value, types.ModuleType):
                return value
            if name in dir(target):
                return self._inside(name)
        source_path = ".src" in self.__name__ and not name.startswith("_")
        if source_path and any(_snake(key) == name for key in _public(self.__dict__["_targets"])):
            return Namespace(f"{self.__name__}.{name}", self.__dict__["_targets"])
        said = self._missing(name, reason)
        if _is_imported_from(sys._getframe(1)):
            raise ImportError(said, name=self.__name__, path=None)
        raise AttributeError(said, name=name, obj=self)

    def _inside(self, name: str) -> Any:
        """The namespace `name` in this one, as `import` would make it."""
        fullname = f"{self.__name__}.{name}"
        if self.__name__ in sys.modules and any(isinstance(f, _Finder) for f in sys.meta_path):
            return importlib.import_module(fullname)
        return _resolve(fullname)

    def _missing(self, name: str, reason: str | None) -> str:
        if reason:  # the target knows better what is closest
            return reason
        public = _public(self.__dict__["_targets"])
        present = present_name(f"{self.__name__}.{name}")
        if present and name.lower() not in map(str.lower, public):
            return f"{self.__name__} has no {name!r} here. {present}"
        from playground.engine.left_out import closest
        from playground.engine.meanings import alike, question

        space = _engine_path(self.__name__)
        close = question(alike(name, public)) if space is None else closest(space, name, public)
        return f"{self.__name__} has no {name!r} here.{close}"

    def __dir__(self) -> list[str]:
        return sorted(_public(self.__dict__["_targets"]))


def _is_imported_from(frame: types.FrameType) -> bool:
    """Whether `from … import name` asks: then it is an ImportError that Python raises, without our words."""
    code = frame.f_code.co_code
    return 0 <= frame.f_lasti < len(code) and code[frame.f_lasti] == _IMPORT_FROM


def _engine_path(name: str) -> str | None:
    """`"layers"` for `keras.layers` and `tensorflow.keras.layers`; None for what is TensorFlow's own."""
    parts = [part for part in name.split(".") if part != "src"]
    if parts[0] == "tensorflow":
        parts = parts[1:]
    return ".".join(parts[1:]) if parts[:1] == ["keras"] else None


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
        step, reason, known = None, None, False
        if part != "src":
            try:
                step = getattr(found[0], part)
                known = part in dir(found[0])
            except AttributeError as error:
                reason = _reason(error)
        if known and isinstance(step, types.ModuleType | types.SimpleNamespace):
            found.insert(0, step)
        elif not inside:
            hint = (
                reason or present_name(fullname) or _closest_module(fullname, found[0], part, step)
            )
            raise ModuleNotFoundError(
                f"No module named {fullname!r} here. {hint}".rstrip(), name=fullname
            )
    below = _below_tensorflow(path) if root == "tensorflow" else ()
    return Namespace(fullname, tuple(found) if inside else (found[0], *below))


def _below_tensorflow(path: list[str]) -> tuple[Any, ...]:
    """What `tensorflow.keras.backend`, `.losses` and `.metrics` have, and `keras` has not."""
    if len(path) != 2 or path[0] != "keras":
        return ()
    from playground.tensorflow_names.keras_backend import BELOW_TENSORFLOW

    return (BELOW_TENSORFLOW[path[1]],) if path[1] in BELOW_TENSORFLOW else ()


def _closest_module(fullname: str, space: Any, part: str, value: Any) -> str:
    from playground.engine.meanings import alike

    if value is not None and not isinstance(value, types.ModuleType):
        home = fullname.partition(f".{part}")[0]
        return f"{part} is no module: write `from {home} import {part}`."
    names = [n for n in dir(space) if isinstance(getattr(space, n, None), types.ModuleType)]
    close = alike(part, names)
    return f"Did you mean {close[0]!r}?" if close else ""


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
    from playground.engine import backends

    finder = _Finder()
    hidden = {n: m for n, m in sys.modules.items() if n.split(".")[0] in ROOTS}
    _forget()
    sys.meta_path.insert(0, finder)
    asked = backends.asked
    try:
        yield
    finally:
        backends.asked = asked
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        _forget()
        sys.modules.update(hidden)
