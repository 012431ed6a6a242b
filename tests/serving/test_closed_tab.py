"""A tab that is closed ends its session at once; a connection that is lost may come back."""

import asyncio

import pytest
from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.document import Document
from bokeh.server.server import Server
from bokeh.util.token import generate_jwt_token, generate_session_id
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

from playground.serving import guard


@pytest.mark.parametrize(("code", "ends"), [(1001, True), (1000, True), (4000, False)])
def test_what_a_closed_socket_means(code: int, ends: bool) -> None:
    guard.install()

    async def scenario() -> None:
        ended = asyncio.Event()

        def page(document: Document) -> None:
            document.on_session_destroyed(lambda context: ended.set())

        app = Application(FunctionHandler(page))
        server = Server(
            {"/app": app},
            port=0,
            address="127.0.0.1",
            io_loop=IOLoop.current(),
            check_unused_sessions_milliseconds=3_600_000,  # Bokeh itself does not look
        )
        server.start()
        try:
            token = generate_jwt_token(generate_session_id())
            socket = await websocket_connect(
                f"ws://127.0.0.1:{server.port}/app/ws", subprotocols=["bokeh", token]
            )
            assert await socket.read_message(), "the server greets"
            socket.close(code)
            while await socket.read_message() is not None:
                pass
            if ends:
                await asyncio.wait_for(ended.wait(), 20)
            else:
                await asyncio.sleep(guard.TAB_SECONDS + 0.5)
                assert not ended.is_set()
        finally:
            server.stop()
            server.unlisten()
            await server._http.close_all_connections()
            for _ in range(3):
                await asyncio.sleep(0)

    asyncio.run(scenario())
