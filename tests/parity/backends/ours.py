"""The rows of `operations.py` on our engine: what became of each, and what an observer heard."""

from __future__ import annotations

import importlib
from typing import Any

from playground import keras_names
from playground.engine import backends, observe

from . import run


class Listener(observe.Observer):
    """Keeps who refuses what the program does."""

    def __init__(self) -> None:
        self.refused_by: set[str] = set()

    def backends_differ(self, use: backends.Use) -> None:
        self.refused_by.update(use.refused_by)


def ours(way: str, asked: str | None = None) -> dict[str, str]:
    """`"place: code"` → an exception's name, or `"trains"` and, behind a comma each, the backends that refuse.

    `asked`: the backend whose answer the program wants.
    """
    subclass, eagerly = way.startswith("subclass"), way.endswith("_eagerly")
    epochs = (
        3 if asked is None else 1
    )  # an answer of one backend is given while the step is recorded first

    def one(keras: Any, place: str, function: Any, path: str, *_: Any) -> str:
        listener = Listener()
        with observe.observed_by(listener):
            became = outcome(keras, place, function, path, subclass, eagerly, epochs)
        who = [b for b in backends.ALL if b in listener.refused_by]
        return ", ".join([became, *who]) if became == "trains" else became

    outcome = run.outcome
    before, backends.asked = backends.asked, asked
    run.outcome = one
    try:
        with keras_names.available():
            return run.outcomes(importlib.import_module("keras"), way)
    finally:
        backends.asked, run.outcome = before, outcome
