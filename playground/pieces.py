"""Pieces of a program by name, and how those of one program are put into another.

A name is that of what a statement makes, `model`, `SimpleDense`, a method with its class, `SimpleDense.call`, what it
calls, `model.fit`, or the beginning of its text, `h = layers.Add`.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_NAME = re.compile(r"\w+(\.\w+)*")


@dataclass(frozen=True)
class Piece:
    """One statement. Of two with the same name the second has `nth` 1."""

    name: str
    nth: int
    owner: str  # the class of a method, or ""
    first: int  # lines, from 1
    last: int
    text: str


def pieces(source: str) -> list[Piece]:
    """The statements of a program and the methods of its classes, from top to bottom. Raises SyntaxError."""
    lines, found, seen = source.splitlines(), [], Counter[tuple[str, str]]()

    def add(node: ast.stmt, owner: str) -> None:
        name = f"{owner}." * bool(owner) + _name(node)
        decorators = [d.lineno for d in getattr(node, "decorator_list", [])]
        first, last = min([node.lineno, *decorators]), node.end_lineno or node.lineno
        text = "\n".join(lines[first - 1 : last])
        found.append(Piece(name, seen[owner, name], owner, first, last, text))
        seen[owner, name] += 1

    for node in ast.parse(source).body:
        add(node, "")
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    add(inner, node.name)
    return found


def _name(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]).strip("()")
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = ast.unparse(node.value.func)
        if called != "print":  # of these there are many
            return called
    return ast.unparse(node)


def named(source: str, names: Sequence[str]) -> list[Piece]:
    """The pieces with these names, from top to bottom. Raises LookupError where one is missing, SyntaxError."""
    found = pieces(source)
    wanted = []
    for name in names:
        having = [
            piece
            for piece in found
            if (piece.name == name if _NAME.fullmatch(name) else piece.text.startswith(name))
        ]
        if not having:
            raise LookupError(name)
        wanted += having
    return sorted(set(wanted), key=lambda piece: piece.first)


def put(source: str, solution: str, names: Sequence[str]) -> tuple[str, int]:
    """(`source` with these pieces of `solution`, the first line of what was put in).

    A piece takes the place of the one with its name; where there is none it comes after the piece that precedes it in
    the solution. Raises SyntaxError where `source` is no program.
    """
    line = 0
    wanted = named(solution, names)
    whole = {piece.name for piece in wanted}  # classes go with their methods
    for piece in wanted:
        if piece.owner in whole:
            continue
        source, line_of_piece = _put(source, solution, piece)
        line = line or line_of_piece
    return source, line


def _put(source: str, solution: str, piece: Piece) -> tuple[str, int]:
    theirs, ours = pieces(source), pieces(solution)
    same = _like(theirs, piece)
    if same is not None:
        return _spliced(source, same.first, same.last, piece.text), same.first
    if piece.owner and not any(p.name == piece.owner for p in theirs):
        return _put(source, solution, next(p for p in ours if p.name == piece.owner))
    order = [p for p in ours if p.owner == piece.owner]
    at = order.index(piece)
    gap = [""] * (2 if "\n" in piece.text and piece.text.startswith(("def", "class")) else 0)
    gap = [""] if piece.owner else gap
    before = next(filter(None, (_like(theirs, p) for p in reversed(order[:at]))), None)
    after = next(filter(None, (_like(theirs, p) for p in order[at + 1 :])), None)
    if before is not None:
        line = before.last + 1
        made = _spliced(source, line, before.last, "\n".join([*gap, piece.text]))
        line += len(gap)
    elif after is not None:
        line = after.first
        made = _spliced(source, line, line - 1, "\n".join([piece.text, *gap]))
    else:
        last = len(source.rstrip().splitlines())
        line = last + 1 + len(gap)
        made = _spliced(source, last + 1, last, "\n".join([*gap, piece.text]))
    if piece.owner:
        try:
            ast.parse(made)
        except SyntaxError:  # a class on one line, or with an indentation of its own
            return _put(source, solution, next(p for p in ours if p.name == piece.owner))
    return made, line


def _like(theirs: list[Piece], piece: Piece) -> Piece | None:
    wanted = piece.owner, piece.name, piece.nth
    return next((p for p in theirs if (p.owner, p.name, p.nth) == wanted), None)


def _spliced(source: str, first: int, last: int, text: str) -> str:
    """`source` with `text` in place of its lines from `first` to `last`."""
    lines = source.splitlines()
    lines[first - 1 : last] = text.split("\n")
    return "\n".join(lines) + "\n"
