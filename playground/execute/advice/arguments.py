"""Arguments: unknown, missing, too many, of another kind."""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

from playground import engine
from playground.engine.meanings import argument_meant
from playground.execute.advice.scene import Advice, Scene

_UNKNOWN = re.compile(r"(?:^|\.)(\w+)\(\) got an unexpected keyword argument '(\w+)'")
_UNRECOGNIZED = re.compile(r"[Uu]nrecognized keyword arguments? passed to (\w+): \{'(\w+)'")
_MISSING = re.compile(
    r"([\w.]+)\(\) missing (\d+) required (?:positional|keyword-only) arguments?: (.+)"
)
_TOO_MANY = re.compile(r"([\w.]+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+)")
_OLD = {
    "nb_epoch": "epochs",
    "show_accuracy": 'compile(…, metrics=["accuracy"])',
}
_CALLBACK = {
    "on_epoch_begin": "epoch, logs=None",
    "on_epoch_end": "epoch, logs=None",
    "on_batch_begin": "batch, logs=None",
    "on_batch_end": "batch, logs=None",
    "on_train_batch_begin": "batch, logs=None",
    "on_train_batch_end": "batch, logs=None",
    "on_train_begin": "logs=None",
    "on_train_end": "logs=None",
    "on_test_begin": "logs=None",
    "on_test_end": "logs=None",
}


def advise(scene: Scene) -> Advice | None:
    text = scene.text
    said = (
        _class_for_object(scene) if not scene.theirs or isinstance(scene.error, TypeError) else None
    )
    if said:
        return said
    if not isinstance(scene.error, TypeError | ValueError):
        return None
    unknown = _UNKNOWN.search(text) or _UNRECOGNIZED.search(text)
    if unknown:
        return _unknown(scene, unknown[1], unknown[2])
    missing = _MISSING.search(text)
    if missing:
        return _missing(scene, missing[1], re.findall(r"'(\w+)'", missing[3]))
    number = re.search(r"activation function identifier: (\d+)\.", text)
    if number:
        return Advice(
            f"The second argument is the activation, and {number[1]} is none. The size of the inputs is found"
            " by itself: give the number of units only, `layers.Dense(units)`."
        )
    many = _TOO_MANY.search(text)
    if many:
        return _too_many(scene, many[1], int(many[2]), int(many[3]))
    return None


_THINGS = (
    engine.layers.Layer,
    engine.optimizers.Optimizer,
    engine.losses.Loss,
    engine.metrics.Metric,
)


def _class_for_object(scene: Scene) -> Advice | None:
    """A class where one of its objects is meant: its method is called, or it is called on data at once."""
    call = scene.call()
    if call is None:
        return None
    owner = scene.maybe(call.func.value) if isinstance(call.func, ast.Attribute) else None
    if (
        isinstance(owner, type)
        and issubclass(owner, _THINGS)
        and isinstance(call.func, ast.Attribute)
    ):
        name = scene.source_of(call.func.value)
        if call.func.attr not in ("from_config", "__init__"):
            return Advice(
                f"{name} is the class {owner.__name__}: make an object of it first, with brackets,"
                f" `{owner.__name__}(…)`; then call {call.func.attr} on that.",
                f"{call.func.attr} was called on the class {owner.__name__}, not on an object of it.",
            )
    callee = scene.maybe(call.func)
    if not (isinstance(callee, type) and issubclass(callee, engine.layers.Layer)):
        return None
    name = scene.source_of(call.func)
    values = [scene.maybe(argument) for argument in call.args]
    if issubclass(callee, engine.Sequential):
        several = len(call.args) > 1 or isinstance(
            values[0] if values else None, engine.layers.Layer
        )
        return Advice(f"The layers are one list: `{name}([a, b, …])`.") if several else None
    if issubclass(callee, engine.Model) or not call.args:
        return None
    data = [
        hasattr(v, "shape") and hasattr(v, "dtype") and not isinstance(v, engine.layers.Layer)
        for v in values
    ]
    if any(data) and callee.__name__ not in ("Normalization", "Rescaling"):
        settings = ", ".join(
            scene.source_of(a) for a, is_data in zip(call.args, data) if not is_data
        )
        tensor = scene.source_of(call.args[data.index(True)])
        return Advice(
            f"{name} is a class: a layer is made of it first, with its settings, and then called on data: "
            f"`{name}({settings or _first_setting(callee)})({tensor})`."
        )
    return None


def _first_setting(layer: type) -> str:
    """The argument that a layer cannot be without, or ""."""
    for parameter in list(inspect.signature(layer).parameters.values())[:1]:
        required = parameter.default is parameter.empty
        if required and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            return parameter.name
    return ""


