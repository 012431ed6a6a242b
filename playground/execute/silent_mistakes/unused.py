"""Parts that are made and do nothing: layers nobody calls, results nobody keeps, methods nobody knows."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from playground import engine
from playground.execute.silent_mistakes.text import (
    Text,
    dotted,
    kind_of_class,
    last_name,
    method,
    names_read,
    own_attribute,
)

_METHODS = ["__init__", "build", "call", "get_config", "train_step", "test_step", "predict_step"]
_METHODS += ["compute_output_shape", "compute_mask", "from_config"]
_PURE = {"astype", "reshape", "transpose", "flatten", "squeeze", "clip", "ravel", "swapaxes"}
_LOST = {*_PURE, "expand_dims", "concatenate", "stack", "normalize", "to_categorical", "pad", "one_hot"}  # fmt: skip


def unused(text: Text) -> Iterator[tuple[int, str]]:
    for node in text.layer_classes():
        yield from _misspelt(node)
        yield from _never_called(text, node)
        yield from _outputs_nobody_keeps(node)
    yield from _results_nobody_keeps(text)
    for scope in text.scopes():
        yield from _dead_ends(scope)
    yield from _one_layer_many_times(text)


def _misspelt(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    functions = [f for f in node.body if isinstance(f, ast.FunctionDef)]
    names = {f.name for f in functions}
    used = {own_attribute(each) for each in ast.walk(node)}
    for function in functions:
        name = function.name
        if name in used or function.decorator_list or hasattr(engine.Model, name):
            continue
        plain = name.lower().strip("_")
        near = [m for m in _METHODS if m.strip("_") == plain] or difflib.get_close_matches(
            name.lower(), _METHODS, 1, 0.75 if len(name) > 5 else 0.85
        )
        near = [m for m in near if m not in names and m != name]
        if near:
            yield (
                function.lineno,
                f"Keras never calls {name}: a layer or model has no such method. Did you mean {near[0]}?",
            )


def _never_called(text: Text, node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """Layers made in `__init__` that no method looks at."""
    init, call = method(node, "__init__"), method(node, "call")
    if init is None or call is None:
        return
    words = {_word(each) for each in ast.walk(text.tree)}
    reads = {own_attribute(n) for n in ast.walk(call)} | {last_name(n) for n in ast.walk(call)}
    if reads & {"layers", "_layers", "__dict__", "getattr", "vars"}:
        return
    for statement in ast.walk(init):
        if not (isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)):
            continue
        kind = kind_of_class(last_name(statement.value.func))
        for target in statement.targets:
            name = own_attribute(target)
            if name and kind == "layer" and name not in words:
                yield (
                    statement.lineno,
                    f"self.{name} is made and never called: nothing goes through it, and it learns nothing. Call it in "
                    "call, or take it out.",
                )


def _word(node: ast.AST) -> str:
    """The attribute that is read, or the text of a constant: one may be the name of the other."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        return node.attr
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _outputs_nobody_keeps(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """`self.dense(x)` as a statement of its own in `call`."""
    init, call = method(node, "__init__"), method(node, "call")
    if init is None or call is None:
        return
    layers = {
        own_attribute(target)
        for each in ast.walk(init)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Call)
        for target in each.targets
        if kind_of_class(last_name(each.value.func)) == "layer"
    }
    for each in ast.walk(call):
        value = each.value if isinstance(each, ast.Expr) else None
        name = own_attribute(value.func) if isinstance(value, ast.Call) else ""
        if name in layers and isinstance(value, ast.Call) and value.args:
            subject = ast.unparse(value.args[0])
            yield (
                value.lineno,
                f"What self.{name} gives is thrown away: a layer changes nothing, it gives a new tensor. Try "
                f"{subject if subject.isidentifier() else 'x'} = {ast.unparse(value)}.",
            )


def _results_nobody_keeps(text: Text) -> Iterator[tuple[int, str]]:
    last = text.tree.body[-1] if text.tree.body else None
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Expr) or node is last:
            continue
        value = node.value
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div | ast.Sub | ast.Mult):
            name = last_name(value.left)
            if name:
                yield (
                    node.lineno,
                    f"The result is thrown away: {name} stays as it was. Try {name} = {ast.unparse(value)}.",
                )
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            continue
        function, owner = value.func.attr, dotted(value.func.value)
        of_ops = owner in ("ops", "keras.ops", "keras.activations", "tf.nn", "tf.math")
        of_numpy = owner in ("np", "numpy", "keras.utils") and function in _LOST
        of_array = function in _PURE and owner not in ("np", "numpy", "") and not of_ops
        is_class = last_name(value.func.value)[:1].isupper()
        if of_array and (is_class or owner.split(".")[0] in ("plt", "self")):
            continue
        if of_ops or of_numpy or of_array:
            subject = owner if of_array else ast.unparse(value.args[0]) if value.args else ""
            subject = subject if subject.replace("_", "a").isalnum() else "y"
            yield (
                node.lineno,
                f"The result is thrown away: {value.func.attr} gives a new tensor or array and changes none. Try "
                f"{subject} = {ast.unparse(value)}.",
            )


def _dead_ends(text: Text) -> Iterator[tuple[int, str]]:
    """`h2 = Dense(8)(h)`, and `h2` is never read, or gets another value before it is."""
    body = text.tree.body
    made = [each.lineno for each in text.calls() if last_name(each.func) in ("Model", "Functional")]
    for at, statement in enumerate(body):
        # the model comes behind it: before, the program is only half written
        name = _layer_output(statement) if made and statement.lineno < max(made) else ""
        for later in body[at + 1 :] if name else ():
            if name in names_read(later):
                break
            if _stores(later, name):
                why = f"line {later.lineno} gives it another value"
                yield statement.lineno, _lost(name, why)
                break
        else:
            if name and not any(name in names_read(each) for each in body):
                yield statement.lineno, _lost(name, "nothing reads it")


def _lost(name: str, why: str) -> str:
    return (
        f"What this layer gives is lost: {name} is its output, and {why}. So the layer is no part of the model. Give "
        f"{name} to the layer that should come behind it."
    )


def _layer_output(statement: ast.stmt) -> str:
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return ""
    value, target = statement.value, statement.targets[0]
    made = value.func if isinstance(value, ast.Call) else None
    is_layer = isinstance(made, ast.Call) and kind_of_class(last_name(made.func)) == "layer"
    return target.id if is_layer and isinstance(target, ast.Name) and target.id != "_" else ""


def _stores(node: ast.stmt, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(t, ast.Name) and t.id == name for t in targets)


def _one_layer_many_times(text: Text) -> Iterator[tuple[int, str]]:
    for node in ast.walk(text.tree):
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
            continue
        for side in (node.left, node.right):
            made = (
                [e for e in side.elts if isinstance(e, ast.Call)]
                if isinstance(side, ast.List)
                else []
            )
            if any(kind_of_class(last_name(each.func)) == "layer" for each in made):
                yield (
                    node.lineno,
                    f"{ast.unparse(node)[:60]} is one layer several times, with the same weights in each place. For "
                    f"layers of their own: [{ast.unparse(made[0])[:50]} for _ in range(…)].",
                )
