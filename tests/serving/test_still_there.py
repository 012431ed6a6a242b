"""A page that has lost its connection asks whether the server still has its session."""

import asyncio
import json

from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.server.server import Server
from tornado.httpclient import AsyncHTTPClient
from tornado.ioloop import IOLoop

from playground.serving import guard


def test_the_answer_is_true_and_asking_makes_no_session() -> None:
    guard.install()

    async def scenario() -> list[object]:
        app = Application(FunctionHandler(lambda document: None))
        server = Server({"/app": app}, port=0, address="127.0.0.1", io_loop=IOLoop.current())
        server.start()
        try:
            await server._tornado._applications["/app"].create_session_if_needed("known")
            base = f"http://localhost:{server.port}/app/still-there?session="
            answers = [await AsyncHTTPClient().fetch(base + name) for name in ("known", "new", "")]
            assert len(server.get_sessions("/app")) == 1
            return [json.loads(answer.body)["session"] for answer in answers]
        finally:
            server.stop()
            server.unlisten()
            await server._http.close_all_connections()

    assert asyncio.run(scenario()) == [True, False, False]
