"""What a kernel offers to the program it runs: a way to send events and a way to hear commands."""

from __future__ import annotations

from typing import Protocol

from playground.events import Command, Event


class Channel(Protocol):
    """Both methods are synchronous: they are called from deep inside the learner's program."""

    def send(self, items: list[Event]) -> None:
        """Pass events on, in order."""
        ...

    def receive(self, seconds: float | None) -> Command | None:
        """The next command, waiting at most `seconds` for it; None when there is none by then.

        `receive(None)` waits for ever; it returns None only where no command can ever arrive."""
        ...
