"""A visitor who only looks costs no session, no document and no process; who does something has a page of their own."""

from __future__ import annotations

import asyncio
import gc
import re
from collections import Counter

import pytest
from bokeh.document import Document
from bokeh.model import Model
from panel.io.state import state

from playground import events as ev
from playground.runners import server as runners
from playground.serving import arrivals
from playground.serving.first_view import ids_begin
from playground.session import Session
from tests.serving.served import Served, play
from tests.serving.visitor import HELLO

MINE = "import keras\nmodel = keras.Sequential([keras.Input((7,)), keras.layers.Dense(5)])\n"


def alive(kind: type) -> int:
    gc.collect()
    return sum(isinstance(each, kind) for each in gc.get_objects())


def test_asking_for_the_page_leaves_nothing() -> None:
    async def scenario(here: Served) -> None:
        await here.known()
        before = alive(Document), alive(Model), alive(Session)
        visitors = [here.visitor() for _ in range(20)]
        for visitor in visitors:
            await visitor.get()
        assert here.sessions == 0
        kept = zip((alive(Document), alive(Model), alive(Session)), before)
        assert all(now <= then for now, then in kept)
        assert len({visitor.token for visitor in visitors}) == 20
        assert "of this page" not in visitors[0].html

    play(scenario)


def test_who_looks_sees_everything_and_has_no_page_on_the_server(monkeypatch) -> None:
    async def scenario(here: Served) -> None:
        await here.known()
        started = []
        start = runners.ServerRunner.start
        monkeypatch.setattr(
            runners.ServerRunner, "start", lambda *a: [started.append(a), start(*a)][1]
        )
        before = alive(Model), alive(Session)
        visitors = [here.visitor() for _ in range(5)]
        for visitor in visitors:
            await visitor.open()
        assert here.sessions == 5 and not started
        grown = alive(Model) - before[0]
        assert grown <= 2 * 5, "a document's own settings"
        assert alive(Session) <= before[1]
        status, network = visitors[0].root("status"), visitors[0].root("network")
        assert "Ready" in str(status) and "25,120 parameters" in str(network)
        ids = [{m.group() for m in re.finditer(r"p\d{20,}", str(v.document))} for v in visitors]
        assert len(ids[0]) > 100 and not set.intersection(*ids)
        for visitor in visitors:
            await visitor.leave()
        await here.gone()

    play(scenario)


@pytest.mark.parametrize("deed", ["types", "runs", "keeps a program", "keeps a lesson"])
def test_the_first_deed_makes_a_page_with_what_the_browser_has(deed: str) -> None:
    async def scenario(here: Served) -> None:
        await here.known()
        visitor = here.visitor()
        if deed.startswith("keeps"):
            await visitor.get()
            await visitor.connect()
            if deed == "keeps a program":
                await visitor.tell("editor", {**HELLO, "source": MINE})
            else:
                await visitor.tell("editor", {**HELLO, "lesson": "03_compile_and_fit"})
            await visitor.patch(READY)
        else:
            await visitor.open()
            if deed == "types":
                words = {"kind": "typed", "lesson": "01_layer", "source": MINE}
                await visitor.tell("editor", words)
            else:
                await visitor.tell("editor", {"kind": "run"})
        await visitor.until(
            {"runs": "Finished in", "keeps a lesson": "Lesson 7 of"}.get(deed, "(None, 5)")
        )
        [session] = here.context.sessions
        made = {model.id for model in session.document.models}
        sent = set(re.findall(r"p\d{20,}", str(visitor.document)))
        assert {r["id"] for r in visitor.document["roots"]} <= made and len(sent & made) > 100
        if not deed.startswith("keeps"):
            assert session.document.models.get_by_id(visitor.figure).inner_width == 300
        await visitor.leave()
        await here.gone()

    play(scenario)


READY = {
    "kind": "MessageSent",
    "msg_type": "bokeh_event",
    "msg_data": {"type": "event", "name": "document_ready", "values": {"type": "map"}},
}


def test_all_is_given_back_when_they_leave() -> None:
    async def scenario(here: Served) -> None:
        await here.known()

        async def come_and_go() -> None:
            visitors = [here.visitor() for _ in range(2)]
            for visitor in visitors:
                await visitor.open()
                words = {"kind": "typed", "lesson": "01_layer", "source": MINE}
                await visitor.tell("editor", words)
                await visitor.tell("editor", {"kind": "run"})
                await visitor.until("Finished in")
                await visitor.leave()
            await here.gone()

        def kept() -> dict[str, int]:
            there = {
                name: len(getattr(state, name))
                for name in ("_views", "_templates", "_stylesheets", "_onload", "_loaded")
                + ("_connected", "_thread_id_", "_fake_roots", "_indicators", "_handles")
                if hasattr(getattr(state, name, None), "__len__")
            }
            there["tasks"] = len(asyncio.all_tasks())
            gc.collect()
            kinds = (Document, Model, Session, arrivals.Arrival)
            found = [type(o).__name__ for o in gc.get_objects() if isinstance(o, kinds)]
            return there | Counter(found)

        await come_and_go()  # what the first of all leave behind is everybody's
        before = kept()
        for _ in range(2):
            await come_and_go()
            for _ in range(100):  # some is held by what is about to end
                if not (more := Counter(kept()) - Counter(before)):
                    break
                await asyncio.sleep(0.1)
            assert not more

    play(scenario)


