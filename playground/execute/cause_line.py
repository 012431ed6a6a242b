"""Which line of a program a diverged training points to: where its learning rate is set, not where it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def learning_rate_line(source: str, before: int | None = None) -> int | None:
    """The line of the last `learning_rate=`, or else of the optimizer given to `compile`, up to line `before`.

    None when there is neither, or the text is no program.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for found in (list(_rates(calls)), list(_optimizers(calls))):
        near = [line for line in found if before is None or line <= before]
        if found:
            return max(near or found)
    return None


def _rates(calls: list[ast.Call]) -> Iterator[int]:
    for call in calls:
        yield from (k.value.lineno for k in call.keywords if k.arg == "learning_rate")


def _optimizers(calls: list[ast.Call]) -> Iterator[int]:
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
            named = [k.value for k in call.keywords if k.arg == "optimizer"]
            yield from (value.lineno for value in [*named, *call.args[:1]])