def _accepted(callee: Any) -> list[str]:
    """The names of the arguments of what was called, those that go on to `Layer` included."""
    found: list[str] = []
    if isinstance(callee, type):
        for cls in callee.__mro__:
            if "__init__" in vars(cls) and cls is not object:
                found += _names(vars(cls)["__init__"])
    else:
        found = _names(callee)
    return [n for n in dict.fromkeys(found) if n not in ("self", "args", "kwargs")]


def _names(function: Any) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]


def _callee(scene: Scene) -> Any:
    call = scene.call()
    return scene.maybe(call.func) if call else None


def _unknown(scene: Scene, function: str, name: str) -> Advice | None:
    own = _own_init(scene, function if function != "__init__" else "", name)
    if own:
        return Advice(own)
    callee = _callee(scene)
    if callee is None:
        return None
    accepted = _accepted(callee)
    called = getattr(callee, "__name__", type(callee).__name__)
    if name == "show_accuracy":
        return Advice(f"{called} has no {name}: {_OLD[name]} shows it.")
    if name == "samples_per_epoch":
        return Advice("It is steps_per_epoch today, and counts batches.")
    if moved := _moved(scene, called, name):
        return Advice(moved)
    meant = argument_meant(name, accepted)
    if meant:
        return Advice(f"Did you mean {meant}=? {called} has no argument {name}.")
    few = [
        a for a in accepted if a not in ("activity_regularizer", "trainable", "dtype", "autocast")
    ]
    if isinstance(callee, engine.layers.Layer):
        return Advice(
            f"{name} is no argument of `call`. A layer is given its settings when it is made, and data when"
            " it is called."
        )
    return Advice(
        f"{called} takes {', '.join(few)}." if few else f"{called} takes no arguments with names."
    )


def _moved(scene: Scene, called: str, name: str) -> str:
    """Where an argument belongs that was given to `compile` instead of the optimizer or `fit`, or the other way."""
    if called == "compile" and name in ("learning_rate", "lr", "momentum"):
        call = scene.call()
        given = (
            next((k.value for k in call.keywords if k.arg == "optimizer"), None) if call else None
        )
        known = scene.maybe(given)
        kind = type(engine.optimizers.get(known)).__name__ if isinstance(known, str) else "Adam"
        name = "learning_rate" if name == "lr" else name
        return (
            f"{name} is a setting of the optimizer. Make it yourself: "
            f"`optimizer=keras.optimizers.{kind}({name}=…)`."
        )
    if called == "fit" and name in ("learning_rate", "lr", "momentum"):
        name = "learning_rate" if name == "lr" else name
        return (
            f"{name} is a setting of the optimizer, and `compile` is given that: "
            f"`optimizer=keras.optimizers.SGD({name}=…)`."
        )
    other = {"compile": "fit", "fit": "compile"}.get(called)
    if other and name in _names(getattr(engine.Model, other)):
        return f"{name} is an argument of {other}: give it there, `.{other}(…, {name}=…)`."
    return ""


def _own_init(scene: Scene, function: str, name: str) -> str:
    """`name=` or `dtype=` given to a class of the program, whose `__init__` does not pass it on."""
    call = scene.call()
    kind = call.func.id if call and isinstance(call.func, ast.Name) else function
    for cls in scene.nodes(ast.ClassDef):
        init = next((f for f in cls.body if getattr(f, "name", "") == "__init__"), None)
        if (
            cls.name == kind
            and init is not None
            and name in ("name", "dtype", "trainable", "input_shape")
        ):
            return (
                f"`__init__` of {cls.name} (line {init.lineno}) takes no {name}. Let it take `**kwargs` and"
                " hand them on: `super().__init__(**kwargs)`."
            )
    return ""


