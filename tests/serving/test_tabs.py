"""Many tabs of one browser have the places of one visitor."""

from __future__ import annotations

import pytest
from tornado.httpclient import HTTPError

from playground.serving import identity
from tests.serving.served import Served, play
from tests.serving.visitor import Visitor

ENDLESS = "print('it runs', flush=True)\nwhile True: pass\n"


async def _runs(visitor: Visitor, until: str) -> None:
    await visitor.open()
    await visitor.tell("editor", {"kind": "typed", "lesson": "01_layer", "source": ENDLESS})
    await visitor.tell("toolbar", {"action": "run"})
    await visitor.until(until)


@pytest.mark.parametrize("known_by", identity.KINDS)
def test_a_third_tab_waits_and_another_browser_does_not(
    known_by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(identity.VARIABLE, known_by)

    async def scenario(here: Served) -> None:
        await here.known()
        first = here.visitor()
        await _runs(first, "it runs")
        tabs = [Visitor(here.base, first.cookie) for _ in range(2)]
        await _runs(tabs[0], "it runs")
        await _runs(tabs[1], "your program is next")
        other = here.visitor()
        await _runs(other, "it runs" if known_by == "cookie" else "1 program is before yours")
        assert other.cookie != first.cookie == tabs[1].cookie
        await tabs[0].leave()
        await tabs[1].until("it runs")
        for visitor in (first, tabs[1], other):
            await visitor.leave()

    play(scenario)


def test_who_comes_when_all_pages_are_open_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAYGROUND_PAGES", "1")

    async def scenario(here: Served) -> None:
        await here.known()
        first, second = here.visitor(), here.visitor()
        await second.get()  # its page came before, its socket comes too late
        await first.open()
        for late in (here.visitor().get, second.connect):
            with pytest.raises(HTTPError) as refused:
                await late()
            assert refused.value.code == 503
        line = first._socket
        await first.connect()  # in the place of the line that it had: who is here may come back
        while await line.read_message() is not None:
            pass
        line.close()
        await first.leave()
        await here.gone()
        await second.connect()
        await second.leave()

    play(scenario)
