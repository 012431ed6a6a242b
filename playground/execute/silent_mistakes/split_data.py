"""Training and test data that are mixed up, or prepared in different ways."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import (
    Text,
    argument,
    dotted,
    last_name,
    names_read,
    names_stored,
)

_WHOLE = {"int", "int8", "int32", "int64", "uint8"}
_STATISTICS = {"mean", "std", "min", "max", "var"}


def split_data(text: Text) -> Iterator[tuple[int, str]]:
    assigned = _assigned(text)
    yield from _fitted_on_the_test(text, assigned)
    yield from _own_statistics(assigned)
    yield from _scaled(text, assigned)
    yield from _overlapping(assigned)
    for name, value, line in assigned:
        yield from _divided_whole(name, value, line)
    for call in text.calls():
        yield from _rounded_to_nothing(call)
        yield from _shuffled_batches(call)
    yield from _never_tested(text, assigned)


def _assigned(text: Text) -> list[tuple[str, ast.expr, int]]:
    """(name, value, line) of the program's own assignments, pairs taken apart."""
    found = []
    for node in text.tree.body:
        value = getattr(node, "value", None)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            whole = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
            found.append((node.target.id, whole, node.lineno))
        for target in node.targets if isinstance(node, ast.Assign) else []:
            if isinstance(target, ast.Name) and value is not None:
                found.append((target.id, value, node.lineno))
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = zip(target.elts, value.elts)
                found += [(t.id, v, node.lineno) for t, v in pairs if isinstance(t, ast.Name)]
    return found


def _names(assigned: list[tuple[str, ast.expr, int]], text: Text) -> set[str]:
    return names_stored(text.tree) | {name for name, _, _ in assigned}


def _fitted_on_the_test(
    text: Text, assigned: list[tuple[str, ast.expr, int]]
) -> Iterator[tuple[int, str]]:
    names = _names(assigned, text)
    for call in text.calls():
        x = argument(call, "x", 0)
        if last_name(call.func) in ("fit", "adapt") and isinstance(x, ast.Name) and "test" in x.id:
            train = x.id.replace("test", "train")
            if train in names:
                yield (
                    call.lineno,
                    f"{last_name(call.func)} looks at {x.id}: what a model has learned from can test it no longer. Try "
                    f"{train}.",
                )


def _own_statistics(assigned: list[tuple[str, ast.expr, int]]) -> Iterator[tuple[int, str]]:
    names = {name for name, _, _ in assigned}
    for name, value, line in assigned:
        part = next((p for p in ("test", "valid", "val") if p in name.lower().split("_")), "")
        train = name.replace(part, "train") if part else ""
        if not part or train not in names:
            continue
        for each in ast.walk(value):
            if not isinstance(each, ast.Call) or last_name(each.func) not in _STATISTICS:
                continue
            owner = each.func.value if isinstance(each.func, ast.Attribute) else None
            of = owner if last_name(owner) == name else each.args[0] if each.args else None
            if last_name(of) == name and isinstance(value, ast.BinOp):
                yield (
                    line,
                    f"{name} is scaled by its own statistics, so the same number means something else than in {train}. "
                    f"Keep those of {train}, mean = {train}.mean(axis=0), and use them for both.",
                )
                return


def _divisor(name: str, value: ast.expr) -> ast.expr | None:
    """By what a name is divided: `x / 255`, `x.astype("float32") / 255`."""
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)):
        return None
    left = value.left
    if isinstance(left, ast.Call) and isinstance(left.func, ast.Attribute):
        left = left.func.value
    right = value.right
    number = right.value if isinstance(right, ast.Constant) else 0
    is_number = isinstance(number, int | float) and number > 16
    return right if last_name(left) == name and isinstance(left, ast.Name) and is_number else None