def _missing(scene: Scene, function: str, names: list[str]) -> Advice | None:
    call = scene.call()
    callee = _callee(scene)
    last = function.rpartition(".")[2]
    for keyword in call.keywords if call else ():
        if keyword.arg and callee is not None and keyword.arg not in _accepted(callee):
            meant = argument_meant(keyword.arg, names) or argument_meant(
                keyword.arg, _accepted(callee)
            )
            if meant:
                return Advice(f"Did you mean {meant}=? There is no argument {keyword.arg}.")
    of_build = last == "build" and all(name.endswith("_shape") for name in names)
    if of_build or (last == "call" and names == ["value"]):  # the latter is attention
        wanted = " and ".join(name.removesuffix("_shape") for name in names)
        shown = scene.source_of(call) if call else "layer(x)"
        first = scene.source_of(call.args[0]) if call and call.args else "x"
        more = ", ".join([first] * (len(names) + 1))
        return Advice(
            f"This layer is called with {wanted}, too. For a sequence that attends to itself give it twice: "
            f"`{shown[: shown.rfind('(')] if len(shown) < 80 else 'layer'}({more})`."
        )
    if "self" in names:
        kind = function.split(".")[0]
        return Advice(
            f"{kind} is the class; the method belongs to an object of it: make one first, `{kind.lower()} ="
            f" {kind}(…)`."
        )
    if {"y_true", "y_pred"} <= set(names):
        shown = scene.source_of(call.func) if call else last
        return Advice(
            f"Hand the function over without brackets, `loss={shown}`: Keras calls it, with labels and"
            " predictions. Or give its name as a text."
        )
    method = _own_method(scene, last, function)
    if method is not None:
        listed = ", ".join(a.arg for a in method.args.args)
        return Advice(
            f"`{method.name}` (line {method.lineno}) is written `({listed})`, and {' and '.join(names)} was"
            " not given."
            + (
                " Several inputs are passed one by one, `layer(a, b)`, or as one list that `call` takes"
                " apart."
                if last == "call"
                else ""
            )
        )
    if not call:
        return None
    shown = ", ".join([*(scene.source_of(a) for a in call.args), *(f"{n}=…" for n in names)])
    return Advice(f"Give {' and '.join(names)}: `{scene.source_of(call.func)}({shown})`.")


def _own_method(scene: Scene, name: str, qualified: str) -> ast.FunctionDef | None:
    kind = qualified.split(".")[0] if "." in qualified else ""
    for f in scene.functions():
        of = scene.class_of(f)
        if f.name == name and (of.name if of else "") == kind:
            return f
    return None


def _too_many(scene: Scene, function: str, takes: int, given: int) -> Advice | None:
    kind, _, last = function.rpartition(".")
    kind = kind.split(".")[0]
    method = _own_method(scene, last, function)
    if method is not None and kind:
        first = method.args.args[0].arg if method.args.args else ""
        if first != "self" and not method.decorator_list:
            rest = ", ".join(a.arg for a in method.args.args)
            return Advice(
                f"Every method takes self first: write `def {method.name}(self{', ' if rest else ''}{rest})`"
                f" on line {method.lineno}."
            )
        if last in _CALLBACK:
            return Advice(
                f"Keras calls it with more: write `def {last}(self, {_CALLBACK[last]})` on line"
                f" {method.lineno}.",
                line=method.lineno,
            )
        if last == "build":
            return Advice(
                "Keras calls it with the shape of the inputs: write `def build(self, input_shape)`.",
                line=method.lineno,
            )
        if last == "call":
            return Advice(
                f"Keras calls it with the inputs: write `def call(self, x)` on line {method.lineno}."
            )
    if method is not None and last != "__init__":
        listed = ", ".join(a.arg for a in method.args.args)
        return Advice(
            f"`{method.name}` (line {method.lineno}) is written `({listed})`, and {given} values were given."
        )
    callee = _callee(scene)
    call = scene.call()
    name = scene.source_of(call.func) if call else last
    if last == "__init__" and call is not None and _is_super(call):
        return Advice(
            "Layer itself takes its settings by name only: write `super().__init__()`, and keep your own"
            " settings with self, for instance `self.units = units`."
        )
    if (
        last == "__init__"
        and isinstance(callee, type)
        and call is not None
        and issubclass(callee, engine.layers.Layer)
    ):
        argument = scene.source_of(call.args[0]) if call.args else "x"
        value = scene.maybe(call.args[0]) if call.args else None
        if hasattr(value, "shape"):
            return Advice(
                f"{name} is a class: make a layer of it first, then call that on the data:"
                f" `{name}()({argument})`."
            )
        return Advice(
            f"{name} takes its settings by name: {', '.join(f'{a}=' for a in _accepted(callee)[:6])}."
        )
    if last == "apply_gradients":
        return Advice(
            "It takes one list of pairs: `apply_gradients(zip(gradients, variables))`; or `apply(gradients,"
            " variables)`."
        )
    if last in ("array", "zeros", "ones", "empty", "full") and call is not None:
        return Advice(_in_one(scene, call, last))
    accepted = _accepted(callee) if callee is not None else []
    if accepted:
        return Advice(
            f"{name} takes {', '.join(accepted[:8])}: give the others by name, or as one list."
        )
    return None


def _is_super(call: ast.Call) -> bool:
    of = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(of, ast.Call) and isinstance(of.func, ast.Name) and of.func.id == "super"


def _in_one(scene: Scene, call: ast.Call, function: str) -> str:
    inside = ", ".join(scene.source_of(a) for a in call.args)
    shown = f"[{inside}]" if function == "array" else f"({inside})"
    what = "The numbers are one list" if function == "array" else "The shape is one tuple"
    return f"{what}: `{scene.source_of(call.func)}({shown})`."
