"""Mistakes of Python itself, in the names and numbers of the program."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.meanings import alike
from playground.execute.advice.scene import Advice, Scene


def advise(scene: Scene) -> Advice | None:
    error = scene.error
    for kind, told in _KINDS:
        if isinstance(error, kind) and (said := told(scene)):
            return Advice(said)
    return None


# ------------------------------------------------------------------------------------------------ types
def _type_error(scene: Scene) -> str:
    text = scene.text
    node = scene.expression()
    if _MATH.search(text):
        return _math_of_tensors(scene)
    if "context manager protocol" in text:
        return _no_context(scene)
    if "can't multiply sequence" in text:
        return (
            "One of the two is a text or a list: `float(text)` makes a number of it, `np.array(values)` an"
            " array."
        )
    if "is not callable" in text:
        return _not_callable(scene)
    if "can only concatenate str" in text or "must be str, not" in text:
        return _text_and_number(scene, node)
    if "cannot be interpreted as an integer" in text:
        return _no_integer(scene, text)
    if "Cannot interpret" in text and "as a data type" in text:
        call = scene.call()
        if call is not None and len(call.args) > 1:
            shape = ", ".join(scene.source_of(a) for a in call.args)
            return f"The shape is one tuple: `{scene.source_of(call.func)}(({shape}))`."
    if "does not support item assignment" in text:
        return _no_assignment(scene, text)
    if "is not subscriptable" in text:
        kind = _kind(text)
        if kind in ("function", "method", "builtin_function_or_method", "type"):
            return "A function is called with round brackets: f(x), not f[x]."
        return f"A {kind} has no parts to take with [ ]."
    if "unhashable" in text:
        return "A list cannot be a key of a dict or an item of a set; a tuple can: (1, 2) instead of [1, 2]."
    if "is not iterable" in text or "cannot unpack non-iterable" in text:
        return _not_iterable(scene, text)
    if "unsupported operand" in text or "not supported between" in text:
        return _operands(scene, text, node)
    if "indices must be integers" in text:
        return _indices(scene, text)
    if "has no len()" in text:
        return f"len counts the items of a list, an array or a text; a {_kind(text)} is one value."
    return ""


_MATH = re.compile(
    r"only length-1 arrays can be converted|only 0-dimensional arrays can be converted|can only convert an"
    r" array of size 1"
    r"|must be real number, not"
)


def _math_of_tensors(scene: Scene) -> str:
    """A function for one number, given many."""
    called = [n for n in scene.nodes(ast.Call) if n.lineno == scene.line]
    for call in called:
        name = scene.source_of(call.func)
        if name.startswith("math."):
            other = {"fabs": "abs", "pow": "power"}.get(name[5:], name[5:])
            return (
                f"{name} takes one number, and this is a tensor of many: `ops.{other}(…)` of keras.ops takes"
                " them all."
            )
        if name in ("float", "int", "round"):
            return (
                f"{name} makes one number, and this holds many: ops.mean or ops.sum make one of them,"
                ' `ops.cast(x, "float32")` changes the kind of all.'
            )
    return "One number was expected, and this holds many: ops.mean, ops.sum or an index make one of them."


def _kind(text: str) -> str:
    found = re.search(r"'(?:\w+\.)*(\w+)'", text)
    return {"int": "number", "float": "number", "str": "text", "NoneType": "None"}.get(
        found[1] if found else "", found[1] if found else "value"
    )


def _not_callable(scene: Scene) -> str:
    kind = _kind(scene.text)
    call = scene.call()
    if call is None:
        return ""
    name = scene.source_of(call.func)
    if hasattr(builtins, name):
        made = scene.assigned(name, scene.line)
        where = f" on line {made.lineno}" if made else ""
        return (
            f"`{name}` is Python's own function, a built-in one, and the program gave that name to a"
            f" {kind}{where}. Call yours something else."
        )
    if isinstance(call.func, ast.Call):
        return (
            f"What `{name}` gives back is a {kind}, which cannot be called: is there a bracket pair too many,"
            " or a comma missing before it?"
        )
    if kind in ("list", "tuple", "dict", "ndarray") and call.args:
        return (
            f"{name} is a {kind}: its items are taken with square brackets,"
            f" `{name}[{scene.source_of(call.args[0])}]`."
        )
    if kind == "number":
        return f"{name} is a number, and a number cannot be called. For a product write `*`: `{name} * (…)`."
    if kind == "None":
        return f"{name} is None: what should have made it gave nothing back."
    if kind == "text":
        return f"{name} is a text, and a text cannot be called. Is a comma or an operator missing?"
    if kind == "module":
        last = name.rpartition(".")[2]
        return (
            f"{name} is a module: the function or class is inside it, `{name}.…`. (Was {last} imported with"
            " from?)"
        )
    if kind in ("Tensor", "KerasTensor"):
        return f"{name} is a tensor: it holds numbers and cannot be called. Layers are called on tensors."
    return f"{name} is a {kind}, which cannot be called. Is there a bracket pair too many?"


def _uncalled(scene: Scene, node: ast.expr | None) -> str:
    """A function that stands for its value."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else ()
    for side in sides:
        if callable(scene.maybe(side)):
            return f"{scene.source_of(side)} is a function; brackets call it: `{scene.source_of(side)}()`."
    return "One of the two is a function that is not called: brackets are missing behind its name."


