"""A lesson's checks on a finished run, as `Checked` events."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.events import Built, Checked, Failed
from playground.execute.failure import first_words


class _Asked(dict[str, Any]):
    """The program's globals; notes when a check asks for a name that the program has not made."""

    in_vain = False

    def __missing__(self, name: str) -> Any:
        self.in_vain = True
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        found = super().get(name, default)
        self.in_vain |= found is None
        return found

    def __contains__(self, name: object) -> bool:
        found = super().__contains__(name)
        self.in_vain |= not found
        return found


@dataclass
class FinishedRun:
    """What a `check_…(run)` function may look at."""

    namespace: dict[str, Any]  # the program's globals
    printed: str
    built: Built | None
    history: dict[str, list[float]] | None  # of the last fit, also when it was stopped
    models: list[Any] = field(default_factory=list)  # those that were fitted, in order
    failed: Failed | None = None


class _Watched:
    """A run that notes whether a check asked for what a program that failed had not come to."""

    def __init__(self, run: FinishedRun) -> None:
        self._run = run
        self.namespace = _Asked(run.namespace)
        self._in_vain = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._run, name)
        if name in ("models", "history", "built") and not found:
            self._in_vain = True
        return found

    def came_to_nothing(self) -> bool:
        """Whether it has, since this was asked last."""
        said = self._in_vain or self.namespace.in_vain
        self._in_vain = self.namespace.in_vain = False
        return said and self._run.failed is not None


def check(source: str, run: FinishedRun) -> Iterator[Checked]:
    """Run every `check_…` function of `source`, in its order. Its docstring is the task, the message of its
    AssertionError the advice; of any other exception what it comes from. A program that failed before it came to what
    a check asks for is told so, and why."""
    held: dict[str, Any] = {"__name__": "checks"}
    exec(compile(source, "checks.py", "exec"), held)
    watched = _Watched(run)
    for name, function in list(held.items()):
        if not name.startswith("check_") or not callable(function):
            continue
        task = (inspect.getdoc(function) or name).splitlines()[0]
        watched.came_to_nothing()
        try:
            function(watched)
        except Exception as error:  # a probe of the learner's own code can raise anything
            too_early = watched.came_to_nothing()
            yield Checked(
                task, False, _stopped(run) if too_early else _advice(error, run.namespace)
            )
        else:
            yield Checked(task, True)


def _stopped(run: FinishedRun) -> str:
    """What to say of a task that the program did not come to."""
    failed = run.failed
    assert failed is not None
    where = f" on line {failed.line}" if failed.line else ""
    cause = failed.advice or failed.message.partition("\n")[0]
    return f"The program stopped with an error{where}, before it came to this. {cause}"


def _advice(error: Exception, namespace: dict[str, Any]) -> str:
    if not isinstance(error, AssertionError):
        return first_words(error, namespace)
    said = str(error).split("\nassert ")[0] or type(error).__name__
    inside = error.__context__
    if isinstance(
        inside, Exception
    ):  # the check says what it did; what went wrong in it is told as anywhere
        own = str(inside).strip().partition("\n")[0]
        if own and own in said:
            words = first_words(inside, namespace)
            said = said.replace(f"{own}.", f"{words.rstrip('.')}.").replace(own, words)
    return said
