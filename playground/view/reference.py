"""What the editor knows of the engine's names: `python -m playground.view.reference` writes `reference.json`.

Names, arguments with their defaults, and sentences come from the engine's signatures and docstrings, and from those of
the NumPy that is installed. The file is made at set-up time and loaded when somebody types, so a page's start does not
wait for it. Names, of which there are many twice (`Model` and `models.Model`), are indices into "things".
"""

from __future__ import annotations

import inspect
import json
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground import datasets, engine, tensorflow_names
from playground.engine import arguments
from playground.program_controls.layer_signatures import ACTIVATIONS
from playground.training_options import LOSSES, METRICS, OPTIMIZERS

FILE = Path(__file__).with_name("reference.json")
LONGEST = 300  # characters of a summary
KERAS = (
    *("activations", "backend", "callbacks", "config", "constraints", "dtype_policies", "initializers", "layers"),
    *("losses", "metrics", "mixed_precision", "models", "ops", "ops.image", "optimizers", "optimizers.schedules"),
    *("preprocessing", "preprocessing.sequence", "random", "regularizers", "saving", "tree", "utils"),
)  # fmt: skip
NUMPY = ("", "random", "linalg")
TENSORFLOW = ("", "data", "linalg", "math", "nn", "random")
# Classes whose methods are offered behind the name of a variable, the most special first.
WITH_METHODS = ("Model", "Layer", "Optimizer", "Metric", "History", "GradientTape")
RETURNS = {"fit": "History", "default_rng": "Generator"}
# Arguments of a base class that an heir does not take: it sets them itself.
NOT_TAKEN = {
    "DepthwiseConv": ("filters", "groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"),
    "SeparableConv": ("groups", "kernel_initializer", "kernel_regularizer", "kernel_constraint"),
    "Cropping1D": ("amount", "data_format"),
    "Cropping": ("amount",),
    "ZeroPadding": ("amount",),
    "LossScaleOptimizer": ("learning_rate",),
}  # fmt: skip
_PART = re.compile(r"^ *(?P<names>[\w., *]+): (?P<said>.*)$")


class Reference:
    """Collects things: `[name, kind, summary, arguments, methods, result]`, an argument `[name, default, meaning]`."""

    def __init__(self) -> None:
        self.things: list[list] = []
        self.meanings: list[str] = []
        self._places: dict[int, int] = {}  # id of an object: index of its thing
        self._kept: list[object] = []  # so that ids stay unique
        self._common = common_meanings()

    def space(self, space: Any, where: str) -> dict[str, int]:
        """{public name: index} of a namespace, without what it imported itself."""
        found = {}
        for name in sorted(dir(space)):
            if name.startswith("_"):
                continue
            value = getattr(space, name, None)
            if is_public(value, where):
                found[name] = self.thing(name, value, where)
        return found

    def methods(self, cls: type) -> dict[str, int]:
        """{name: index} of what is behind the name of an instance."""
        found = {}
        for name in sorted(dir(cls)):
            value = inspect.getattr_static(cls, name)
            if isinstance(value, classmethod | staticmethod):
                value = value.__func__
            if name.startswith("_") or not inspect.getdoc(value):
                continue
            if callable(value):
                found[name] = self.thing(name, value, cls.__name__, method=True)
            elif isinstance(value, property):
                found[name] = self._add(value, [name, "property", summary(value)])
        return found

    def thing(self, name: str, value: Any, where: str, method: bool = False) -> int:
        if id(value) in self._places:
            return self._places[id(value)]
        kind = "method" if method else "class" if inspect.isclass(value) else "function"
        made = [name, kind, summary(value), self._arguments(value, where, method)]
        result = RETURNS.get(name, "")
        if inspect.isclass(value):
            result = next((b for b in WITH_METHODS if b in (c.__name__ for c in value.__mro__)), "")
        elif where in ("np", "np.linalg"):
            result = "ndarray"
        return self._add(value, [*made, result] if result else made)

    def _add(self, value: object, thing: list) -> int:
        self._places[id(value)] = len(self.things)
        self._kept.append(value)
        self.things.append(thing)
        return len(self.things) - 1

    def _arguments(self, value: Any, where: str, method: bool) -> list[list]:
        own = own_meanings(value)
        names = [c.__name__ for c in value.__mro__] if inspect.isclass(value) else [where]
        found = []
        for name, default in parameters(value, method).items():
            keys = [*(f"{each}.{name}" for each in names), name]
            common = next((self._common[k] for k in keys if k in self._common), "")
            said, others = own.get(name, ("", 0))
            said = (
                common or said if others else said or common
            )  # its own sentence rather than one about several
            found.append([name, default, self._meaning(said)])
        return found

    def _meaning(self, said: str) -> int:
        if said not in self.meanings:
            self.meanings.append(said)
        return self.meanings.index(said)