def _no_context(scene: Scene) -> str:
    statement = scene.statement()
    item = statement.items[0].context_expr if isinstance(statement, ast.With) else None
    if item is None or isinstance(item, ast.Call):
        return "`with` wants something to open and close: a tape, `tf.GradientTape()`, or a file, `open(…)`."
    return f"Brackets are missing: `with {scene.source_of(item)}() as …`."


def _lies_on_its_side(scene: Scene) -> str:
    """Of a product of two arrays: which transpose would fit."""
    node = scene.expression()
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)):
        return ""
    shapes = [getattr(scene.maybe(side), "shape", ()) for side in (node.left, node.right)]
    if not all(shapes):
        return "The last length of the left one must be the first of the right one."
    left, right = (list(shape) for shape in shapes)
    if len(left) and len(right) == 2 and left[-1] == right[1]:
        a, b = scene.source_of(node.left), scene.source_of(node.right)
        return f"{tuple(left)} @ {tuple(right)}: {b} lies on its side, `{a} @ {b}.T` fits."
    return f"{tuple(left)} @ {tuple(right)}: the last length of the left one must be the first of the right one."


def _text_and_number(scene: Scene, node: ast.expr | None) -> str:
    right = node.right if isinstance(node, ast.BinOp) else None
    name = scene.source_of(right) if right is not None else "x"
    if len(name) > 30:
        name = "x"
    return f'A text and a number do not add up. Make a text of it, `str({name})`, or write f"… {{{name}}}".'


def _no_integer(scene: Scene, text: str) -> str:
    kind = _kind(text)
    call = scene.call()
    argument = scene.source_of(call.args[0]) if call and call.args else "x"
    if kind == "text":
        return f"{argument} is a text. `int({argument})` makes a whole number of it."
    if kind == "number":
        return f"A whole number is wanted: `int({argument})`, or divide with // instead of /."
    name = ast.unparse(call.func) if call else ""
    if kind == "tuple" and name.rpartition(".")[2] in ("rand", "randn", "ones", "zeros"):
        lengths = argument.strip("()").strip(", ") or "3, 4"
        return f"{name} takes the lengths one by one, without brackets around them: `{name}({lengths})`."
    return (
        f"A whole number is wanted, and {argument} is a {kind}: `len({argument})` counts, `for item in"
        f" {argument}` goes through."
    )


def _no_assignment(scene: Scene, text: str) -> str:
    if "Tensor" in text:
        return (
            "A tensor does not change. Keep what changes in a Variable (`v.assign(…)`), or make a new tensor:"
            " `keras.ops.slice_update(x, start, values)`, keras.ops.where, or NumPy before it becomes a"
            " tensor."
        )
    if "Variable" in text:
        return (
            "A Variable is changed as a whole: `v.assign(new_values)`, for instance of `a = v.numpy().copy();"
            " a[0] = 3`."
        )
    if "tuple" in text:
        return "A tuple does not change: make a list, `list(t)`, change that."
    if "'str'" in text:
        return "A text does not change: make a new one, with `text.replace(old, new)`."
    return ""


