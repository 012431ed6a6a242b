"""A column of predictions, (n, 1), against a row of labels, (n,): NumPy makes (n, n) of them, and no error.

The shapes are those that the program's names have when it has run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from playground.events import Notice
from playground.execute.silent_mistakes.text import argument, dotted, last_name

_OPERATORS = {ast.Sub: "-", ast.Add: "+", ast.Eq: "==", ast.NotEq: "!="}
_SAME_SHAPE = {"round", "abs", "astype", "asarray", "array", "numpy", "rint"}


def column_and_row(source: str, namespace: dict[str, Any]) -> list[Notice]:
    """What to say of the program that has left these names behind."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = set()
    for statement in tree.body:  # names inside functions are others
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            continue
        for node in ast.walk(statement):
            found |= {(node.lineno, said) for said in _of(node, namespace)}  # type: ignore[attr-defined]
    return [Notice(said, line) for line, said in sorted(found)]


def _of(node: ast.AST, namespace: dict[str, Any]) -> Iterator[str]:
    if isinstance(node, ast.BinOp):
        yield from _pair(node.left, node.right, _OPERATORS.get(type(node.op), ""), namespace)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        sign = _OPERATORS.get(type(node.ops[0]), "")
        yield from _pair(node.left, node.comparators[0], sign, namespace)
    elif isinstance(node, ast.Call) and last_name(node.func) == "argmax":
        yield from _only_column(node, namespace)


def _pair(left: ast.expr, right: ast.expr, sign: str, namespace: dict[str, Any]) -> Iterator[str]:
    if not sign:
        return
    shapes = _shape(left, namespace), _shape(right, namespace)
    for (column, row), sides in ((shapes, (left, right)), (shapes[::-1], (right, left))):
        if column is None or row is None or len(column) != 2 or column[1] != 1 or len(row) != 1:
            continue
        n = row[0]
        predicted = any(isinstance(each, ast.Call) for each in ast.walk(sides[0]))
        if n > 1 and (column[0] == n or (column[0] is None and predicted)):
            one, other = (_text(side) for side in sides)
            yield (
                f"{one} has shape ({n}, 1) and {other} ({n},): {sign} takes every pair of them and gives ({n}, {n}), "
                f"so what is computed of it is wrong. Try {one}[:, 0], which has shape ({n},), too."
            )
            return


def _only_column(call: ast.Call, namespace: dict[str, Any]) -> Iterator[str]:
    """`np.argmax(predictions, axis=1)` of a single column."""
    owner = dotted(call.func).rpartition(".")[0]
    given = call.args[0] if call.args else None
    axis = argument(call, "axis", 1)
    place = ast.unparse(axis) if axis is not None else ""
    if owner not in ("np", "numpy", "ops", "keras.ops", "tf") or given is None:
        return
    shape = _shape(given, namespace)
    if place in ("1", "-1") and shape is not None and len(shape) == 2 and shape[1] == 1:
        yield (
            f"{_text(given)} has one column, so argmax is 0 for every sample. For the probability of one class ask "
            f"whether it is above 0.5: ({_text(given)}[:, 0] > 0.5).astype(int)."
        )


def _text(node: ast.expr) -> str:
    text = ast.unparse(node)
    return (
        text
        if len(text) <= 50
        else "The left side"
        if isinstance(node, ast.BinOp)
        else text[:47] + "…"
    )


def _shape(node: ast.expr | None, namespace: dict[str, Any]) -> tuple | None:
    """The shape that an expression has, as far as names and `model.predict` tell; None in a place: any length."""
    if isinstance(node, ast.Name):
        value = namespace.get(node.id)
        shape = getattr(value, "shape", None)
        return shape if isinstance(shape, tuple) and hasattr(value, "dtype") else None
    if isinstance(node, ast.Compare) and isinstance(node.comparators[0], ast.Constant):
        return _shape(node.left, namespace)
    if not isinstance(node, ast.Call):
        return None
    name = last_name(node.func)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if name in _SAME_SHAPE:
        is_function = dotted(owner) in ("np", "numpy", "ops", "keras.ops", "tf") if owner else False
        return _shape(node.args[0] if is_function and node.args else owner, namespace)
    if name == "predict" and isinstance(owner, ast.Name):
        shape = getattr(namespace.get(owner.id), "output_shape", None)
        return (None, shape[1]) if isinstance(shape, tuple) and len(shape) == 2 else None
    return None
