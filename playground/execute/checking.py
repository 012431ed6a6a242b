"""A lesson's checks on a finished run, as `Checked` events."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.events import Built, Checked, Failed


@dataclass
class FinishedRun:
    """What a `check_…(run)` function may look at."""

    namespace: dict[str, Any]  # the program's globals
    printed: str
    built: Built | None
    history: dict[str, list[float]] | None  # of the last fit, also when it was stopped
    models: list[Any] = field(default_factory=list)  # those that were fitted, in order
    failed: Failed | None = None


def check(source: str, run: FinishedRun) -> Iterator[Checked]:
    """Run every `check_…` function of `source`, in its order. Its docstring is the task, the message of its
    AssertionError the advice; any other exception is advice too, in its own words."""
    held: dict[str, Any] = {"__name__": "checks"}
    exec(compile(source, "checks.py", "exec"), held)
    for name, function in list(held.items()):
        if not name.startswith("check_") or not callable(function):
            continue
        task = (inspect.getdoc(function) or name).splitlines()[0]
        try:
            function(run)
        except Exception as error:  # a probe of the learner's own code can raise anything
            yield Checked(task, False, str(error).split("\nassert ")[0] or type(error).__name__)
        else:
            yield Checked(task, True)
