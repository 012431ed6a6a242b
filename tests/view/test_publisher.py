"""What one visitor's page costs to draw is not taken from the others."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.view import page
from playground.view.page import Publisher


class Drawn:
    """A page that takes `seconds` of the processor to draw."""

    behind = False

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.shown: list[list] = []
        self.held = 0
        self.session = SimpleNamespace(hold=self.hold, go_on=lambda: None)

    def hold(self) -> None:
        self.held += 1

    def show(self, items: list) -> None:
        self.shown.append(items)
        ends = time.thread_time() + self.seconds
        while time.thread_time() < ends:
            pass


def drawn(seconds: float) -> tuple[Drawn, list[int]]:
    """How often it was asked to draw: after the first news, after more, and when it has rested."""
    made: Any = Drawn(seconds)

    async def scenario() -> list[int]:
        document = Document()
        with set_curdoc(document):
            publisher = Publisher(made)
        publisher._loaded = True

        def asked() -> int:
            return len(document.session_callbacks)

        publisher([1])
        counts = [asked()]
        publisher._draw()
        for _ in range(page.MOST_WAITING + 1):
            publisher([2])
        counts.append(asked())
        while publisher._rests:
            await asyncio.sleep(0.01)
        return [*counts, asked()]

    return made, asyncio.run(asyncio.wait_for(scenario(), 60))


def test_who_takes_long_to_draw_rests_and_the_program_waits() -> None:
    made, counts = drawn(0.1)
    assert counts == [1, 1, 2] and made.shown == [[1]]
    assert made.held == 1, "more is not gathered for ever"


def test_others_are_drawn_at_once() -> None:
    made, counts = drawn(0.0)
    assert counts == [1, 2, 2] and made.shown == [[1]]
