"""How many programs run at a time, and who is next.

First come, first served, among those who have as many programs as the other; who has more lets others pass.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable


class Ticket:
    """One program's place, or its place in the queue."""

    def __init__(self, places: Places, visitor: Hashable, number: int) -> None:
        self.visitor, self.number = visitor, number
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
        self._came = 0  # tickets so far

    def ask(self, visitor: Hashable) -> Ticket:
        """A place for a program of `visitor`: at once, if there is one."""
        self._came += 1
        ticket = Ticket(self, visitor, self._came)
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

    def _put_in_turn(self) -> None:
        """Before all others those for whom it is the first program, and of them those who came first; then those for
        whom it is the second, and so on."""
        programs, turns = Counter(self._held), {}
        for ticket in sorted(self._queue, key=lambda ticket: ticket.number):
            programs[ticket.visitor] += 1
            turns[ticket] = programs[ticket.visitor], ticket.number
        self._queue = sorted(turns, key=turns.__getitem__)

    def _admit(self) -> None:
        self._put_in_turn()
        for ticket in list(self._queue):
            if self._held.total() < self._in_all and self._held[ticket.visitor] < self._each:
                self._queue.remove(ticket)
                self._held[ticket.visitor] += 1
                ticket.admitted = True
                ticket.changed.set()
        for ticket in self._queue:
            ticket.changed.set()
