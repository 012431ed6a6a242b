"""Something of another kind than is wanted: a layer, a function or a shape for a tensor, a call for a function, a
name that a module had."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator

from playground import engine
from playground.execute.advice.scene import Advice, Scene


def advise(scene: Scene) -> Advice | None:
    return next(filter(None, _ideas(scene)), None)


def _ideas(scene: Scene) -> Iterator[Advice | None]:
    text = scene.text
    if "Only input tensors may be passed" in text or "object has no attribute 'shape'" in text:
        yield _no_tensor(scene)
    if "min_ndim=2, found ndim=1" in text:
        yield _all_in_one_row(scene)
    if isinstance(scene.error, TypeError):
        yield _called_too_early(scene)
        yield _two_sizes(scene)
    if isinstance(scene.error, AttributeError):
        yield _list_for_array(scene)
        yield _module_hidden(scene)


def _no_tensor(scene: Scene) -> Advice | None:
    """A layer, a function or a shape in the place of a tensor."""
    call = scene.call()
    if call is None and not isinstance(scene.expression(), ast.Attribute):
        return None
    if "no attribute 'shape'" in scene.text:
        asked = scene.expression()
        given = [asked.value] if isinstance(asked, ast.Attribute) else []
        owner = ""
    else:
        given, owner = (list(call.args), scene.source_of(call.func)) if call else ([], "")
    given = [e for node in given for e in (node.elts if isinstance(node, ast.List) else [node])]
    for node in given:
        value, written = scene.maybe(node), scene.source_of(node)
        if isinstance(value, engine.layers.Layer) and (said := _never_called(scene, node)):
            return said
        if isinstance(value, engine.layers.Layer):
            held = _kept(scene, written)
            what = f"{held[0]} (line {held[1]})" if held else "the tensor"
            use = held[0] if held else f"{written}(…)"
            use = f"{owner}({use})" if owner else use
            return Advice(
                f"`{written}` is a layer, not what it returns. Take {what} instead: `{use}`."
                if owner or held
                else f"`{written}` is a layer, and a layer has no one shape. Call it and ask what it returns: "
                f"`{written}(…).shape`."
            )
        if inspect.isfunction(value) and owner:
            return Advice(
                f"`{written}` is a function, not what it returns. Call it: `{owner}({written}(…))`."
            )
        if owner and isinstance(value, tuple) and value and all(isinstance(n, int) for n in value):
            return Advice(
                f"`{written}` is a shape, {value}, not a tensor of that shape. Give the tensor itself: "
                f"`{owner}({written.removesuffix('.shape') if written.endswith('.shape') else f'tf.ones({value})'})`."
            )
    return None


def _kept(scene: Scene, layer: str) -> tuple[str, int] | None:
    """The name that holds what a layer returned, and its line."""
    for node in scene.nodes(ast.Assign):
        made, to = node.value, node.targets[0]
        if (
            isinstance(made, ast.Call)
            and isinstance(to, ast.Name)
            and scene.source_of(made.func) == layer
            and node.lineno <= scene.line
        ):
            return to.id, node.lineno
    return None


def _all_in_one_row(scene: Scene) -> Advice | None:
    call = scene.call()
    for node in call.args if call else ():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("flatten", "ravel")
        ):
            data = scene.source_of(node.func.value)
            return Advice(
                f"`{scene.source_of(node)}` lays all samples in one single row. A row for each sample makes "
                f"`layers.Flatten()({data})`, or `{data}.reshape(len({data}), -1)`."
            )
    return None


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


def _never_called(scene: Scene, node: ast.expr) -> Advice | None:
    """A name for what a call would return, given to a layer that was only made."""
    made = scene.assigned(node.id, scene.line) if isinstance(node, ast.Name) else None
    if made is None or not isinstance(made.value, ast.Call) or made.lineno == scene.line:
        return None
    cls, given = scene.source_of(made.value.func), made.value.args
    if not inspect.isclass(scene.maybe(made.value.func)):
        return None
    data = [each for each in given if _is_data(scene, each)]
    if data:
        return Advice(
            f"Line {made.lineno} gives the data to {cls} as its settings. First the brackets of the settings, then "
            f"those of the data: `{cls}()({scene.source_of(data[0])})`.",
            line=made.lineno,
        )
    if _kept(scene, scene.source_of(node)):  # what it returned has a name
        return None
    return Advice(
        f"`{scene.source_of(node)}` (line {made.lineno}) is a layer that was made and not called. Call it there: "
        f"`{scene.source_of(made.value)}(…)`."
    )


def _is_data(scene: Scene, node: ast.expr) -> bool:
    values = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return bool(values) and all(len(getattr(scene.maybe(v), "shape", ())) > 1 for v in values)