def _scaled(text: Text, assigned: list[tuple[str, ast.expr, int]]) -> Iterator[tuple[int, str]]:
    lines: dict[str, int] = {}
    for name, value, line in assigned:
        divisor = _divisor(name, value)
        if divisor is None:
            lines.pop(name, None)
            continue
        if name in lines:
            yield (
                line,
                f"{name} was divided by {ast.unparse(divisor)} on line {lines[name]} already: now its numbers are very "
                "small. Take one of the two out.",
            )
        lines.setdefault(name, line)
    read = names_read(text.tree)
    for name, line in lines.items():
        test = name.replace("train", "test")
        alone = "train" in name and test != name and test in read and test not in lines
        later = [v for n, v, at in assigned if n == test and at > line]
        before = [v for n, v, at in assigned if n == test and _uses(v, name)]
        whole = any(isinstance(v, ast.BinOp | ast.Call) for v in later)
        if alone and not whole and not before and test in names_stored(text.tree):
            yield (
                line,
                f"{name} is scaled and {test} is not: the model meets other numbers than it has learned from. Do the "
                f"same to {test}.",
            )


def _uses(value: ast.expr, name: str) -> bool:
    return name in names_read(value)


def _slice(value: ast.expr) -> tuple[str, int | None, int | None] | None:
    """("x", 0, 100) of `x[:100]`."""
    if not (isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice)):
        return None
    lower, upper = value.slice.lower, value.slice.upper
    if value.slice.step is not None or not isinstance(value.value, ast.Name):
        return None
    ends = []
    for end in (lower, upper):
        if end is not None and not (isinstance(end, ast.Constant) and isinstance(end.value, int)):
            return None
        ends.append(None if end is None else end.value)  # type: ignore[union-attr]
    return value.value.id, ends[0], ends[1]


def _overlapping(assigned: list[tuple[str, ast.expr, int]]) -> Iterator[tuple[int, str]]:
    slices = {name: (found, line) for name, value, line in assigned if (found := _slice(value))}
    for name, ((of, lower, upper), _) in slices.items():
        test = name.replace("train", "test")
        if "train" not in name or test not in slices or lower not in (None, 0):
            continue
        (other, begin, _), line = slices[test]
        if other == of and upper is not None and (begin or 0) < upper:
            yield (
                line,
                f"{name} and {test} have samples in common, those from {begin or 0} to {upper - 1} of {of}: the test "
                f"asks what was learned by heart. Try {of}[{upper}:].",
            )


def _rounded_to_nothing(call: ast.Call) -> Iterator[tuple[int, str]]:
    """`(x / 255).astype("uint8")`."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "astype" and call.args):
        return
    owner, kind = call.func.value, call.args[0]
    word = kind.value if isinstance(kind, ast.Constant) else last_name(kind)
    divided = isinstance(owner, ast.BinOp) and isinstance(owner.op, ast.Div)
    right = owner.right if isinstance(owner, ast.BinOp) else None
    if word in _WHOLE and divided and isinstance(right, ast.Constant) and right.value in (255, 256):
        yield (
            call.lineno,
            f"Divided by {right.value:g} the numbers lie between 0 and 1, and {word} leaves only 0 and 1 of them. Try "
            '.astype("float32").',
        )


def _divided_whole(name: str, value: ast.expr, line: int) -> Iterator[tuple[int, str]]:
    """`x = x // 255`."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.FloorDiv):
        right = value.right
        if (
            isinstance(right, ast.Constant)
            and right.value in (255, 256)
            and _uses(value.left, name)
        ):
            yield (
                line,
                f"// divides without a remainder: of 0 to 255 it leaves 0 and 1. Try {name} / {right.value:g}.",
            )


def _shuffled_batches(call: ast.Call) -> Iterator[tuple[int, str]]:
    """`dataset.batch(32).shuffle(1000)`."""
    before = call.func.value if isinstance(call.func, ast.Attribute) else None
    if (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "shuffle"
        and isinstance(before, ast.Call)
        and last_name(before.func) == "batch"
    ):
        yield (
            call.lineno,
            "shuffle behind batch changes the order of whole batches, never what is in one. Try "
            ".shuffle(…).batch(…).",
        )


def _never_tested(
    text: Text, assigned: list[tuple[str, ast.expr, int]]
) -> Iterator[tuple[int, str]]:
    read = names_read(text.tree)
    for call in text.calls():
        x = argument(call, "x", 0)
        if last_name(call.func) != "evaluate" or not isinstance(x, ast.Name) or "train" not in x.id:
            continue
        test = x.id.replace("train", "test")
        if test in names_stored(text.tree) and test not in read and dotted(call.func):
            yield (
                call.lineno,
                f"This evaluates on {x.id}, which the model has learned from, and {test} is never used. Try "
                f"evaluate({test}, …).",
            )
