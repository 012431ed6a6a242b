"""Layers and settings of a model that stand where they do harm."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import Text, argument, kind_of_class, last_name

_DROPS = {"Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianDropout", "AlphaDropout"}
_ADAPTIVE = {"Adam", "AdamW", "Nadam", "RMSprop", "Adamax"}


def architectures(text: Text) -> Iterator[tuple[int, str]]:
    trained = _trained(text)
    for name, layers in _sequentials(text):
        yield from _softmax_twice(layers)
        if name in trained and layers:
            yield from _drops_outputs(layers)
            yield from _one_line(layers)
    for call in text.calls():
        yield from _drops_nearly_all(call)
        yield from _rate(call)
    yield from _never_adapted(text)


def _trained(text: Text) -> set[str]:
    """Names of models that the program compiles."""
    return {
        call.func.value.id
        for call in text.calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "compile"
        and isinstance(call.func.value, ast.Name)
    }


def _sequentials(text: Text) -> Iterator[tuple[str, list[ast.Call]]]:
    """("model", the calls that make its layers) of every `model = Sequential([…])`."""
    for node in ast.walk(text.tree):
        value = node.value if isinstance(node, ast.Assign) else None
        if not (isinstance(value, ast.Call) and last_name(value.func) == "Sequential"):
            continue
        listed = argument(value, "layers", 0)
        layers = listed.elts if isinstance(listed, ast.List | ast.Tuple) else []
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if layers and all(isinstance(each, ast.Call) for each in layers):
            name = target.id if isinstance(target, ast.Name) else ""
            yield name, [each for each in layers if isinstance(each, ast.Call)]


def _activation(call: ast.Call) -> str | None:
    """The name of a layer's activation; "" for another value; None without."""
    given = argument(call, "activation", {"Dense": 1, "Activation": 0}.get(last_name(call.func)))
    if given is None:
        return "softmax" if last_name(call.func) == "Softmax" else None
    if isinstance(given, ast.Constant):
        return None if given.value in (None, "linear") else str(given.value)
    return last_name(given)


def _softmax_twice(layers: list[ast.Call]) -> Iterator[tuple[int, str]]:
    for first, second in itertools.pairwise(layers):
        again = last_name(second.func) in ("Softmax", "Activation")
        if again and _activation(first) == _activation(second) == "softmax":
            yield (
                second.lineno,
                "softmax of softmax: all classes come out nearly alike, and little is learned. Take one of the two "
                "out.",
            )


def _drops_outputs(layers: list[ast.Call]) -> Iterator[tuple[int, str]]:
    name = last_name(layers[-1].func)
    if name in _DROPS:
        yield (
            layers[-1].lineno,
            f"{name} behind the last layer sets predictions themselves to 0 while the model trains. Put it between "
            "hidden layers, before the last one.",
        )


def _one_line(layers: list[ast.Call]) -> Iterator[tuple[int, str]]:
    """Dense behind Dense, and no activation in any of the hidden ones."""
    inner = [
        c for c in layers if last_name(c.func) not in ("Input", "InputLayer", "Flatten", *_DROPS)
    ]
    dense = [last_name(c.func) == "Dense" for c in inner]
    sizes = [argument(c, "units", 0) for c in inner]
    wide = all(isinstance(s, ast.Constant) and isinstance(s.value, int) for s in sizes)
    if len(inner) > 2 and all(dense) and wide and all(_activation(c) is None for c in inner[:-1]):
        units = [s.value for s in sizes]  # type: ignore[union-attr]
        if min(units[:-1]) >= units[-1] and min(units) == units[-1]:  # no bottleneck on purpose
            yield (
                inner[0].lineno,
                f"{len(inner)} Dense layers without an activation can do what a single Dense({units[-1]}) does: lines "
                'and planes. Try activation="relu" in the hidden ones.',
            )


def _drops_nearly_all(call: ast.Call) -> Iterator[tuple[int, str]]:
    rate = argument(call, "rate", 0)
    value = rate.value if isinstance(rate, ast.Constant) else 0
    if last_name(call.func) in _DROPS and isinstance(value, float) and 0.9 <= value < 1:
        yield (
            call.lineno,
            f"The rate of a dropout is the share that is dropped: of 100 numbers {100 - round(100 * value)} stay. "
            f"Usual are 0.1 to 0.5{f'; to keep {value}, write {1 - value:.2g}' if value > 0.9 else ''}.",
        )


def _rate(call: ast.Call) -> Iterator[tuple[int, str]]:
    name = last_name(call.func)
    rate = argument(call, "learning_rate", 0)
    if kind_of_class(name) != "optimizer" or not isinstance(rate, ast.Constant):
        return
    value = rate.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if name in _ADAPTIVE and value >= 1:
        yield (
            call.lineno,
            f"{name} moves every weight by about its learning rate in every step, here {value}: far beyond what can "
            "settle. Try 0.001 to 0.01.",
        )
    elif 0 < value < 1e-7:
        yield (
            call.lineno,
            f"With a learning rate of {value} weights in float32 hardly change at all. Try 0.001 for Adam, 0.01 for "
            "SGD.",
        )


def _never_adapted(text: Text) -> Iterator[tuple[int, str]]:
    attributes = {n.attr for n in ast.walk(text.tree) if isinstance(n, ast.Attribute)}
    if attributes & {"adapt", "load_weights", "set_weights", "load_model", "build_from_config"}:
        return
    if not any(name == "fit" for name in attributes):
        return
    for call in text.calls():
        if last_name(call.func) == "Normalization" and not (
            argument(call, "mean", 1)
            or argument(call, "variance", 2)
            or "Normalization" in text.classes
        ):
            yield (
                call.lineno,
                "This Normalization was never adapted, so it changes nothing: mean 0 and variance 1 are assumed. Call "
                "its adapt(x_train) before fit.",
            )
