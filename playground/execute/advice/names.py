"""Names that nothing has: an import that is missing, quotes, `self.`, or a name that comes too late."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from importlib import import_module

from playground.engine.left_out import elsewhere
from playground.engine.meanings import alike
from playground.execute.advice.scene import Advice, Scene
from playground.execute.packages import answer

_ALIASES = {
    "np": "import numpy as np",
    "numpy": "import numpy",
    "tf": "import tensorflow as tf",
    "tensorflow": "import tensorflow",
    "keras": "import keras",
    "K": "from keras import backend as K",
    "layers": "from keras import layers",
    "ops": "from keras import ops",
    "models": "from keras import models",
    "optimizers": "from keras import optimizers",
    "losses": "from keras import losses",
    "metrics": "from keras import metrics",
    "callbacks": "from keras import callbacks",
    "initializers": "from keras import initializers",
    "regularizers": "from keras import regularizers",
    "activations": "from keras import activations",
    "utils": "from keras import utils",
    "datasets": "from playground import datasets",
    "math": "import math",
    "random": "import random",
    "os": "import os",
    "sys": "import sys",
    "time": "import time",
    "json": "import json",
    "re": "import re",
    "functools": "import functools",
    "itertools": "import itertools",
    "partial": "from functools import partial",
    "defaultdict": "from collections import defaultdict",
    "Counter": "from collections import Counter",
    "Path": "from pathlib import Path",
    "dataclass": "from dataclasses import dataclass",
}
_PACKAGES = {
    "plt": "matplotlib",
    "pd": "pandas",
    "sns": "seaborn",
    "tfds": "tensorflow_datasets",
    "torch": "torch",
}
_WORDS = {
    "true": "True", "false": "False", "null": "None", "none": "None", "nil": "None", "NULL": "None",
    "nan": "float('nan')", "NaN": "float('nan')", "inf": "float('inf')", "pi": "math.pi", "this": "self",
    "elif": "elif", "console": "print(…)", "printf": "print(…)", "undefined": "None", "TRUE": "True", "FALSE": "False",
}  # fmt: skip
_NAMED = (
    "activations",
    "losses",
    "optimizers",
    "metrics",
    "initializers",
)  # where names are given as text


def advise(scene: Scene) -> Advice | None:
    error = scene.error
    if not isinstance(error, NameError) or not error.name or not scene.theirs:
        return None
    name = error.name
    if isinstance(error, UnboundLocalError):
        return Advice(
            f"{name} is given a value inside this function, so it is the function's own, and has none yet on this "
            "line. Take it as an argument, or call the inner one something else."
        )
    said = next(filter(None, (s for s in _ideas(scene, name))), "")
    if said:
        return Advice(said)
    call = scene.call()
    if call is not None and isinstance(call.func, ast.Name) and call.func.id == name:
        return Advice(
            f"Nothing is called {name} in this program. If it is a function of yours from another one, write it here "
            f"too, above this line: `def {name}(…):`. Is it spelt as there?"
        )
    return Advice(
        f"Nothing is called {name} yet. Is it spelt as where it was made, and made before this line?"
    )


def _ideas(scene: Scene, name: str) -> Iterator[str]:
    yield _later(scene, name)
    yield _of_self(scene, name)
    if name in _WORDS:
        yield f"Python writes `{_WORDS[name]}` for {name}."
    if name in _ALIASES:
        yield f"`{_ALIASES[name]}` is missing at the top of the program."
    if name in _PACKAGES:
        yield f"{name} is what {_PACKAGES[name]} is usually called. {answer(_PACKAGES[name])}"
    yield _as_text(scene, name)
    close = alike(name, _visible(scene), 0.75)
    own = [c for c in close if c not in vars(builtins)]
    if own:
        yield f"Did you mean {own[0]}?"
    yield _of_keras(scene, name)
    near = alike(
        name, {*_visible(scene), *(b for b in dir(builtins) if not b.startswith("_"))}, 0.7
    )
    if near and name.lower()[0] == near[0].lower()[0]:
        yield f"Did you mean {near[0]}?"


def _visible(scene: Scene) -> set[str]:
    names = {*scene.namespace}
    if scene.places:
        names |= {*scene.places[-1].frame.f_locals}
    return {n for n in names if not n.startswith("__")}


def _later(scene: Scene, name: str) -> str:
    """Where the name is made, when that is below."""
    made = [
        node.lineno
        for node in scene.nodes((ast.Name, ast.FunctionDef, ast.ClassDef))
        if (getattr(node, "id", None) == name and isinstance(node.ctx, ast.Store))
        or getattr(node, "name", None) == name
    ]
    imported = [
        node.lineno
        for node in scene.nodes((ast.Import, ast.ImportFrom))
        if any((a.asname or a.name.split(".")[0]) == name for a in node.names)
    ]
    below = [n for n in [*made, *imported] if n > scene.line]
    if below and len(below) == len(made) + len(imported):
        return f"{name} is made on line {min(below)}, after it is used here. Move that line up."
    inside = [
        (f, n) for f in scene.functions() for n in made if f.lineno < n <= (f.end_lineno or 0)
    ]
    here = scene.enclosing(scene.line)
    if inside and all(f is not here for f, _ in inside) and len(inside) == len(made):
        f, n = inside[0]
        return (
            f"{name} exists only inside {f.name} (line {n}). Let {f.name} return it, or, in a class, keep it as "
            f"self.{name}."
        )
    return ""


def _of_self(scene: Scene, name: str) -> str:
    function = scene.enclosing(scene.line)
    if function is None or scene.class_of(function) is None:
        if function is not None or name != "self":
            return ""
        return (
            "self is what a method's first argument is called; there is none outside of a method."
        )
    if name == "self":
        return f"Write self as the first argument: `def {function.name}(self, …)`."
    me = scene.places[-1].frame.f_locals.get("self")
    has = me is not None and (name in dir(me) or name in getattr(me, "__dict__", {}))
    return (
        f"Did you mean self.{name}? What belongs to the object is written with self in front."
        if has
        else ""
    )


def _as_text(scene: Scene, name: str) -> str:
    """`activation=relu`: a name that Keras takes as a text."""
    keyword = next(
        (
            k
            for k in scene.nodes(ast.keyword)
            if isinstance(k.value, ast.Name) and k.value.id == name and k.value.lineno == scene.line
        ),
        None,
    )
    for space in _NAMED:
        module = import_module(f"playground.engine.{space}")
        if name.islower() and name in dir(module) and (keyword or space != "optimizers"):
            of = f"{keyword.arg}=" if keyword and keyword.arg else ""
            return (
                f'Keras takes it as a text: {of}"{name}", in quotes. Or write keras.{space}.{name}.'
            )
    if keyword and keyword.arg in ("optimizer", "loss", "activation", "metrics") and name.islower():
        return f'Names are given as a text: {keyword.arg}="{name}", in quotes.'
    return ""


def _of_keras(scene: Scene, name: str) -> str:
    found = elsewhere(name)
    if not found:
        return ""
    space, _, last = found[0].rpartition(".")
    if "keras" in scene.namespace:
        return f"Did you mean {found[0]}? Or write `from {space} import {last}` at the top."
    return f"`from {space} import {last}` is missing at the top of the program. (It is {found[0]}.)"