def is_public(value: Any, where: str) -> bool:
    """Whether a value is something of `where` to be offered: no module, no name that a file imported."""
    if isinstance(value, types.ModuleType | types.SimpleNamespace) or value is None:
        return False
    if where.startswith("np"):
        is_warning = inspect.isclass(value) and issubclass(value, BaseException)
        return callable(value) and bool(inspect.getdoc(value)) and not is_warning
    home = getattr(value, "__module__", None) or ""
    return callable(value) and home.startswith("playground.")


def summary(value: Any) -> str:
    """The first paragraph of a docstring, its last whole sentence within the length that is shown."""
    doc = inspect.getdoc(value) or ""
    if inspect.isclass(value) and not value.__doc__:
        return ""
    paragraphs = [" ".join(part.split()) for part in doc.split("\n\n")]
    said = paragraphs[0]
    if re.match(r"[\w.]+\(", said) and len(paragraphs) > 1:  # NumPy repeats the signature there
        said = paragraphs[1]
    if len(said) <= LONGEST:
        return said.removesuffix(":")
    cut = said[:LONGEST]
    end = cut.rfind(". ")
    return cut[: end + 1] if end > 60 else cut[: cut.rfind(" ")] + " …"


def parameters(value: Any, method: bool = False) -> dict[str, str]:
    """{name: its default as text, "" for none} of a function, or of what a class is made with.

    A class that hands `**kwargs` on takes what its base takes, too; a recurrent layer what its cell takes."""
    if not inspect.isclass(value):
        found = _signature(value)
        return found if not method or not found else dict(list(found.items())[1:])
    found = {}
    cell = getattr(value, "_cell_class", None)
    inits = [c.__dict__["__init__"] for c in value.__mro__ if "__init__" in c.__dict__]
    if cell is not None:
        inits.insert(1, cell.__init__)
    complete = False
    for init in inits:
        if not inspect.isfunction(init):
            continue
        own = dict(list(_signature(init).items())[1:])
        if complete:  # an `__init__` before it has said all that is taken by position
            given = inspect.signature(init).parameters
            own = {n: d for n, d in own.items() if given[n].kind is inspect.Parameter.KEYWORD_ONLY}
        complete = complete or hasattr(init, "__signature__")
        found = {**found, **{n: d for n, d in own.items() if n not in found}}
        takes_more = any(
            p.kind is p.VAR_KEYWORD for p in inspect.signature(init).parameters.values()
        )
        if not takes_more:
            break
    else:
        if not found:
            found = _signature(value)
    gone = next(
        (names for start, names in NOT_TAKEN.items() if value.__name__.startswith(start)), ()
    )
    gone = (*gone, "cell") if cell is not None else gone
    shared = [
        n for n in ("activity_regularizer", "trainable", "dtype", "autocast", "name") if n in found
    ]
    first = {n: d for n, d in found.items() if n not in gone and n not in shared}
    return first | {n: found[n] for n in shared}  # what all layers take comes last


def _signature(function: Any) -> dict[str, str]:
    try:
        given = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    named = (p for p in given if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL))
    return {p.name: default_text(p) for p in named if not p.name.startswith("_")}


def default_text(parameter: inspect.Parameter) -> str:
    default = parameter.default
    if default is parameter.empty:
        return ""
    plain = default is None or isinstance(default, bool | int | float | str | tuple)
    return json.dumps(default) if isinstance(default, str) else repr(default) if plain else "…"


def own_meanings(value: Any) -> dict[str, tuple[str, int]]:
    """What a docstring, or one of a base class, says below "Arguments:" or under a name that stands alone, and of how
    many other arguments it says that too."""
    found: dict[str, tuple[str, int]] = {}
    for each in value.__mro__ if inspect.isclass(value) else (value,):
        home = getattr(each, "__module__", "") or ""
        doc = (
            inspect.cleandoc(each.__doc__) if each.__doc__ and home.startswith("playground") else ""
        )
        for names, said in list_of(doc):
            for name in names:
                found.setdefault(name, (said, len(names) - 1))
    return found


def list_of(doc: str) -> Iterator[tuple[list[str], str]]:
    """(names, sentence) of the arguments that a docstring explains."""
    lines, listed = doc.split("\n"), False
    for at, line in enumerate(lines):
        following = " ".join(_deeper(lines, at))
        if line.rstrip() == "Arguments:":
            listed = True
        elif line and not line.startswith(" "):
            listed = False
            if (
                re.fullmatch(r"[a-z_]\w*(, [a-z_]\w*)*", line) and following
            ):  # a name alone, its text below
                yield line.split(", "), _sentence(following)
        elif listed and re.match(r" {4}\S", line) and (part := _PART.match(line)):
            names = [name.strip(" *") for name in part["names"].split(", ")]
            yield names, _sentence(f"{part['said']} {following}".strip())


