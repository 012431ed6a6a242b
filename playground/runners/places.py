"""How many programs run at a time, and who is next.

First come, first served; but who has as many programs as one visitor may have lets others pass.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable


class Ticket:
    """One program's place, or its place in the queue."""

    def __init__(self, places: Places, visitor: Hashable) -> None:
        self.visitor = visitor
        self.admitted = False
        self.changed = asyncio.Event()
        self._places = places

    async def waiting(self) -> AsyncIterator[int]:
        """How many are before this one, each time it changes; ends when it has a place or has left the queue."""
        while (before := self._places.before(self)) is not None:
            yield before
            self.changed.clear()
            if self._places.before(self) == before:
                await self.changed.wait()

    def give_back(self) -> None:
        """Leave the place, or the queue. Safe to call twice."""
        self._places.leave(self)


class Places:
    """`in_all`: places there are. `each`: those that one visitor may have."""

    def __init__(self, in_all: int, each: int) -> None:
        self._in_all, self._each = in_all, each
        self._held: Counter[Hashable] = Counter()
        self._queue: list[Ticket] = []

    def ask(self, visitor: Hashable) -> Ticket:
        """A place for a program of `visitor`: at once, if there is one."""
        ticket = Ticket(self, visitor)
        self._queue.append(ticket)
        self._admit()
        return ticket

    def before(self, ticket: Ticket) -> int | None:
        """How many wait before this one; None if it does not wait."""
        return self._queue.index(ticket) if ticket in self._queue else None

    def leave(self, ticket: Ticket) -> None:
        if ticket in self._queue:
            self._queue.remove(ticket)
        elif ticket.admitted:
            ticket.admitted = False
            self._held[ticket.visitor] -= 1
            self._held += Counter()  # forgets who has none
        ticket.changed.set()
        self._admit()

    def _admit(self) -> None:
        for ticket in list(self._queue):
            if self._held.total() < self._in_all and self._held[ticket.visitor] < self._each:
                self._queue.remove(ticket)
                self._held[ticket.visitor] += 1
                ticket.admitted = True
                ticket.changed.set()
        for ticket in self._queue:
            ticket.changed.set()
