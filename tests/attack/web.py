"""Other sites and other people, over HTTP: against the app behind the guard, and against the same without it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tornado.websocket import WebSocketClosedError, websocket_connect

ROOT = Path(__file__).parents[2]
TOKEN = "the token of this test"
# A tiny app: what is attacked are its addresses. It prints its port.
_SERVER = """
import sys
from bokeh.server.server import Server
from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from tornado.ioloop import IOLoop
mode = sys.argv[1]
port = int(sys.argv[2])
if mode != "bare":
    from playground.serving import guard
    from playground.serving.trust import Trust
    guard.install(Trust(port, {token!r}) if mode == "trust" else None)
app = Application(FunctionHandler(lambda doc: None))
server = Server({{"/app": app}}, port=port, address="127.0.0.1", use_xheaders=True, io_loop=IOLoop.current(),
                allow_websocket_origin=["localhost:%d" % port])
server.start()
print("ready", flush=True)
server.io_loop.start()
"""


@dataclass(frozen=True)
class Visit:
    """`attempt(port)` says whether it came through; `mode` of the server: for anybody, or for one who has a token."""

    name: str
    attempt: Callable[[int], bool]
    mode: str = "open"


@contextlib.contextmanager
def serving(*modes: str) -> Iterator[dict[str, int]]:
    """The ports of servers: "bare" without the guard, "open" to all, or "trust". They start at the same time."""
    with contextlib.ExitStack() as stack:
        # All ports are held until each has its own.
        free = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in modes]
        ports = {mode: each.getsockname()[1] for mode, each in zip(modes, free, strict=True)}
        stack.pop_all().close()
        processes = [stack.enter_context(_process(mode, port)) for mode, port in ports.items()]
        for process in processes:
            assert process.stdout and process.stdout.readline() == b"ready\n"
        yield ports


@contextlib.contextmanager
def _process(mode: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER.format(token=TOKEN), mode, str(port)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and text. A header `X_Real_Ip` is `X-Real-Ip`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host=True)
        for name, value in {"Host": f"127.0.0.1:{port}", **headers}.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, "" if answer.status == 101 else answer.read().decode()
    finally:
        connection.close()


def token_of(port: int, page: str) -> str:
    found = re.search(r'"token":"([^"]+)"', page)
    return found[1] if found else ""


def opens_socket(port: int, host: str, origin: str | None, token: str = "", **headers: str) -> bool:
    """Whether a socket to a session opens; its token is one that anybody can make."""
    if origin is not None:
        headers["Origin"] = origin
    status, _ = ask(
        port, "/app/ws", Host=host, Connection="Upgrade", Upgrade="websocket",
        Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==", Sec_WebSocket_Version="13",
        Sec_WebSocket_Protocol=f"bokeh, {token or _token()}", **headers,
    )  # fmt: skip
    return status == 101


def _token(size: int = 1) -> str:
    """As anybody can make one; so much is deflated in it."""
    from bokeh.util.token import generate_jwt_token, generate_session_id

    return generate_jwt_token(generate_session_id(), extra_payload={"headers": "x" * size})


def _is_heard(port: int, content: str, *buffers: bytes) -> bool:
    """Whether the server takes a message, with all that belongs to it, and answers."""

    async def scenario() -> bool:
        protocols = ["bokeh", _token()]
        socket = await websocket_connect(f"ws://127.0.0.1:{port}/app/ws", subprotocols=protocols)
        for _ in range(3):  # it greets
            await socket.read_message()
        header = {"msgid": "1", "msgtype": "PATCH-DOC", "num_buffers": len(buffers)}
        try:
            for text in (json.dumps(header), "{}", content):
                await socket.write_message(text)
            for buffer in buffers:
                await socket.write_message('{"id": "p1"}')
                await socket.write_message(buffer, binary=True)
            return await socket.read_message() is not None
        except WebSocketClosedError:
            return False
        finally:
            protocol = socket.protocol
            socket.close()
            if protocol is not None:
                protocol.stream.close()

    return asyncio.run(scenario())


def _page(**headers: str) -> Callable[[int], bool]:
    return lambda port: ask(port, "/app", **headers)[0] == 200


_NONE = '{"events": []}'
_MANY = '{"events": [], "more": [%s[]]}' % ("[]," * 2_000_000)


def _flood(port: int) -> bool:
    """Sessions that nobody comes back for: are more than a hundred of them held?"""
    return all(ask(port, "/app")[0] == 200 for _ in range(105))


VISITS = (
    Visit("a page by a name that was turned here (DNS rebinding)", _page(Host="evil.example:80")),
    Visit(
        "a file by such a name",
        lambda port: ask(port, "/static/js/bokeh.min.js", Host="evil.example")[0] == 200,
    ),
    Visit(
        "a socket by such a name, whose origin is the same name",
        lambda port: opens_socket(port, "evil.example", "http://evil.example"),
    ),
    Visit(
        "a socket from another port of this machine that says it is the host",
        lambda port: opens_socket(port, "rebound.example:1", "http://rebound.example:1"),
    ),
    Visit("a name that a proxy forges", _page(Host="evil.example", X_Forwarded_Host="localhost")),
    Visit(
        "an address that is forged for --use-xheaders",
        _page(Host="evil.example", X_Real_Ip="127.0.0.1", X_Forwarded_For="127.0.0.1"),
    ),
    Visit(
        "a session's token for any site (autoload.js)",
        lambda port: "token" in ask(port, "/app/autoload.js?bokeh-autoload-element=1")[1],
    ),
    Visit(
        "the same from a page of another site",
        lambda port: (
            ask(port, "/app/autoload.js?bokeh-autoload-element=1", Origin="http://evil.example")[0]
            == 200
        ),
    ),
    Visit(
        "a page whose session the sender of its address knows",
        lambda port: ask(port, "/app?bokeh-session-id=known")[0] == 200,
    ),
    Visit("the same by a header", _page(Bokeh_Session_Id="known")),
    Visit("the same by a token", lambda port: ask(port, f"/app?bokeh-token={_token()}")[0] == 200),
    Visit(
        "a token that unpacks to 20 MB",
        lambda port: opens_socket(port, f"127.0.0.1:{port}", None, _token(20 << 20)),
    ),
    Visit("a message of two million parts", lambda port: _is_heard(port, _MANY)),
    Visit(
        "a message of 60 MB, in pieces", lambda port: _is_heard(port, _NONE, *[bytes(15 << 20)] * 4)
    ),
    Visit("pages that nobody comes back for (GET flood)", _flood),
    Visit("a page without the token", _page(), "trust"),
    Visit("a page with a guessed token", lambda port: ask(port, "/app?token=a")[0] == 200, "trust"),
    Visit("a page with a guessed cookie", _page(Cookie="playground=1"), "trust"),
    Visit("a page from another user of the machine", _page(X_Real_Ip="127.0.0.1"), "trust"),
    Visit(
        "a socket without the token",
        lambda port: opens_socket(port, f"127.0.0.1:{port}", f"http://127.0.0.1:{port}"),
        "trust",
    ),
    Visit(
        "a socket of a program that names no origin",
        lambda port: opens_socket(port, f"127.0.0.1:{port}", None),
        "trust",
    ),
    Visit("a page by a number of the network", _page(Host="192.168.1.7"), "trust"),
)


def tried() -> list[tuple[Visit, bool, bool]]:
    """Of each visit: whether it came through without the guard, and with it."""
    with serving("bare", "open", "trust") as ports:
        return [(v, v.attempt(ports["bare"]), v.attempt(ports[v.mode])) for v in VISITS]
