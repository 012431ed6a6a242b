"""A browser that takes nothing from its socket: the server keeps little for it, serves others, and cuts the line."""

from __future__ import annotations

import asyncio
import socket

import pytest

from playground.serving import lines
from playground.session import Session
from playground.view import page
from playground.view.page import Publisher
from tests.serving.served import Served, play
from tests.serving.visitor import Visitor

FIT = """
import keras, numpy as np
x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
model = keras.Sequential([keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(x, x[:, :1], epochs=1_000_000, verbose=0)
"""


async def runs(visitor: Visitor, source: str) -> None:
    await visitor.tell("editor", {"kind": "typed", "lesson": "01_layer", "source": source})
    await visitor.tell("toolbar", {"action": "run"})


@pytest.fixture
def publishers(monkeypatch: pytest.MonkeyPatch) -> list[Publisher]:
    """Those of all pages that are made meanwhile."""
    made: list[Publisher] = []
    real = Publisher.__init__

    def noted(self: Publisher, *arguments, **named) -> None:
        real(self, *arguments, **named)
        made.append(self)

    monkeypatch.setattr(Publisher, "__init__", noted)
    return made


def narrow(publisher: Publisher, visitor: Visitor, size: int = 4096) -> None:
    """The system itself keeps little of what is sent to a page: it is the server that has to."""
    [connection] = publisher._doc.session_context.session._subscribed_connections  # type: ignore[union-attr]
    lines._stream(connection).socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)
    theirs = visitor._socket.protocol.stream.socket  # type: ignore[union-attr]
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)


def widen(publisher: Publisher, visitor: Visitor) -> None:
    """Else what waits comes in small pieces, with a pause after each."""
    narrow(publisher, visitor, 1 << 20)


def waiting(publisher: Publisher) -> int:
    """Bytes that the server keeps for a page, about."""
    [connection] = publisher._doc.session_context.session._subscribed_connections  # type: ignore[union-attr]
    stream = lines._stream(connection)
    return len(stream._write_buffer) + sum(len(getattr(e, "text", "")) for e in publisher._waiting)


def test_a_program_waits_for_a_browser_that_takes_nothing(
    publishers: list[Publisher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LOOK_SECONDS", 600.0)
    monkeypatch.setattr(lines, "MOST_BYTES", 1 << 16)
    monkeypatch.setattr(page, "MOST_WAITING", 5)

    async def scenario(here: Served) -> None:
        await here.known()
        slow, quick = here.visitor(), here.visitor()
        await slow.open()
        before = len(publishers)
        await runs(slow, FIT)  # and from here on it reads nothing
        publisher = publishers[before]
        narrow(publisher, slow)
        session: Session = publisher._page.session
        while session._heard.is_set():
            await asyncio.sleep(0.02)
        run, heard = session._run, []
        session.subscribe(heard.append)
        held = waiting(publisher)
        await quick.open()
        await runs(quick, "print(6 * 7)")
        await quick.until("Finished in")
        assert len(heard) <= 1, "what was under way"
        assert session._run is run is not None and not session._heard.is_set(), "the program waits"
        assert waiting(publisher) <= held + 3_000_000
        widen(publisher, slow)
        while session._heard.is_set() is False:  # it reads again: everything goes on
            await slow.receive()
        await slow.tell("toolbar", {"action": "stop"})
        await slow.until("Stopped")
        for visitor in (slow, quick):
            await visitor.leave()

    play(scenario)


def test_a_line_from_which_nothing_is_taken_is_cut_and_the_place_is_free(
    publishers: list[Publisher], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(page, "MOST_WAITING", 5)

    async def scenario(here: Served) -> None:
        await here.known()
        slow, reads = here.visitor(), here.visitor()
        await reads.open()
        await slow.open()
        before = len(publishers)
        await runs(slow, FIT)
        narrow(publishers[before], slow)
        context = publishers[before]._doc.session_context  # type: ignore[union-attr]
        await runs(reads, "import time\nprint('begun', flush=True)\ntime.sleep(600)")
        await reads.until("begun")
        while context.session.connection_count:
            await asyncio.sleep(0.02)
        await here.gone(but=1)
        await slow.leave()
        await reads.tell("toolbar", {"action": "stop"})
        await reads.until("Stopped")
        await reads.leave()

    play(scenario)
