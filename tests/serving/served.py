"""app.py, served in this process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from panel.io.server import get_server
from tornado.ioloop import IOLoop

from playground.runners import server as runners
from playground.serving import arrivals, guard
from tests.serving.visitor import Visitor

APP = Path(__file__).parents[2] / "app.py"


class Served:
    """app.py, served in this process."""

    def __init__(self, server) -> None:
        self.context = server._tornado._applications["/app"]
        self.base = f"localhost:{server.port}/app"

    def visitor(self) -> Visitor:
        return Visitor(self.base)

    @property
    def sessions(self) -> int:
        return len(list(self.context.sessions))

    async def known(self) -> None:
        """The first visitors have come: the first view is drawn."""
        await self.visitor().get()
        while arrivals.known.events is None:
            await asyncio.sleep(0.02)
        await self.visitor().get()
        await self.gone()

    async def gone(self, but: int = 0) -> None:
        """Sessions without a page end, as Bokeh does after a while; `but` so many have one."""
        await self.context._cleanup_sessions(0)
        while self.sessions > but:
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def served() -> AsyncIterator[Served]:
    guard.install()
    arrivals.known, before = arrivals.Known(), arrivals.known
    arrivals._views.clear()
    kept = dict(runners._shared)
    runners._shared.clear()
    logging.disable(logging.INFO)  # pytest keeps what is logged, with the models that it is about
    server = get_server({"app": str(APP)}, port=0, address="127.0.0.1", loop=IOLoop.current())
    server.start()
    try:
        yield Served(server)
    finally:
        logging.disable(logging.NOTSET)
        server.stop()
        server.unlisten()
        await server._http.close_all_connections()
        await runners.shared_runner(runners.ServerRunner).close()
        runners._shared.clear()
        runners._shared.update(kept)
        arrivals.known = before
        arrivals._views.clear()


def play(scenario: Callable[[Served], Awaitable[None]]) -> None:
    async def story() -> None:
        async with served() as here:
            await asyncio.wait_for(scenario(here), 120)

    asyncio.run(story())
