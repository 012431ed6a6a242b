"""The protocol of a runner: one method that turns a command into a stream of events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from playground.events import Command, Event, Run


class ProgramRun(Protocol):
    """One execution of one program."""

    def events(self) -> AsyncIterator[list[Event]]:
        """Lists of events as they arrive. The last event of the last list is `Failed`, `Stopped` or
        `Finished`, whatever the program does: the runner adds it when the kernel died."""
        ...

    def send(self, command: Command) -> None:
        """Pause, Resume, Step, Set or Stop. Stop first asks; a kernel that does not answer within
        the grace time (0.3 s) is killed and the stream ends with `Stopped`."""
        ...


class Runner(Protocol):
    """A place where programs run."""

    @property
    def about(self) -> str:
        """What protects whoever offers the place, for "About this page"; "" where nothing has to."""
        ...

    @property
    def place(self) -> str:
        """For the status line: "in this page", "on this server"."""
        ...

    async def may_check(self) -> bool:
        """Whether programs may be executed before anybody pressed Run: only where nothing they do can last."""
        ...

    def start(self, run: Run) -> ProgramRun:
        """Begin to execute `run.source`. Returns at once; several may run at a time."""
        ...

    async def close(self) -> None:
        """Release every process or worker. Safe to call twice."""
        ...
