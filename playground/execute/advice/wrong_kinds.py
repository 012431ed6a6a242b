"""Something of another kind than is wanted: a call for a function, a list for an array, a class of one's own for a
layer, two sizes for one, a name that a module had."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground import engine
from playground.execute.advice.scene import Advice, Scene, method_called


def advise(scene: Scene) -> Advice | None:
    return next(filter(None, _ideas(scene)), None)


def _ideas(scene: Scene) -> Iterator[Advice | None]:
    text = scene.text
    if "Only instances of `keras.Layer`" in text:
        yield _no_layer_of_keras(scene)
    if "truth value of an array" in text:
        yield _labels_for_predict(scene)
    if isinstance(scene.error, TypeError):
        yield _called_too_early(scene)
        yield _two_sizes(scene)
    if isinstance(scene.error, AttributeError):
        yield _list_for_array(scene)
        yield _model_for_its_answers(scene)
        yield _module_hidden(scene)


def _no_layer_of_keras(scene: Scene) -> Advice | None:
    """An object of a class of the program that is no `keras.layers.Layer`."""
    own = next(
        (c for c in scene.nodes(ast.ClassDef) if f"__main__.{c.name} object" in scene.text), None
    )
    if own is None:
        return None
    return Advice(
        f"{own.name} (line {own.lineno}) is a class of your own and no layer of Keras. Take one of Keras's, such as "
        f"`layers.Dense(…)`, or let the class inherit: `class {own.name}(keras.layers.Layer):`."
    )


def _labels_for_predict(scene: Scene) -> Advice | None:
    call = scene.call()
    if call is None or not method_called(call, "predict") or len(call.args) < 2:
        return None
    return Advice(
        "`predict` takes no labels, it says what the model thinks: "
        f"`{scene.source_of(call.func)}({scene.source_of(call.args[0])})`."
    )


def _called_too_early(scene: Scene) -> Advice | None:
    """`activation=tf.nn.relu()`: an argument that is called where the function itself is wanted."""
    node = scene.expression()
    if "missing" not in scene.text or not isinstance(node, ast.Call) or node.args or node.keywords:
        return None
    for keyword in scene.nodes(ast.keyword):
        if keyword.arg and node in ast.walk(keyword.value):
            if node is not keyword.value and not isinstance(keyword.value, ast.List | ast.Tuple):
                continue
            name = scene.source_of(node.func)
            return Advice(
                f"With the brackets {name} is called now, without data. Hand over the function itself, "
                f"without brackets: `{keyword.arg}={f'[{name}]' if node is not keyword.value else name}`."
            )
    return None


def _two_sizes(scene: Scene) -> Advice | None:
    """`Dense(32, 64, activation=…)`: the size of the inputs given as well."""
    call = scene.call()
    if "multiple values for argument 'activation'" not in scene.text or call is None:
        return None
    sizes = [scene.source_of(node) for node in call.args]
    if len(sizes) != 2:
        return None
    return Advice(
        "A layer of Keras is told only how many numbers go out; how many come in it finds by itself: "
        f"`{scene.source_of(call.func)}({sizes[1]}, activation=…)`."
    )


def _model_for_its_answers(scene: Scene) -> Advice | None:
    """`model.argmax(axis=1)`"""
    node = scene.expression()
    if not isinstance(node, ast.Attribute) or node.attr not in (
        "argmax",
        "argmin",
        "round",
        "max",
        "mean",
        "numpy",
    ):
        return None
    if not isinstance(scene.maybe(node.value), engine.Model):
        return None
    name = scene.source_of(node.value)
    return Advice(
        f"`{name}` is the model, not what it says. Ask it first: `{name}.predict(x).{node.attr}(…)`."
    )


def _list_for_array(scene: Scene) -> Advice | None:
    """`losses.argmin()` of a list"""
    node = scene.expression()
    if "'list' object has no attribute" not in scene.text or not isinstance(node, ast.Attribute):
        return None
    if node.attr not in (
        "argmin",
        "argmax",
        "mean",
        "max",
        "min",
        "sum",
        "shape",
        "std",
        "round",
        "astype",
        "reshape",
    ):
        return None
    data = scene.source_of(node.value)
    return Advice(
        f"{data} is a list, and `.{node.attr}` belongs to arrays: `np.array({data}).{node.attr}`, with "
        "`import numpy as np` at the top."
    )


def _module_hidden(scene: Scene) -> Advice | None:
    """`layers = […]`, after which `layers.Dense` is no more."""
    node = scene.expression()
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return None
    name = node.value.id
    imports = [
        n.lineno
        for n in scene.nodes((ast.Import, ast.ImportFrom))
        if any((a.asname or a.name) == name for a in n.names)
    ]
    made = scene.assigned(name, scene.line)
    if not imports or made is None or made.lineno < imports[0]:
        return None
    return Advice(
        f"{name} is what line {imports[0]} imports, until line {made.lineno} gives the name to something else. Call "
        f"that otherwise, `my_{name} = …`, and `{name}.{node.attr}` is found again.",
        line=made.lineno,
    )
