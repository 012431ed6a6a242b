"""Losses and metrics of the learner's own that do not look at the labels, or take them for the predictions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import (
    Text,
    argument,
    dotted,
    method,
    names_read,
    own_attribute,
)

_PREDICTED = ("pred", "logit", "output", "y_hat", "yhat")
_TRUE = ("true", "label", "target", "y_batch", "y_train", "ground")


def own_losses(text: Text) -> Iterator[tuple[int, str]]:
    seen: set[ast.AST] = set()
    for function, skip, what in _used(text):
        if function not in seen:
            seen.add(function)
            yield from _of_one(function, skip, what)
    yield from _exchanged_in_calls(text)
    yield from _python_counters(text)


def _used(text: Text) -> Iterator[tuple[ast.FunctionDef | ast.Lambda, int, str]]:
    """Functions that are used as a loss or a metric, and how many arguments stand before the labels."""
    for call in text.calls():
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "compile"):
            continue
        for given, what in (
            (argument(call, "loss", 1), "loss"),
            (argument(call, "metrics", 3), "metric"),
        ):
            for each in ast.walk(given) if given is not None else ():
                if isinstance(each, ast.Lambda):
                    yield each, 0, what
                elif isinstance(each, ast.Name) and each.id in text.functions:
                    yield text.functions[each.id], 0, what
    for node in text.classes.values():
        for kind, name in (("loss", "call"), ("metric", "update_state")):
            function = method(node, name)
            if function is not None and text.is_kind(node, kind):
                yield function, 1, kind


def _of_one(
    function: ast.FunctionDef | ast.Lambda, skip: int, what: str
) -> Iterator[tuple[int, str]]:
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)][skip:]
    if len(names) < 2 or function.args.vararg is not None or names[0].startswith("_"):
        return
    if _looks(names[0], _PREDICTED) and _looks(names[1], _TRUE):
        yield (
            function.lineno,
            f"Keras calls a {what} with the labels first, then the predictions; here they are called {names[0]} and "
            f"{names[1]}, so each gets the other's numbers. Write ({names[1]}, {names[0]}).",
        )
        return
    body = function.body if isinstance(function.body, list) else [function.body]
    read = set().union(*(names_read(each) for each in body)) if body else set()
    returned = function.body if isinstance(function, ast.Lambda) else _returned(function)
    if what == "loss" and _is_negative_distance(returned):
        yield (
            getattr(returned, "lineno", function.lineno),
            "With the minus this loss is smallest where predictions and labels lie farthest apart, so training drives "
            "them apart. Take the minus out.",
        )
    if names[0] not in read and names[1] in read:
        yield (
            function.lineno,
            f"This {what} never looks at {names[0]}, the labels: it is the same whatever they are"
            f"{', so nothing is learned from them' if what == 'loss' else ''}. If that is meant, call the argument "
            f"_{names[0]}.",
        )
    elif names[1] not in read and names[0] in read:
        yield (
            function.lineno,
            f"This {what} never looks at {names[1]}, the predictions: it does not depend on the model.",
        )


def _returned(function: ast.FunctionDef) -> ast.AST | None:
    """What the only `return` of a function gives."""
    found = [each.value for each in ast.walk(function) if isinstance(each, ast.Return)]
    return found[0] if len(found) == 1 else None


def _is_negative_distance(value: ast.AST | None) -> bool:
    """`-mean((y_true - y_pred) ** 2)`, and square or abs for it."""
    if not (isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)):
        return False
    mean = value.operand
    if not (isinstance(mean, ast.Call) and dotted(mean.func).rpartition(".")[2] in _MEANS):
        return False
    inner = mean.args[0] if mean.args else None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Pow):
        inner = inner.left
    elif isinstance(inner, ast.Call) and dotted(inner.func).rpartition(".")[2] in _SIZES:
        inner = inner.args[0] if inner.args else None
    else:
        return False
    return isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub)


_MEANS = {"mean", "sum", "reduce_mean", "reduce_sum"}
_SIZES = {"square", "abs", "absolute"}


def _looks(name: str, like: tuple[str, ...]) -> bool:
    return any(part in name.lower() for part in like)


def _exchanged_in_calls(text: Text) -> Iterator[tuple[int, str]]:
    """`binary_crossentropy(y_pred, y_true)`."""
    instances = {
        target.id
        for node in ast.walk(text.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and ".losses." in f".{dotted(node.value.func)}"
    }
    for call in text.calls():
        name = dotted(call.func)
        known = ".losses." in f".{name}" and name.rpartition(".")[2][:1].islower()
        if not known and name not in instances:
            continue
        pair = [_name(each) for each in call.args[:2]]
        if len(pair) == 2 and _looks(pair[0], _PREDICTED) and _looks(pair[1], _TRUE):
            yield (
                call.lineno,
                f"{name} takes the labels first and then the predictions. Write {name}({pair[1]}, {pair[0]}).",
            )


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _python_counters(text: Text) -> Iterator[tuple[int, str]]:
    """`self.total += …` in a metric where `self.total` is a number of Python."""
    for node in text.classes.values():
        begin, update = method(node, "__init__"), method(node, "update_state")
        if begin is None or update is None or not text.is_kind(node, "metric"):
            continue
        numbers = {
            own_attribute(target)
            for each in ast.walk(begin)
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant | ast.List)
            for target in each.targets
        }
        for each in ast.walk(update):
            targets = each.targets if isinstance(each, ast.Assign) else []
            targets = [each.target] if isinstance(each, ast.AugAssign) else targets
            for target in targets:
                name = own_attribute(target)
                if name and name in numbers:
                    yield (
                        each.lineno,  # type: ignore[attr-defined]
                        f"self.{name} is a number of Python: Keras runs update_state once and repeats what it did with "
                        f"tensors, so it does not count. Try self.{name} = self.add_variable(shape=(), "
                        f'initializer="zeros") in __init__ and self.{name}.assign_add(…) here.',
                    )
