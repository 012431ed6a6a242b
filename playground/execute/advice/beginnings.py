"""What beginners do with layers: methods without `self`, `build` called by hand, a shape, a layer or a function where a
tensor is wanted, `*` for the matrix product, a function called where it should be handed over."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from typing import Any

from playground import engine
from playground.execute.advice.scene import Advice, Scene
from playground.execute.mismatch import mismatch_of


def advise(scene: Scene) -> Advice | None:
    return next(filter(None, _ideas(scene)), None)


def _ideas(scene: Scene) -> Iterator[Advice | None]:
    text = scene.text
    yield _without_self(scene)
    if isinstance(scene.error, NameError):
        yield _width_in_build(scene)
    if "Found invalid dimension" in text:
        yield _shape_as_width(scene)
    if "You cannot add new elements of state" in text:
        yield _build_in_call(scene)
    if mismatch_of(scene.error)[0] == "multiply":
        yield _star_for_product(scene)
    if "Only input tensors may be passed" in text or "object has no attribute 'shape'" in text:
        yield _no_tensor(scene)
    if "min_ndim=2, found ndim=1" in text:
        yield _all_in_one_row(scene)
    if isinstance(scene.error, TypeError):
        yield _called_too_early(scene)
        yield _text_for_activation(scene)
        yield _two_sizes(scene)
    if isinstance(scene.error, AttributeError):
        yield _module_hidden(scene)


def _without_self(scene: Scene) -> Advice | None:
    """A method that uses `self` and does not take it. NameError has advice of its own."""
    if not isinstance(scene.error, TypeError | AttributeError | ValueError):
        return None
    for cls in scene.nodes(ast.ClassDef):
        for f in cls.body:
            if not isinstance(f, ast.FunctionDef) or f.decorator_list or f.args.vararg:
                continue
            named = [a.arg for a in (*f.args.posonlyargs, *f.args.args)]
            uses = any(isinstance(n, ast.Name) and n.id == "self" for n in ast.walk(f))
            if uses and "self" not in named:
                written = ", ".join(["self", *named])
                return Advice(
                    f"`{f.name}` of {cls.name} (line {f.lineno}) does not take the object that it belongs to: write"
                    f" `def {f.name}({written})`.",
                    line=f.lineno,
                )
    return None


def _in_build(scene: Scene) -> str | None:
    """What the running `build` calls the shape that it gets, or None elsewhere."""
    function = scene.enclosing(scene.line)
    if function is None or function.name != "build" or len(function.args.args) < 2:
        return None
    return function.args.args[1].arg


def _width_in_build(scene: Scene) -> Advice | None:
    name, shape = getattr(scene.error, "name", "") or "", _in_build(scene)
    if not shape or not re.search(r"dim|width|size|feature|^n_?in|^inputs?$", name):
        return None
    return Advice(
        f"Nothing is called {name} in `build`. It gets `{shape}`, whose last number says how wide the input is: "
        f"`{name} = {shape}[-1]`."
    )


def _shape_as_width(scene: Scene) -> Advice | None:
    shape = _in_build(scene)
    if not shape:
        return None
    return Advice(
        f"A whole shape stands where one number is wanted. How wide the input is says the last number of `{shape}`: "
        f"`{shape}[-1]`."
    )


def _build_in_call(scene: Scene) -> Advice | None:
    names = [place.frame.f_code.co_name for place in scene.places]
    if names[-2:] != ["call", "build"]:
        return None
    line = scene.places[-2].line
    return Advice(
        f"`call` calls `build` on line {line}. Keras has called it already, once, before the first `call`: take that "
        "line out.",
        line=line,
    )


def _star_for_product(scene: Scene) -> Advice | None:
    node = scene.expression()
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return None
    shapes = [tuple(getattr(scene.maybe(n), "shape", ())) for n in (node.left, node.right)]
    if len(shapes[1]) != 2 or not shapes[0] or shapes[0][-1] != shapes[1][0]:
        return None
    left, right = scene.source_of(node.left), scene.source_of(node.right)
    return Advice(
        f"`*` multiplies number by number. What fits {shapes[0]} and {shapes[1]} is the matrix product: "
        f"`{left} @ {right}`, or `tf.matmul({left}, {right})`."
    )


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
    for node in given:
        value, written = scene.maybe(node), scene.source_of(node)
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
                f"With the brackets {name} is called now, without data. Hand over the function itself: "
                f"`{keyword.arg}={f'[{name}]' if node is not keyword.value else name}`."
            )
    return None


def _text_for_activation(scene: Scene) -> Advice | None:
    node = scene.expression()
    value: Any = scene.maybe(node.func) if isinstance(node, ast.Call) else None
    if not isinstance(value, str) or value not in dir(engine.activations):
        return None
    assert isinstance(node, ast.Call)
    return Advice(
        f'`{scene.source_of(node.func)}` is the text "{value}", and a text cannot be called. Give the function, '
        f"`tf.nn.{value}`, or look it up where it is kept: `keras.activations.get(activation)`."
    )


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
