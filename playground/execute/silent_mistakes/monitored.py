"""Callbacks that wait for the wrong end of a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import Text, argument, last_name

_CALLBACKS = {"EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau"}
_DOWN = ("loss", "error", "mae", "mse", "rmse", "mape", "crossentropy")
_UP = ("acc", "auc", "precision", "recall", "f1")


def monitored(text: Text) -> Iterator[tuple[int, str]]:
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


def _said(call: ast.Call, name: str, mode: str, moves: str, better: str) -> str:
    return (
        f'{last_name(call.func)} has mode="{mode}", but {name} {moves} while a model learns: the worst epoch counts as '
        f'the best. Try mode="{better}", or leave mode out.'
    )
