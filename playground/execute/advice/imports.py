"""Modules and names that cannot be imported: what is here instead."""

from __future__ import annotations

import ast

from playground.engine.meanings import alike
from playground.execute.advice.scene import Advice, Scene
from playground.execute.packages import answer
from playground.renamed_modules import present_name


def advise(scene: Scene) -> Advice | None:
    error = scene.error
    if not isinstance(error, ImportError):
        return None
    names = _wanted(scene)
    full = _module(scene) or error.name or ""
    root = full.split(".")[0]
    if not isinstance(error, ModuleNotFoundError):
        return _name_of_ours(error, scene) if root == "playground" else None
    if root in ("keras", "tensorflow", "playground"):
        found = _by_name(names) if root != "playground" else ""
        if root == "tensorflow":
            found = found.replace("from keras", "from tensorflow.keras")
        present = found or present_name(full, names)
        why = scene.text.partition(" here. ")[2]
        if present or why:
            said = present or why
        elif root == "playground":
            said = _ours(full, names)
        else:
            said = (
                "This part of Keras is not here. The lessons use keras.layers, keras.models, keras.ops and their "
                "neighbours."
            )
        return Advice(said, _without(scene.text, said))
    return Advice(answer(full, names))


def _name_of_ours(error: ImportError, scene: Scene) -> Advice | None:
    import sys

    module = sys.modules.get(error.name or "")
    names = [n for n in _wanted(scene) if not hasattr(module, n)]
    close = alike(names[0], dir(module)) if names else []
    return Advice(f"Did you mean {close[0]}?") if close else None


def _without(message: str, said: str) -> str:
    """The first sentence: what is missing; the rest is said by the advice."""
    first, dot, _ = message.partition(" here. ")
    return f"{first} here." if dot and said else message


def _statement(scene: Scene) -> ast.Import | ast.ImportFrom | None:
    found = scene.statement() if scene.places else None
    return found if isinstance(found, ast.Import | ast.ImportFrom) else None


def _wanted(scene: Scene) -> tuple[str, ...]:
    """The names in `from … import a, b`."""
    found = _statement(scene)
    return tuple(a.name for a in found.names) if isinstance(found, ast.ImportFrom) else ()


def _module(scene: Scene) -> str:
    """The whole dotted name that was to be imported."""
    found = _statement(scene)
    if isinstance(found, ast.ImportFrom):
        return found.module or ""
    missing = scene.error.name or "" if isinstance(scene.error, ImportError) else ""
    names = [a.name for a in found.names] if found else []
    return next((n for n in names if n == missing or n.startswith(f"{missing}.")), missing)


def _by_name(names: tuple[str, ...]) -> str:
    from playground.engine.left_out import elsewhere

    homes = [home for name in names for home in elsewhere(name)]
    if not homes or len(homes) != len(names):
        return ""
    spaces = {home.rpartition(".")[0] for home in homes}
    if len(spaces) == 1:
        return f"Write `from {spaces.pop()} import {', '.join(names)}`."
    return f"They are called {', '.join(homes)} here."


def _ours(full: str, names: tuple[str, ...]) -> str:
    found = _by_name(names)
    if found:
        return found
    return (
        "What this page is made of is no part of a program: import keras, and `from playground import datasets` for "
        "data."
    )
