"""The whole product in seconds, without a browser: lesson, text, shapes, run, fit, page."""

import asyncio

import pytest
from bokeh.document import Document

from playground import events as ev
from playground.lesson import load_lessons
from playground.runners.server import ServerRunner
from playground.session import Session, StateChanged


class Watcher:
    """Listens to a session and waits for what should happen."""

    def __init__(self, session: Session) -> None:
        self.seen: list = []
        self._news = asyncio.Event()
        session.subscribe(self._hear)

    def _hear(self, items: list) -> None:
        self.seen += items
        self._news.set()

    async def until(self, condition) -> None:
        while not any(condition(item) for item in self.seen):
            self._news.clear()
            await self._news.wait()

    async def state(self, state: str) -> None:
        await self.until(lambda item: isinstance(item, StateChanged) and item.state == state)


def shows(cells: tuple) -> object:
    def found(item: object) -> bool:
        return isinstance(item, ev.Built) and any(
            (n.class_name, n.output_shapes, n.params) == cells for n in item.nodes
        )

    return found


async def story() -> None:
    session = Session(ServerRunner(), load_lessons())
    watcher = Watcher(session)
    assert session.lesson.label == "1 · A layer is a function"
    session.check()
    await watcher.until(shows(("SimpleDense", ((2, 32),), 25_120)))
    session.edit(session.source.replace("units=32", "units=64"))
    await watcher.until(shows(("SimpleDense", ((2, 64),), 50_240)))
    session.run()
    await watcher.state("finished")
    assert "".join(e.text for e in watcher.seen if isinstance(e, ev.Printed)) == "(2, 64)\n"

    session.open(next(lesson.id for lesson in load_lessons() if "ompile" in lesson.title))
    watcher.seen.clear()
    session.run()
    await watcher.until(lambda item: isinstance(item, ev.Epoch) and item.epoch >= 2)
    session.pause()
    await watcher.state("paused")
    session.stop()
    await watcher.state("stopped")
    final = [item for item in watcher.seen if isinstance(item, StateChanged)][-1]
    assert final.status.startswith("Stopped") and "loss" in final.status
    assert final.status.endswith("on this server")
    await session.close()
    await session.runner.close()


def test_the_whole_product() -> None:
    asyncio.run(asyncio.wait_for(story(), 60))


@pytest.mark.filterwarnings("default")  # Panel's own deprecations are not ours to fail on
def test_the_page_is_made() -> None:
    from playground.view.page import make_page

    async def make() -> int:
        page = make_page(Session(ServerRunner(), load_lessons()))
        return len(page.server_doc(Document()).roots)

    assert asyncio.run(make()) > 10