def _deeper(lines: list[str], at: int) -> Iterator[str]:
    """The lines after one that are indented further than it is."""
    depth = len(lines[at]) - len(lines[at].lstrip())
    for line in lines[at + 1 :]:
        if not line.strip() or len(line) - len(line.lstrip()) <= depth:
            return
        yield line.strip()


def _sentence(said: str) -> str:
    """The first sentence, with a capital letter."""
    first = re.split(r"(?<=[a-z0-9)`\"])\. (?=[A-Z`])", said)[0].rstrip(".")
    return first[:1].upper() + first[1:] + "."


def common_meanings() -> dict[str, str]:
    """{"name" or "Class.name": sentence} of `playground.engine.arguments`."""
    found = {}
    for line in (arguments.__doc__ or "").split("\n"):
        if line.startswith("    ") and (part := re.match(r" {4}([\w.]+): (.*)", line)):
            found.setdefault(part[1], part[2])
    return found


def choices() -> dict[str, list[str]]:
    """The strings that an argument takes, by its name or by what it ends with ("_initializer")."""
    names = {
        space: _names_of(space)
        for space in ("initializers", "regularizers", "constraints", "activations")
    }
    activations = sorted(names["activations"], key=lambda name: (*ACTIVATIONS, name).index(name))
    return {
        "loss": list(LOSSES),
        "optimizer": list(OPTIMIZERS),
        "metrics": list(METRICS),
        "weighted_metrics": list(METRICS),
        "activation": activations,
        "recurrent_activation": activations,
        "_initializer": names["initializers"],
        "_regularizer": names["regularizers"],
        "_constraint": names["constraints"],
        "padding": ["valid", "same", "causal"],
        "data_format": ["channels_last", "channels_first"],
        "reduction": ["sum_over_batch_size", "sum", "mean", "none"],
        "dtype": ["float32", "float64", "float16", "int32", "bool"],
        "monitor": ["val_loss", "loss", "val_accuracy", "accuracy"],
        "mode": ["auto", "min", "max"],
        "merge_mode": ["concat", "sum", "mul", "ave"],
    }  # fmt: skip


def _names_of(space: str) -> list[str]:
    """Names in lower case that can stand in a string."""
    known = getattr(engine, space)
    found = [
        n
        for n in dir(known)
        if n.islower() and not n.startswith("_") and is_public(getattr(known, n), "keras")
    ]
    return [n for n in found if n not in ("get", "serialize", "deserialize")]


def meant_by(strings: list[str], space: str) -> dict[str, str]:
    """{string: what it stands for} for the strings that name a class."""
    table = {
        "optimizers": {n: c for n, (c, _) in OPTIMIZERS.items()},
        "losses": LOSSES,
        "metrics": METRICS,
    }[space]
    return {name: f"keras.{space}.{table[name]}" for name in strings if name in table}


def reference() -> dict[str, Any]:
    """All that `reference.json` holds."""
    import numpy as np

    made = Reference()
    spaces = {"keras": made.space(engine, "keras")}
    for path in KERAS:
        spaces[f"keras.{path}"] = made.space(_at(engine, path), f"keras.{path}")
    spaces["datasets"] = made.space(datasets, "datasets")
    for prefix, root, paths in (("tf", tensorflow_names, TENSORFLOW), ("np", np, NUMPY)):
        for path in paths:
            where = f"{prefix}.{path}".rstrip(".")
            spaces[where] = made.space(_at(root, path), where)
    classes = {name: _class(name) for name in WITH_METHODS}
    classes |= {"Generator": np.random.Generator, "ndarray": np.ndarray}
    methods = {name: made.methods(cls) for name, cls in classes.items()}
    strings = choices()
    return {
        "things": made.things,
        "spaces": {name: names for name, names in spaces.items() if names},
        "methods": methods,
        "meanings": made.meanings,
        "choices": strings,
        "meant": {
            "optimizer": meant_by(strings["optimizer"], "optimizers"),
            "loss": meant_by(strings["loss"], "losses"),
            "metrics": meant_by(strings["metrics"], "metrics"),
        },
    }


def _at(root: Any, path: str) -> Any:
    for part in path.split(".") if path else ():
        root = getattr(root, part)
    return root


def _class(name: str) -> type:
    homes = {"Layer": engine.layers, "Optimizer": engine.optimizers, "Metric": engine.metrics}
    homes |= {"History": engine.callbacks, "GradientTape": tensorflow_names}
    return getattr(homes.get(name, engine), name)


def make_reference() -> Path:
    """Write the file, unless it says the same already."""
    text = json.dumps(reference(), ensure_ascii=False, separators=(",", ":")) + "\n"
    if not FILE.is_file() or FILE.read_text(encoding="utf-8") != text:
        FILE.write_text(text, encoding="utf-8")
    return FILE


if __name__ == "__main__":
    path = make_reference()
    print(f"{path.name}: {path.stat().st_size:,} bytes")
