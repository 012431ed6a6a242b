"""Makes a program small while what is wrong with it stays: statements, arguments, elements and sizes are left out."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator

Change = Callable[[], None]


def shrunk(text: str, still_wrong: Callable[[str], bool], seconds: float = 60.0) -> str:
    """The smallest program found, within `seconds` of processor time, that is `still_wrong`; as `text` is."""
    end = time.process_time() + seconds
    best = ast.unparse(ast.parse(text))
    progress = True
    while progress and time.process_time() < end:
        progress = False
        skip = 0  # changes of the present text that were tried in vain
        while time.process_time() < end:
            smaller = _changed(best, skip)
            if smaller is None:
                break
            if smaller != best and _weighs(smaller) < _weighs(best) and still_wrong(smaller):
                best, progress = smaller, True
            else:
                skip += 1
    return best


def _weighs(text: str) -> tuple[int, str]:
    return len(text), text


def _changed(text: str, which: int) -> str | None:
    """`text` with its change number `which`; None when there are no more."""
    tree = ast.parse(text)
    for i, change in enumerate(_changes(tree)):
        if i == which:
            change()
            try:
                return ast.unparse(ast.fix_missing_locations(tree))
            except Exception:
                return text
    return None


def _changes(tree: ast.Module) -> Iterator[Change]:
    """From coarse to fine."""
    yield from _without_statements(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node)
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple | ast.Dict):
            yield from _without_elements(node)
    yield from _replaced(tree)
    yield from _smaller_numbers(tree)


def _without_statements(tree: ast.Module) -> Iterator[Change]:
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            for i in reversed(range(len(body))):
                if len(body) > 1:
                    yield lambda body=body, i=i: body.pop(i)
                # `h2 = layer(h1)` → `h2 = h1`
                statement = body[i]
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                    for inner in _arguments(statement.value):
                        yield lambda s=statement, v=inner: setattr(s, "value", v)


def _arguments(call: ast.Call) -> list[ast.expr]:
    found: list[ast.expr] = []
    for argument in call.args:
        found += argument.elts if isinstance(argument, ast.List | ast.Tuple) else [argument]
    return [a for a in found if isinstance(a, ast.Name | ast.Call | ast.BinOp)]


def _of_call(call: ast.Call) -> Iterator[Change]:
    for i in reversed(range(len(call.keywords))):
        yield lambda i=i: call.keywords.pop(i)
    for i in reversed(range(1, len(call.args))):
        yield lambda i=i: call.args.pop(i)


def _without_elements(node: ast.List | ast.Tuple | ast.Dict) -> Iterator[Change]:
    n = len(node.keys) if isinstance(node, ast.Dict) else len(node.elts)
    for i in reversed(range(n)):
        if isinstance(node, ast.Dict):
            yield lambda i=i: (node.keys.pop(i), node.values.pop(i))
        else:
            yield lambda i=i: node.elts.pop(i)


def _replaced(tree: ast.Module) -> Iterator[Change]:
    """`f(g(x))` → `g(x)`, `a + b` → `a`, `[a]` → `a`, and short texts for long ones."""
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            for i, child in enumerate(value if isinstance(value, list) else [value]):
                for other in _simpler(child):

                    def change(node=node, field=field, value=value, i=i, other=other) -> None:
                        if isinstance(value, list):
                            value[i] = other
                        else:
                            setattr(node, field, other)

                    yield change


def _simpler(node: object) -> Iterator[ast.expr]:
    if isinstance(node, ast.Call):
        yield from [a for a in _arguments(node) if isinstance(a, ast.Call | ast.Name)]
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
            yield node.func.value
        if "optimizers" in ast.unparse(node.func):
            yield ast.Constant("sgd")
        if "losses" in ast.unparse(node.func):
            yield ast.Constant("mse")
    elif isinstance(node, ast.BinOp):
        yield node.left
        yield node.right
    elif isinstance(node, ast.List | ast.Dict):
        inner = node.elts if isinstance(node, ast.List) else node.values
        if len(inner) == 1:
            yield inner[0]


def _smaller_numbers(tree: ast.Module) -> Iterator[Change]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1:
            for smaller in sorted({1, 2, 3, node.value // 2, node.value - 1}):
                if 0 < smaller < node.value:
                    yield lambda node=node, value=smaller: setattr(node, "value", value)
    dims: dict[int, list[ast.Constant]] = {}
    for node in ast.walk(tree):  # a size that stands in several places
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1:
            dims.setdefault(node.value, []).append(node)
    for value, nodes in dims.items():
        for smaller in sorted({1, 2, 3, value // 2}):
            if 0 < smaller < value and len(nodes) > 1:

                def change(nodes=tuple(nodes), smaller=smaller) -> None:
                    for node in nodes:
                        node.value = smaller

                yield change