def _not_iterable(scene: Scene, text: str) -> str:
    statement = scene.statement()
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
        called = scene.source_of(statement.value.func)
        if called.endswith(".evaluate"):
            return (
                "evaluate gives one number, the loss, unless compile was given metrics:"
                ' `metrics=["accuracy"]`.'
            )
        return (
            f"There is one value on the right, and several names on the left: what `{called}(…)` gives back"
            f" is one {_kind(text)}."
        )
    if isinstance(statement, ast.For):
        over = scene.source_of(statement.iter)
        if _kind(text) == "number":
            return f"A number cannot be gone through: `for i in range({over}):`."
    return (
        f"A {_kind(text)} cannot be gone through, or taken apart: a list, a tuple or an array can."
    )


def _operands(scene: Scene, text: str, node: ast.expr | None) -> str:
    kinds = re.findall(r"'([\w.]+)'", text)
    if "NoneType" in kinds:
        return "One of the two is None: look at the line that made it; a function without `return` gives None."
    if "str" in kinds and ({"int", "float"} & set(kinds)):
        return "One of the two is a text: `float(text)` or `int(text)` makes a number of it."
    if "list" in kinds and ({"int", "float", "list"} & set(kinds)):
        return (
            "Lists do not compute: `np.array(values)` makes an array, which does, number by number."
        )
    if "function" in kinds or "method" in kinds or "builtin_function_or_method" in kinds:
        return _uncalled(scene, node)
    if any(k in kinds for k in ("type", "ABCMeta")):
        return "One of the two is a class: make an object of it, with brackets."
    found = [k for k in kinds if k[:1].isupper() and "Tensor" not in k]
    if found:
        return (
            f"One of the two is a {found[0]}, not a tensor. A layer becomes one when it is called on data:"
            " `layer(x)`."
        )
    return ""


def _indices(scene: Scene, text: str) -> str:
    if text.startswith("list"):
        return "Items of a list are numbered: items[0] is the first. A dict has names for keys."
    return "An index is a whole number: `int(i)`, or // instead of /."


# ----------------------------------------------------------------------------------------------- values
def _value_error(scene: Scene) -> str:
    text = scene.text
    if _MATH.search(text):
        return _math_of_tensors(scene)
    unpacked = re.search(
        r"(too many|not enough) values to unpack \(expected (?:at least )?(\d+)(?:, got (\d+))?",
        text,
    )
    if unpacked:
        return _unpacked(scene, int(unpacked[2]), unpacked[3])
    if "truth value of an array" in text or "truth value of a tensor" in text.lower():
        return (
            "An array holds many answers: `(a > 1).any()` asks whether one is true, `(a > 1).all()` whether"
            " all are; `np.where` chooses number by number."
        )
    if "inhomogeneous" in text:
        return (
            "The rows are not equally long, so they are no array. keras.utils.pad_sequences(rows) fills them"
            " up; or mend the row that is too short."
        )
    reshaped = re.search(r"cannot reshape array of size (\d+) into shape \(([\d, -]+)\)", text)
    if reshaped:
        return _reshaped(int(reshaped[1]), reshaped[2])
    if "When providing `x` as a dataset" in text:
        return (
            "Data are arrays here, not lists: x = np.array(x), y = np.array(y). Words for labels are numbered"
            " with `names, y = np.unique(y, return_inverse=True)`."
        )
    if "could not convert string to float" in text or "invalid literal for int" in text:
        found = re.search(r"'([^']*)'", text)
        return (
            f"{found[0] if found else 'The text'} is no number. Words are numbered with `np.unique(words,"
            " return_inverse=True)`; a decimal comma is written as a point."
        )
    broadcast = re.search(
        r"could not be broadcast together with shapes (\([^)]*\)) (\([^)]*\))", text
    )
    if broadcast:
        return (
            f"{broadcast[1]} and {broadcast[2]} do not fit: compared from the right, two lengths must be"
            " equal or one of them 1. `a[:, None]` adds an axis of length 1, a.T exchanges axes."
        )
    if "matmul" in text and "mismatch in its core dimension" in text:
        lying = _lies_on_its_side(scene)
        return lying or (
            "The last length of the left one must be the first of the right one: `a.shape` and `b.shape`"
            " tell; a.T is the transpose."
        )
    if "math domain error" in text or text.startswith(
        ("expected a nonnegative", "expected a positive", "expected argument")
    ):
        return (
            "The function has no value there: the logarithm of 0, or the root of a negative number. Print the"
            " argument before."
        )
    if "is not in list" in text:
        return "The list has no such item. `in` asks before: `if item in items:`."
    if "all the input array dimensions" in text:
        return (
            "Arrays that are joined must be equally long on every other axis: print their shapes, and choose"
            " the axis."
        )
    return ""


