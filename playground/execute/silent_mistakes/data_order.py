"""Samples and labels that no longer belong together, because one of them was put into another order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import Text, argument, dotted, last_name

_SEEDS = {"seed", "set_random_seed", "set_state", "RandomState", "default_rng"}


def data_order(text: Text) -> Iterator[tuple[int, str]]:
    for scope in text.scopes():
        yield from _in_one_scope(scope, _imports_random(text))


def _in_one_scope(text: Text, imports_random: bool) -> Iterator[tuple[int, str]]:
    pairs = _fitted(text)
    names = {name for pair in pairs for name in pair}
    in_place, ordered = _shuffles(text), _permuted(text)
    for x, y in pairs:
        for one, other in ((x, y), (y, x)):
            if one in ordered and (other not in ordered or one == y):
                yield (
                    ordered[one],
                    f"{one} gets an order that has no name, so {other} cannot get the same: samples and labels no "
                    f"longer belong together. Try order = np.random.permutation(len({one})), then {one}[order] and "
                    f"{other}[order].",
                )
            if one in in_place and other not in in_place:
                yield (
                    in_place[one],
                    f"{one} is shuffled and {other} is not: samples and labels no longer belong together. fit shuffles "
                    f"both together by itself; or try order = np.random.permutation(len({one})), {one} = {one}[order], "
                    f"{other} = {other}[order].",
                )
        both = x in in_place and y in in_place
        if both and not _seeded_between(text, in_place[x], in_place[y]):
            yield (
                max(in_place[x], in_place[y]),
                f"{x} and {y} are shuffled one after the other, each in an order of its own: samples and labels no "
                f"longer belong together. Try order = np.random.permutation(len({x})), {x} = {x}[order], "
                f"{y} = {y}[order].",
            )
    for call in text.calls() if imports_random else ():
        if dotted(call.func) == "random.shuffle" and call.args and last_name(call.args[0]) in names:
            yield (
                call.lineno,
                "random.shuffle is made for lists: of an array with several axes it doubles some rows and loses "
                "others. Try np.random.shuffle, or an order for samples and labels together.",
            )


def _imports_random(text: Text) -> bool:
    return any(
        alias.name == "random" and alias.asname is None
        for node in ast.walk(text.tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    )


def _fitted(text: Text) -> list[tuple[str, str]]:
    """The names of samples and labels that are given to `fit`."""
    found = []
    for call in text.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr == "fit":
            x, y = argument(call, "x", 0), argument(call, "y", 1)
            if isinstance(x, ast.Name) and isinstance(y, ast.Name) and x.id != y.id:
                found.append((x.id, y.id))
    return list(dict.fromkeys(found))


def _shuffles(text: Text) -> dict[str, int]:
    """Names that are shuffled in place, with the line of the first time."""
    found: dict[str, int] = {}
    for call in text.calls():
        named = isinstance(call.func, ast.Attribute) and call.func.attr == "shuffle"
        if named and len(call.args) == 1 and isinstance(call.args[0], ast.Name):
            found.setdefault(call.args[0].id, call.lineno)
    return found


def _permuted(text: Text) -> dict[str, int]:
    """`x = x[np.random.permutation(len(x))]` and `x = np.random.permutation(x)`: names, with the line."""
    found: dict[str, int] = {}
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Assign):
            continue
        value = node.value
        index = value.slice if isinstance(value, ast.Subscript) else None
        call = index if index is not None else value
        if not (isinstance(call, ast.Call) and last_name(call.func) == "permutation" and call.args):
            continue
        if argument(call, "seed") is not None:
            continue
        is_array = index is not None or _is_data(call.args[0])
        for target in node.targets:
            if isinstance(target, ast.Name) and is_array:
                found.setdefault(target.id, node.lineno)
    return found


def _is_data(node: ast.AST) -> bool:
    """A name that is not a number of samples."""
    return isinstance(node, ast.Name) and node.id.lower()[:1] in ("x", "y")


def _seeded_between(text: Text, first: int, last: int) -> bool:
    return any(
        min(first, last) < call.lineno <= max(first, last) and last_name(call.func) in _SEEDS
        for call in text.calls()
    )
