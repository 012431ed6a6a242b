"""How beginners write a layer: methods without `self`, `build` called by hand, a whole shape for a width, `*` for the
matrix product, `^` for a power, the name of an activation for the activation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from playground import engine
from playground.execute.advice.scene import Advice, Scene, method_called
from playground.execute.mismatch import mismatch_of


def advise(scene: Scene) -> Advice | None:
    return next(filter(None, _ideas(scene)), None)


def _ideas(scene: Scene) -> Iterator[Advice | None]:
    text = scene.text
    yield _without_self(scene)
    if isinstance(scene.error, NameError):
        yield _width_in_build(scene)
    if re.search(r"Found invalid dimension '[(\[]", text):
        yield _shape_as_width(scene)
    if "You cannot add new elements of state" in text:
        yield _build_in_call(scene)
    if "passed both positionally" in text:
        yield _shape_without_brackets(scene)
    if isinstance(scene.error, AttributeError):
        yield _shape_of_a_shape(scene)
        yield _call_by_hand(scene)
        yield _left_build_early(scene)
    if mismatch_of(scene.error)[0] == "matmul":
        yield _row_for_matrix(scene)
    if mismatch_of(scene.error)[0] == "multiply":
        yield _star_for_product(scene)
    if isinstance(scene.error, TypeError):
        yield _hat_for_power(scene)
        yield _no_settings(scene)
        yield _text_for_activation(scene)


def _without_self(scene: Scene) -> Advice | None:
    """A method that uses `self` and does not take it. NameError has advice of its own."""
    if not isinstance(scene.error, TypeError | AttributeError | ValueError):
        return None
    for cls in scene.nodes(ast.ClassDef):
        for f in cls.body:
            if not isinstance(f, ast.FunctionDef) or f.decorator_list or f.args.vararg:
                continue
            named = [a.arg for a in (*f.args.posonlyargs, *f.args.args)]
            if named == ["self"] and f.name == "call" and "NoneType" in scene.text:
                return Advice(
                    f"`call` of {cls.name} (line {f.lineno}) takes no inputs: write `def call(self, inputs):`.",
                    line=f.lineno,
                )
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
    value = scene.places[-1].frame.f_locals.get(shape)
    if isinstance(value, list | tuple) and any(isinstance(each, list | tuple) for each in value):
        return Advice(
            f"The layer is called on a list of {len(value)} tensors, and takes one. Join them first, "
            "`layers.Concatenate()([…, …])`, and call it on the result.",
            line=scene.places[-2].line if len(scene.places) > 1 else None,
        )
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


def _shape_of_a_shape(scene: Scene) -> Advice | None:
    """`input_shape.shape[-1]` in `build`"""
    shape, node = _in_build(scene), scene.expression()
    if not shape or not isinstance(node, ast.Attribute) or node.attr != "shape":
        return None
    if scene.source_of(node.value) != shape:
        return None
    return Advice(
        f"`{shape}` is the shape itself, such as (2, 784). Its last number is the width: `{shape}[-1]`."
    )


def _row_for_matrix(scene: Scene) -> Advice | None:
    """A weight with one length where a product wants a matrix."""
    owner = scene.places[-1].frame.f_locals.get("self") if scene.places else None
    shapes = mismatch_of(scene.error)[1]
    for cls in scene.nodes(ast.ClassDef):
        for node in ast.walk(cls) if cls.name == type(owner).__name__ else ():
            if not isinstance(node, ast.Assign):
                continue
            target = node.targets[0]
            if not isinstance(target, ast.Attribute) or scene.source_of(target.value) != "self":
                continue
            shape = getattr(getattr(owner, target.attr, None), "shape", ())
            used = any(
                isinstance(n, ast.Attribute) and (n.attr, n.lineno) == (target.attr, scene.line)
                for n in ast.walk(cls)
            )
            product = any(
                "matmul" in scene.source_of(call.func)
                and scene.source_of(target) in map(scene.source_of, call.args)
                for call in ast.walk(cls)
                if isinstance(call, ast.Call)
            )
            if used and product and len(shape) == 1 and tuple(shape) == tuple(shapes[1]):
                return Advice(
                    f"self.{target.attr} (line {node.lineno}) has one length, {tuple(shape)}, and a matrix has two: "
                    "`shape=(input_shape[-1], self.units)`, what comes in and what goes out."
                )
    return None


def _shape_without_brackets(scene: Scene) -> Advice | None:
    """`self.add_weight(width, units, initializer=…)`"""
    call = scene.call()
    if call is None or not method_called(call, "add_weight"):
        return None
    sizes = ", ".join(scene.source_of(node) for node in call.args)
    return Advice(
        f"The lengths of a weight are one argument, in brackets of their own: `shape=({sizes})`."
    )


def _call_by_hand(scene: Scene) -> Advice | None:
    """`layer.call(x)` of a layer that nobody has built"""
    if len(scene.places) < 2 or scene.places[-1].frame.f_code.co_name != "call":
        return None
    call = scene.call(scene.places[-2])
    method = method_called(call, "call")
    if call is None or method is None:
        return None
    layer, data = scene.source_of(method.value), ", ".join(map(scene.source_of, call.args))
    return Advice(
        f"Line {call.lineno} runs `call` itself, so nobody has built the layer. Call the layer, and it does both: "
        f"`{layer}({data})`.",
        line=call.lineno,
    )


def _left_build_early(scene: Scene) -> Advice | None:
    """A `return` in `build`, above the weights."""
    name, owner = getattr(scene.error, "name", ""), getattr(scene.error, "obj", None)
    for cls in scene.nodes(ast.ClassDef):
        build = next((f for f in cls.body if getattr(f, "name", "") == "build"), None)
        if cls.name != type(owner).__name__ or not isinstance(build, ast.FunctionDef):
            continue
        ends = next((n for n in build.body if isinstance(n, ast.Return)), None)
        lost = any(
            isinstance(n, ast.Attribute) and n.attr == name and ends and n.lineno > ends.lineno
            for n in ast.walk(build)
        )
        if ends is not None and lost:
            return Advice(
                f"`build` ends at the `return` on line {ends.lineno}, before it makes self.{name}. It gives nothing "
                "back: keep the value under a name instead, without `return`.",
                line=ends.lineno,
            )
    return None


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


def _hat_for_power(scene: Scene) -> Advice | None:
    node = scene.expression()
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitXor):
        return None
    left, right = scene.source_of(node.left), scene.source_of(node.right)
    return Advice(f"`^` is no power in Python: `{left} ** {right}`.")


def _no_settings(scene: Scene) -> Advice | None:
    """`Squares(2)` of a class without an `__init__` of its own."""
    call = scene.call()
    name = scene.source_of(call.func) if call else ""
    own = next((c for c in scene.nodes(ast.ClassDef) if c.name == name), None)
    if "Layer.__init__() takes 1 positional" not in scene.text or own is None or call is None:
        return None
    if not all(
        isinstance(node, ast.Constant) for node in call.args
    ):  # data have advice of their own
        return None
    if any(isinstance(f, ast.FunctionDef) and f.name == "__init__" for f in own.body):
        return None
    return Advice(
        f"{name} (line {own.lineno}) has no `__init__` of its own, so there is nothing to set: `{name}()`."
    )
