"""The page's kernel: executes programs inside a Pyodide worker, one after the other.

JavaScript hands over two functions: `post(type, detail)` and `next(seconds)`, a promise of the next line of commands
(null when none comes in time; without a time it waits for ever). A program runs synchronously; with JavaScript
Promise Integration (JSPI) it can still be suspended in the middle of a `fit`, so that commands arrive.
"""

from __future__ import annotations

import time
from typing import Any

from pyodide.ffi import can_run_sync, run_sync  # type: ignore[import-not-found]

from playground import events as ev
from playground.execute import execute, integrity
from playground.execute.surroundings import private_folder
from playground.runners import arithmetic
from playground.runners.page_files import only_own_files

__all__ = ["arithmetic", "serve"]


class PageChannel:
    """Channel over the messages of a worker."""

    def __init__(self, post: Any, next_line: Any) -> None:
        self._post, self._next = post, next_line
        self._queue: list[ev.Command] = []

    def send(self, items: list[ev.Event]) -> None:
        self._post("events", ev.to_json(items))

    def receive(self, seconds: float | None) -> ev.Command | None:
        if not self._queue and can_run_sync():
            line = run_sync(self._next(seconds))
            if isinstance(line, str):
                self._queue += ev.commands_from_json(line)
        elif not self._queue and seconds:
            time.sleep(seconds)
        return self._queue.pop(0) if self._queue else None


async def serve(post: Any, next_line: Any) -> None:
    """Execute every `Run` that comes. After each, "done" says whether the interpreter is still sound."""
    sound = integrity.fingerprint()
    post("ready", can_run_sync())
    while True:
        for command in ev.commands_from_json(await next_line(None)):
            if isinstance(command, ev.Run):
                with private_folder() as folder, only_own_files(folder):
                    execute(command, PageChannel(post, next_line))
                post("done", integrity.intact(sound))
