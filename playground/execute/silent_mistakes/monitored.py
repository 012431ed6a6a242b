"""Callbacks that wait for the wrong end of a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import Text, argument, last_name

_CALLBACKS = {"EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau"}
_DOWN = ("loss", "error", "mae", "mse", "rmse", "mape", "crossentropy")
_UP = ("acc", "auc", "precision", "recall", "f1")


def monitored(text: Text) -> Iterator[tuple[int, str]]:
    yield from _worst_as_best(text)
    for call in text.calls():
        monitor, mode = argument(call, "monitor"), argument(call, "mode")
        if last_name(call.func) not in _CALLBACKS or not isinstance(mode, ast.Constant):
            continue
        name = monitor.value if isinstance(monitor, ast.Constant) else "val_loss"
        parts = str(name).removeprefix("val_")
        if mode.value == "max" and any(parts.startswith(p) or parts.endswith(p) for p in _DOWN):
            yield call.lineno, _said(call, str(name), "max", "falls", "min")
        elif mode.value == "min" and any(p in parts for p in _UP):
            yield call.lineno, _said(call, str(name), "min", "rises", "max")


def _worst_as_best(text: Text) -> Iterator[tuple[int, str]]:
    """`best = max(history.history["val_loss"])`."""
    for node in ast.walk(text.tree):
        if not isinstance(node, ast.Assign):
            continue
        value = node.value
        if not isinstance(value, ast.Call) or not value.args:
            continue
        function, series = last_name(value.func), value.args[0]
        key = series.slice if isinstance(series, ast.Subscript) else None
        name = key.value if isinstance(key, ast.Constant) else ""
        targets = [last_name(t) for t in node.targets]
        if not isinstance(name, str) or not any("best" in t.lower() for t in targets):
            continue
        parts = name.removeprefix("val_")
        if function in ("max", "argmax") and any(parts.endswith(p) for p in _DOWN):
            yield (
                node.lineno,
                f"The best {name} is the smallest one. Try {function.replace('max', 'min')}.",
            )
        elif function in ("min", "argmin") and any(p in parts for p in _UP):
            yield (
                node.lineno,
                f"The best {name} is the largest one. Try {function.replace('min', 'max')}.",
            )


def _said(call: ast.Call, name: str, mode: str, moves: str, better: str) -> str:
    return (
        f'{last_name(call.func)} has mode="{mode}", but {name} {moves} while a model learns: the worst epoch counts as '
        f'the best. Try mode="{better}", or leave mode out.'
    )
