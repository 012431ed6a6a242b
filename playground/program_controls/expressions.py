"""What an expression in a program says, when it says it plainly."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.program_controls.program_text import ProgramText


def number(node: ast.expr) -> float | None:
    """The value of a number as it is written: `0.01`, `1e-3`, `-1`; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = number(node.operand)
        if inner is None:
            return None
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return None if isinstance(node.value, bool) else node.value
    return None


def string(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def last_identifier(node: ast.expr) -> str | None:
    """`keras.optimizers.Adam` → "Adam"."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def method_calls(program: ProgramText, method: str) -> Iterator[tuple[str, ast.Call]]:
    """(receiver, call) for every `receiver.method(…)`, in no order. `re.compile` and `super().compile` are none."""
    modules = {
        (alias.asname or alias.name).partition(".")[0]
        for node in program.nodes(ast.Import)
        for alias in node.names
    }
    for node in program.nodes(ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == method:
            receiver = node.func.value
            is_module = isinstance(receiver, ast.Name) and receiver.id in modules
            is_super = isinstance(receiver, ast.Call) and last_identifier(receiver.func) == "super"
            if not is_module and not is_super:
                yield ast.dump(receiver), node
