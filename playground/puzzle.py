"""A Parsons puzzle: the lines of a piece of program, shuffled. Every order that computes the same is right."""

from __future__ import annotations

import ast
import random
import textwrap
from collections.abc import Iterable, Sequence


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a program in their order, without those that are empty or only a comment."""
    lines = [line.rstrip() for line in textwrap.dedent(text).splitlines()]
    return tuple(line for line in lines if line and not line.lstrip().startswith("#"))


def shuffled(lines: Sequence[str], seed: int = 0) -> list[int]:
    """An order of `lines`, as their places in it, that is not right, where there is such an order."""
    order, chance = list(range(len(lines))), random.Random(seed)
    for _ in range(50):
        chance.shuffle(order)
        if not is_right(lines, order):
            break
    return order


def is_right(lines: Sequence[str], order: Iterable[int]) -> bool:
    """Whether the lines in this order are the same program."""
    try:
        arranged = ast.parse("\n".join(lines[at] for at in order))
    except SyntaxError:
        return False
    return _same(ast.parse("\n".join(lines)).body, arranged.body)


def first_astray(lines: Sequence[str], order: Sequence[int]) -> int:
    """How many of the first lines stand as in `lines`."""
    for place, at in enumerate(order):
        if lines[at] != lines[place]:
            return place
    return len(order)


def _same(wanted: list[ast.stmt], made: list[ast.stmt]) -> bool:
    """The same statements, and no two of them exchanged of which one needs the other first."""
    if len(wanted) != len(made):
        return False
    left, places = list(range(len(made))), []
    for node in wanted:
        at = next((i for i in left if _alike(node, made[i])), None)
        if at is None:
            return False
        left.remove(at)
        places.append(at)
    return not any(
        places[i] > places[j] and _depend(wanted[i], wanted[j])
        for i in range(len(wanted))
        for j in range(i + 1, len(wanted))
    )


def _alike(a: ast.stmt, b: ast.stmt) -> bool:
    if type(a) is not type(b) or isinstance(a, ast.If | ast.Try | ast.Match):
        return _dump(a) == _dump(b)
    inside, others = (getattr(node, "body", None) for node in (a, b))
    if not isinstance(inside, list) or not isinstance(others, list):
        return _dump(a) == _dump(b)
    return _header(a) == _header(b) and _same(inside, others)


def _dump(node: ast.AST) -> str:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            call.keywords.sort(key=lambda keyword: keyword.arg or "")
    return ast.dump(node)


def _header(node: ast.stmt) -> str:
    return ast.unparse(node).partition("\n")[0]


def _depend(first: ast.stmt, then: ast.stmt) -> bool:
    """Whether the one has to come before the other."""
    (reads, writes), (needs, makes) = _effects(first), _effects(then)
    return "" in writes | makes or bool(writes & (needs | makes) or reads & makes)


def _effects(node: ast.stmt) -> tuple[set[str], set[str]]:
    """(what a statement reads, what it changes): names and texts. "" stands for everything."""
    reads: set[str] = set()
    writes: set[str] = set()
    if isinstance(node, ast.Return | ast.Raise) or _is_docstring(node):
        return reads, {""}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        writes.add(node.name)
    inside = isinstance(node, ast.FunctionDef | ast.ClassDef)
    for each in ast.walk(node):
        if isinstance(each, ast.Return | ast.Raise | ast.Yield | ast.Break) and not inside:
            return reads, {""}
        if isinstance(each, ast.Name):
            (writes if isinstance(each.ctx, ast.Store) and not inside else reads).add(each.id)
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store) and not inside:
            writes.add(f".{each.attr}")
        elif isinstance(each, ast.Attribute):
            reads.add(f".{each.attr}")
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            reads.add(each.value)
    if isinstance(node, ast.Expr | ast.AugAssign):  # it is there for what it changes
        writes |= reads
    return reads, writes


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