def _unpacked(scene: Scene, expected: int, got: str | None) -> str:
    statement = scene.statement()
    value = statement.value if isinstance(statement, ast.Assign) else None
    known = scene.maybe(value) if value is not None else None
    if isinstance(value, ast.Attribute) and value.attr == "shape" and isinstance(known, tuple):
        return (
            f"The shape is {tuple(known)}, {len(known)} lengths for {expected} names. Take those you need:"
            " `x.shape[-1]`, or write as many names."
        )
    if isinstance(value, ast.Call):
        name = scene.source_of(value.func)
        if name.endswith("apply_gradients"):
            return "It takes pairs: `apply_gradients(zip(gradients, variables))`."
        if name.endswith(".evaluate"):
            return "evaluate gives the loss and then one number for each metric of compile: write as many names."
    if any(
        isinstance(n.func, ast.Attribute)
        and n.func.attr == "apply_gradients"
        and n.lineno == scene.line
        for n in scene.nodes(ast.Call)
    ):
        return "It takes pairs: `apply_gradients(zip(gradients, variables))`; or `apply(gradients, variables)`."
    count = got or (len(known) if known is not None and hasattr(known, "__len__") else None)
    if count is None and isinstance(value, ast.Tuple):
        count = len(value.elts)
    of = f"{count} values" if count else "another number of values"
    return (
        f"There are {expected} names on the left and {of} on the right. Write as many names as there are"
        " values."
    )


def _reshaped(size: int, shape: str) -> str:
    numbers = [int(n) for n in shape.replace(" ", "").split(",") if n]
    total = int(np.prod([n for n in numbers if n != -1]))
    if -1 in numbers:
        return f"{size} numbers do not divide into pieces of {total}: {size} / {total} is no whole number."
    shown = f"({', '.join(map(str, numbers))})"
    return (
        f"{size} numbers do not fill {shown}, which has {total}. The product of the lengths must be {size};"
        " -1 for one of them computes it."
    )


# ------------------------------------------------------------------------------------------- the others
def _index_error(scene: Scene) -> str:
    text = scene.text
    node = scene.expression()
    found = node if isinstance(node, ast.Subscript) else None
    owner = scene.maybe(found.value) if found else None
    if found is not None and isinstance(owner, list | tuple | str):
        n, name = len(owner), scene.source_of(found.value)
        index = scene.maybe(found.slice)
        asked = f", and {index} was asked for" if isinstance(index, int) else ""
        if n == 0:
            return f"{name} is empty."
        return f"{name} has {n} items, numbered 0 to {n - 1}{asked}. The last one is {name}[-1]."
    array = re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", text)
    if array and "take" in text and ("Embedding" in text or "embedding" in text):
        return (
            f"An Embedding with input_dim={array[3]} knows the numbers 0 to {int(array[3]) - 1}, and"
            f" {array[1]} was among the inputs. input_dim is the largest number plus 1: at least"
            f" {int(array[1]) + 1}."
        )
    if array:
        return f"The axis has {array[3]} entries, numbered 0 to {int(array[3]) - 1}; {array[1]} was asked for."
    if "too many indices" in text:
        return "There are more indices in the brackets than the array has axes: print its shape."
    if "only integers, slices" in text:
        return (
            "An index of an array is a whole number, a slice or an array of them: `int(i)`, or // instead"
            " of /."
        )
    return ""


