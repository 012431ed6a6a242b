"""Somebody at a page: a real session on the server's real runner, and all that it was told."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from playground import events as ev
from playground.lesson import load_lessons
from playground.runners import server
from playground.runners.server import ServerRun, ServerRunner
from playground.session import Launched, Session, StateChanged
from tests.attack.inside import processes_of, settled
from tests.attack.victims import is_alive
from tests.programs import Events

SECONDS = 60.0
_IDLE = ("finished", "failed", "stopped")


class Visitor:
    """`told`: every event of runs, in order; `status`: the status line."""

    def __init__(self, runner: ServerRunner) -> None:
        self.runner = runner
        self.session = Session(runner.for_visitor(), load_lessons())
        self.told = Events()
        self.status = ""
        self._of_a_check = False
        self._news = asyncio.Event()
        self.session.subscribe(self._hear)

    def _hear(self, items: list) -> None:
        for item in items:
            if isinstance(item, StateChanged):
                self.status = item.status
            elif isinstance(item, Launched):
                self._of_a_check = False
                self.told.clear()
            elif isinstance(item, ev.Started) and item.until == "shapes":
                self._of_a_check = True
            elif not self._of_a_check and isinstance(item, ev.Event):
                self.told.append(item)
        self._news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        """`true` is asked whenever there is news."""
        async with asyncio.timeout(SECONDS):
            while not true():
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.05)

    def saw(self, kind: type) -> Callable[[], bool]:
        return lambda: bool(self.told.of(kind))

    def run(self, source: str) -> None:
        """Type it, and press Run."""
        self.session.edit(source)
        self.session.run()

    @property
    def child(self) -> int:
        """The number of the process that runs the program, as the machine counts; 0 before there is one."""
        run = self.session._run
        assert isinstance(run, ServerRun)
        return run._child.process.number if run._child else 0  # type: ignore[attr-defined]

    async def ended(self) -> ev.Event:
        """How the run ended."""
        await self.until(lambda: not self.session.busy and self.session.state in _IDLE)
        await self.until(lambda: bool(self.told) and isinstance(self.told[-1], ev.ENDINGS))
        return self.told.ending

    async def finds_all_well(self, others: int = 0) -> None:
        """The session runs another program, and of those before nothing is left; `others` programs still run."""
        text = self.session.source
        self.run("print(6 * 7)")
        ended = await self.ended()
        assert isinstance(ended, ev.Finished), (ended, text[:200])
        assert self.told.printed == "42\n"
        left = await settled(self.runner, others) - others
        spares = len([task for task in self.runner._spares if task.done()])
        assert spares == server.SPARES and left <= spares + 2, (
            f"{left} processes, {processes_of(self.runner)}"
        )
        await self.until(lambda: len(folders(self.runner)) <= spares + others)


def folders(runner: ServerRunner) -> list[Path]:
    """Of programs, on the disk: only where there is no mount namespace."""
    shelf = getattr(runner._parent, "_shelf", None)
    return list(Path(shelf.path).iterdir()) if shelf else []


async def gone(number: int) -> None:
    """Wait until a process is no more."""
    async with asyncio.timeout(SECONDS):
        while is_alive(number):
            await asyncio.sleep(0.01)
