"""What in a program a diverged training points to: where its learning rate is set, not where it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple


class Place(NamedTuple):
    """A line, from 1, and the characters on it, from and to; no `columns` where it goes on in the next line."""

    line: int
    columns: tuple[int, int] | None


def learning_rate_place(source: str, before: int | None = None) -> Place | None:
    """The last `learning_rate=…`, or else the optimizer given to `compile`, up to line `before`.

    None when there is neither, or the text is no program.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for found in (list(_rates(calls)), list(_optimizers(calls))):
        near = [node for node in found if before is None or node.lineno <= before]
        if found:
            return _place(max(near or found, key=lambda node: node.lineno), source)
    return None


def _place(node: ast.expr | ast.keyword, source: str) -> Place:
    if node.end_lineno != node.lineno:
        return Place(node.lineno, None)
    line = source.splitlines()[node.lineno - 1].encode()  # ast counts bytes
    ends = (node.col_offset, node.end_col_offset)
    first, last = (len(line[:n].decode(errors="ignore")) for n in ends)
    return Place(node.lineno, (first, last))


def _rates(calls: list[ast.Call]) -> Iterator[ast.keyword]:
    for call in calls:
        yield from (k for k in call.keywords if k.arg == "learning_rate")


def _optimizers(calls: list[ast.Call]) -> Iterator[ast.expr]:
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            yield from (k.value for k in call.keywords if k.arg == "optimizer")
            yield from call.args[:1]
