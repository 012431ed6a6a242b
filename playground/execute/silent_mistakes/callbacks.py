"""Callbacks that are never called: not handed to `fit`, with misspelt methods, or too patient."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from playground import engine
from playground.execute.silent_mistakes.text import Text, argument, last_name, own_attribute

_KNOWN = [name for name in dir(engine.callbacks.Callback) if name.startswith("on_")]


def callbacks(text: Text) -> Iterator[tuple[int, str]]:
    own = [node for node in text.classes.values() if _is_callback(text, node)]
    for node in own:
        yield from _misspelt(node)
        yield from _stops_itself(node)
    yield from _never_handed_over(text, {node.name for node in own})
    yield from _too_patient(text)


def _is_callback(text: Text, node: ast.ClassDef, seen: tuple[str, ...] = ()) -> bool:
    names = [last_name(base) for base in node.bases]
    return "Callback" in names or any(
        name in text.classes and name not in seen and _is_callback(text, text.classes[name], (*seen, node.name))
        for name in names
    )  # fmt: skip


def _misspelt(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    methods = [f for f in node.body if isinstance(f, ast.FunctionDef)]
    called = {own_attribute(each) for each in ast.walk(node)}
    for function in methods:
        name = function.name
        if name in _KNOWN or name in called or "on_" not in name[:4]:
            continue
        near = difflib.get_close_matches(name, _KNOWN, 1, 0.7)
        if near:
            yield (
                function.lineno,
                f"Keras never calls {name}: it knows no such method of a callback. Did you mean {near[0]}?",
            )


def _stops_itself(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    for each in ast.walk(node):
        targets = each.targets if isinstance(each, ast.Assign) else []
        if any(own_attribute(target) == "stop_training" for target in targets):
            yield (
                each.lineno,  # type: ignore[attr-defined]
                "stop_training belongs to the model; on the callback nobody looks at it. Try "
                "self.model.stop_training = True.",
            )


def _never_handed_over(text: Text, own: set[str]) -> Iterator[tuple[int, str]]:
    read = {
        n.id for n in ast.walk(text.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    if not any(last_name(call.func) == "fit" for call in text.calls()):
        return
    known = {name for name in dir(engine.callbacks) if name[:1].isupper()} - {"History"}
    for node in ast.walk(text.tree):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        name = last_name(node.value.func)
        for target in node.targets:
            if isinstance(target, ast.Name) and name in known | own and target.id not in read:
                yield (
                    node.lineno,
                    f"{target.id} is made and never handed to fit, so it does nothing. Try "
                    f"fit(…, callbacks=[{target.id}]).",
                )


def _too_patient(text: Text) -> Iterator[tuple[int, str]]:
    fits = [c for c in text.calls() if isinstance(c.func, ast.Attribute) and c.func.attr == "fit"]
    if len(fits) != 1:
        return
    epochs = argument(fits[0], "epochs", 3)
    count = epochs.value if isinstance(epochs, ast.Constant) else None
    if not isinstance(count, int) or argument(fits[0], "callbacks") is None:
        return
    for call in text.calls():
        patience = argument(call, "patience", 2)
        wait = patience.value if isinstance(patience, ast.Constant) else None
        if last_name(call.func) == "EarlyStopping" and isinstance(wait, int) and wait >= count:
            yield (
                call.lineno,
                f"EarlyStopping waits {wait} epochs without progress, and fit makes only {count}: it can never stop "
                "anything. Give fit more epochs, or it less patience.",
            )