def test_two_pages_differ_in_their_ids_only() -> None:
    async def scenario(here: Served) -> None:
        await here.known()
        [view] = arrivals._views.values()
        visitor = here.visitor()
        await visitor.open()
        await visitor.patch({"kind": "MessageSent", "msg_type": "x", "msg_data": None})
        [session] = here.context.sessions
        made = session.document.to_json().content
        there = {r["attributes"]["name"]: r for r in made["roots"]}  # type: ignore[index]
        for root in visitor.document["roots"]:
            name = root["attributes"]["name"]
            assert _comparable(root) == _comparable(there[name]), name
        assert str(ids_begin(view.drawn_for) // 10**5) not in str(visitor.document)
        await visitor.leave()
        await here.gone()

    play(scenario)


def _comparable(value):
    """Plain JSON, without what the browser has told and the numbers with which Panel names its objects."""
    if isinstance(value, dict):
        return {k: _comparable(v) for k, v in value.items() if k not in arrivals.SIZES}
    if isinstance(value, list | tuple):
        return [_comparable(each) for each in value]
    return re.sub(r"^([A-Z][A-Za-z]+)\d{5}$", r"\1", value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("event", "looks"),
    [
        (READY, True),
        ({"kind": "ModelChanged", "model": {"id": "p1"}, "attr": "inner_width", "new": 3}, True),
        ({"kind": "ModelChanged", "model": {"id": "p1"}, "attr": "data", "new": {}}, False),
        ({"kind": "ModelChanged", "model": {"id": "p1"}, "attr": "inner_width", "new": {}}, False),
        ({"kind": "MessageSent", "msg_data": {"name": "data_event", "values": 3}}, False),
        ({"kind": "RootAdded"}, False),
        (None, False),
    ],
)
def test_only_what_changes_nothing_is_looking(event: object, looks: bool) -> None:
    arrival = arrivals.Arrival(Document(), None, lambda known: None, "01_layer")  # type: ignore[arg-type]
    assert arrival.only_looks({"events": [event]}) is looks
    assert not arrival.only_looks({"events": [READY, {"kind": "TitleChanged"}]})


@pytest.mark.parametrize(
    ("words", "looks"),
    [
        ({}, True),
        ({"source": "mine"}, False),
        ({"lesson": "02_models"}, False),
        ({"link": "p1=abc"}, False),
        ({"kind": "run"}, False),
    ],
)
def test_a_browser_that_has_something_does_not_only_look(words: dict, looks: bool) -> None:
    arrival = arrivals.Arrival(Document(), None, lambda known: None, "01_layer")  # type: ignore[arg-type]
    said = {"type": "map", "entries": [list(pair) for pair in (HELLO | words).items()]}
    values = {"type": "map", "entries": [["model", {"id": "p1"}], ["data", said]]}
    data = {"type": "event", "name": "data_event", "values": values}
    assert arrival.only_looks({"events": [{"kind": "MessageSent", "msg_data": data}]}) is looks


def test_sizes_are_kept_up_to_a_limit() -> None:
    arrival = arrivals.Arrival(Document(), None, lambda known: None, "01_layer")  # type: ignore[arg-type]
    size = {"kind": "ModelChanged", "attr": "inner_width", "new": 3}
    events = [{**size, "model": {"id": f"p{i}"}} for i in range(arrivals.MOST_SIZES)]
    assert arrival.only_looks({"events": events})
    assert not arrival.only_looks({"events": [{**size, "model": {"id": "more"}}]})


def test_a_check_that_failed_is_known_to_nobody() -> None:
    """It may have been an accident; the next visitor asks again."""

    async def story() -> None:
        known = arrivals.Known()
        answers: list[list[ev.Event] | None] = [None, [ev.Finished(0.0)]]

        async def ask() -> list[ev.Event] | None:
            return answers.pop(0)

        for expected in (None, [ev.Finished(0.0)], [ev.Finished(0.0)]):
            known.find_out(ask)
            await asyncio.sleep(0.01)
            assert known.events == expected

    asyncio.run(story())
