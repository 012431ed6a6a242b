"""The page's kernel: executes programs inside a Pyodide worker, one after the other.

JavaScript hands over two functions: `post(type, detail)` and `next(wait)`, a promise of the next line of commands
(null when there is none and `wait` is false). A program runs synchronously; with JavaScript Promise Integration
(JSPI) it can still be suspended in the middle of a `fit`, so that commands arrive.
"""

from __future__ import annotations

from typing import Any

from pyodide.ffi import can_run_sync, run_sync  # type: ignore[import-not-found]

from playground import events as ev
from playground.execute import execute, integrity
from playground.lesson import load_lessons


class PageHost:
    """Host over the messages of a worker."""

    def __init__(self, post: Any, next_line: Any) -> None:
        self._post, self._next = post, next_line
        self._queue: list[ev.Command] = []

    def send(self, items: list[ev.Event]) -> None:
        self._post("events", ev.to_json(items))

    def receive(self, wait: bool) -> ev.Command | None:
        if not self._queue and can_run_sync():
            line = run_sync(self._next(wait))
            if isinstance(line, str):
                self._queue += ev.commands_from_json(line)
        return self._queue.pop(0) if self._queue else None


async def serve(post: Any, next_line: Any) -> None:
    """Execute every `Run` that comes. After each, "done" says whether the interpreter is still sound."""
    load_lessons()  # warm, before there is a program
    sound = integrity.fingerprint()
    post("ready", can_run_sync())
    while True:
        for command in ev.commands_from_json(await next_line(True)):
            if isinstance(command, ev.Run):
                execute(command, PageHost(post, next_line))
                post("done", integrity.intact(sound))