def _key_error(scene: Scene) -> str:
    key = scene.error.args[0] if scene.error.args else None
    node = scene.expression()
    owner: Any = scene.maybe(node.value) if isinstance(node, ast.Subscript) else None
    if not isinstance(owner, dict) or not isinstance(key, str):
        return ""
    name = scene.source_of(node.value) if isinstance(node, ast.Subscript) else "it"
    keys = [k for k in owner if isinstance(k, str)]
    logs = "loss" in keys
    if logs and key.startswith("val_") and not any(k.startswith("val_") for k in keys):
        return (
            f"No validation was measured, so there is no {key}. Give fit validation_split=0.2, or"
            f" validation_data=(x_val, y_val). There is {_listed(keys)}."
        )
    meant = {
        "acc": "accuracy",
        "val_acc": "val_accuracy",
        "lr": "learning_rate",
        "learning_rate": "lr",
    }.get(key)
    close = [meant] if meant in keys else alike(key, keys)
    if close:
        return f'Did you mean {name}["{close[0]}"]? There is {_listed(keys)}.'
    if logs:
        return (
            f'Only what compile was told is measured: metrics=["{key.removeprefix("val_")}"]. There is'
            f" {_listed(keys)}."
        )
    return f"{name} has {_listed(keys)}. `{name}.get({key!r})` gives None instead of an error."


def _listed(keys: list[str]) -> str:
    shown = ", ".join(f'"{k}"' for k in keys[:12])
    return shown or "no entries"


def _zero_division(scene: Scene) -> str:
    node = scene.expression()
    if isinstance(node, ast.BinOp):
        name = scene.source_of(node.right)
        try:
            known = scene.value(node.right)
        except Exception:
            known = None
        if known == 0 and not isinstance(node.right, ast.Constant):
            return f"{name} is 0 here. Ask before, `if {name}:`, or add a small number: / ({name} + 1e-7)."
    return "What stands below the line is 0. Ask before with `if`, or add a small number, 1e-7."


def _recursion(scene: Scene) -> str:
    name = scene.places[-1].frame.f_code.co_name if scene.places else "A function"
    if name == "<module>":
        return "A function calls itself without end. What should stop it?"
    if name in ("call", "__call__"):
        return (
            f"`{name}` calls the layer itself again: `self(x)` inside `call` has no end. Call the layers"
            " inside it, or super().call(x)."
        )
    return f"`{name}` calls itself without end. What should stop it? An `if` that returns without another call."


def _no_file(scene: Scene) -> str:
    name = getattr(scene.error, "filename", None) or scene.text.split(" not found")[0]
    return (
        f"There is no file {name!r} here: a program starts without files. Write it in the program first, put"
        " small data into the program itself, or use `from playground import datasets`."
    )


def _assertion(scene: Scene) -> str:
    return (
        ""
        if scene.text
        else "The program asserts something that is not so: print both sides before this line."
    )


def _not_implemented(scene: Scene) -> str:
    kind = re.search(r"[Ll]ayer (\w+) does not have a `call` method", scene.text)
    cls = next((c for c in scene.nodes(ast.ClassDef) if kind and c.name == kind[1]), None)
    if cls is None:
        return ""
    for f in cls.body:
        name = getattr(f, "name", "")
        if name in ("forward", "__call__", "Call", "run", "apply", "predict") or (
            name and name not in ("build", "get_config") and alike(name, ["call"], 0.7)
        ):
            return (
                f"`{name}` of {cls.name} (line {f.lineno}) is never called: what a layer computes is called"
                " `call` in Keras."
            )
    return f"Write `def call(self, x):` in class {cls.name} (line {cls.lineno}): it computes the output."


def _runtime(scene: Scene) -> str:
    if "can't start new thread" in scene.text and sys.platform != "emscripten":
        return "A program may have only so many threads, and has them. Try fewer, or join() those that are done."
    if "can't start new thread" in scene.text:
        return (
            "There are no threads here: do one thing after the other, in a for loop. `fit` uses the processor"
            " well by itself."
        )
    if "persistent" in scene.text:
        return ""
    return ""


_KINDS: tuple[tuple[type[BaseException], Callable[[Scene], str]], ...] = (
    (NotImplementedError, _not_implemented),
    (TypeError, _type_error),
    (IndexError, _index_error),
    (KeyError, _key_error),
    (ZeroDivisionError, _zero_division),
    (RecursionError, _recursion),
    (FileNotFoundError, _no_file),
    (AssertionError, _assertion),
    (RuntimeError, _runtime),
    (ValueError, _value_error),
)
