"""A layer, a function or a shape where a tensor is wanted, and tensors in which the samples do not come first."""

from __future__ import annotations

import ast
import inspect

from playground import engine
from playground.execute.advice.scene import Advice, Scene, method_called


def advise(scene: Scene) -> Advice | None:
    text = scene.text
    if "Only input tensors may be passed" in text or "object has no attribute 'shape'" in text:
        return _no_tensor(scene)
    if "min_ndim=2, found ndim=1" in text:
        return _all_in_one_row(scene)
    if "expected axis" in text:
        return _rows_of_samples(scene)
    return None


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
        is_layer = isinstance(value, engine.layers.Layer)
        if is_layer and (said := _never_called(scene, node, to_call=bool(owner))):
            return said
        if is_layer:
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


def _never_called(scene: Scene, node: ast.expr, to_call: bool) -> Advice | None:
    """A name for what a call would return, given to a layer that was only made. `to_call`: a tensor is wanted."""
    made = scene.assigned(node.id, scene.line) if isinstance(node, ast.Name) else None
    if made is None or not isinstance(made.value, ast.Call) or made.lineno == scene.line:
        return None
    cls, given = scene.source_of(made.value.func), made.value.args
    if not inspect.isclass(scene.maybe(made.value.func)):
        return None
    data = [each for each in given if _is_data(scene, each)]
    named = scene.assigned(cls, made.lineno)
    if data and named is not None and isinstance(named.value, ast.Name | ast.Attribute):
        kept = scene.source_of(named.value)
        return Advice(
            f"Line {named.lineno} keeps the class {kept} itself under the name {cls}. Make a layer of it there: "
            f"`{cls} = {kept}({_settings(scene, made.value.func)})`.",
            line=named.lineno,
        )
    if data:
        return Advice(
            f"Line {made.lineno} gives the data to {cls} as its settings. First the brackets of the settings, then "
            f"those of the data: `{cls}({_settings(scene, made.value.func)})({scene.source_of(data[0])})`.",
            line=made.lineno,
        )
    if not to_call or _kept(scene, scene.source_of(node)):  # what it returned has a name
        return None
    return Advice(
        f"`{scene.source_of(node)}` (line {made.lineno}) is a layer that was made and not called. Call it there: "
        f"`{scene.source_of(made.value)}(…)`."
    )


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


def _settings(scene: Scene, cls: ast.expr) -> str:
    """What stands in the brackets of a class's settings: "…" where it has to have some."""
    try:
        given = inspect.signature(scene.maybe(cls)).parameters.values()
    except (TypeError, ValueError):
        return ""
    return (
        "…"
        if any(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in given)
        else ""
    )


def _is_data(scene: Scene, node: ast.expr) -> bool:
    values = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return bool(values) and all(len(getattr(scene.maybe(v), "shape", ())) > 1 for v in values)


def _all_in_one_row(scene: Scene) -> Advice | None:
    call = scene.call()
    for node in call.args if call else ():
        if method := method_called(node, "flatten", "ravel"):
            data = scene.source_of(method.value)
            return Advice(
                f"`{scene.source_of(node)}` lays all samples in one single row. A row for each sample makes "
                f"`layers.Flatten()({data})`, or `{data}.reshape(len({data}), -1)`."
            )
    return None


def _rows_of_samples(scene: Scene) -> Advice | None:
    """`images.reshape(784, -1)`: the samples are no longer in front."""
    call = scene.call()
    for node in call.args if call else ():
        if method := method_called(node, "reshape"):
            data = scene.source_of(method.value)
            return Advice(
                f"`{scene.source_of(node)}` puts something else in front than the samples. A row for each sample makes "
                f"`{data}.reshape(len({data}), -1)`, or `layers.Flatten()({data})`."
            )
    return None
