"""Runs a program on the server's runner, in a real child process, and gathers its events.

All tests of one process share a runner, as the visitors of one server do: its fork server takes a second to start, a
child a few milliseconds.
"""

from __future__ import annotations

import asyncio
from typing import TypeVar

from playground import events as ev
from playground.lesson import find_lesson
from playground.runners.server import ServerRunner

T = TypeVar("T")


class Events(list[ev.Event]):
    """All events of a run, in order."""

    def of(self, kind: type[T]) -> list[T]:
        return [item for item in self if isinstance(item, kind)]

    @property
    def printed(self) -> str:
        return "".join(item.text for item in self.of(ev.Printed))

    @property
    def ending(self) -> ev.Event:
        return self[-1]


async def gather(runner: ServerRunner, run: ev.Run) -> Events:
    seen = Events()
    async for items in runner.start(run).events():
        seen += items
    return seen


def run(source: str, until: str = "end", lesson: str = "") -> Events:
    """Execute `source` in a child of its own, with the checks of the lesson that has the id `lesson`."""
    known = find_lesson(lesson)
    checks = known.checks if known else ""
    return gather_all([ev.Run(source, until, checks)])[0]  # type: ignore[arg-type]


def gather_all(runs: list[ev.Run]) -> list[Events]:
    """Execute each of `runs`, one after the other, in a child of its own."""

    async def each() -> list[Events]:
        global _runner
        _runner = _runner or ServerRunner()
        return [await gather(_runner, run) for run in runs]

    return _shared_loop().run(each())


def close() -> None:
    """End the shared runner and its processes: conftest.py calls it after the last test."""
    global _runner, _loop
    if _runner:
        _shared_loop().run(_runner.close())
    if _loop:
        _loop.close()
    _runner = _loop = None


_runner: ServerRunner | None = None
_loop: asyncio.Runner | None = None


def _shared_loop() -> asyncio.Runner:
    global _loop
    _loop = _loop or asyncio.Runner()
    return _loop


def divergence(source: str) -> ev.Diverged:
    """Where the training of `source` goes wrong; the program goes on to its end."""
    events = run(source)
    assert isinstance(events.ending, ev.Finished), events.ending
    [found] = events.of(ev.Diverged)
    return found


def failure(source: str) -> ev.Failed:
    """The error that ends `source`."""
    ending = run(source).ending
    assert isinstance(ending, ev.Failed), ending
    return ending
