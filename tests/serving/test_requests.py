"""Requests that no browser makes: none is answered with a page or a file that is not the app's."""

from __future__ import annotations

import asyncio
import contextlib

from tests.serving.served import Served, play

UP = "../" * 12
PATHS = (
    f"/{UP}etc/passwd",
    f"/static/{UP}etc/passwd",
    f"/static/js/{UP}etc/passwd",
    f"/static/{'%2e%2e/' * 12}etc/passwd",
    f"/static/{'..%2f' * 12}etc/passwd",
    f"/static/{'..%5c' * 12}etc%5cpasswd",
    "/static//etc/passwd",
    "/static/%2fetc/passwd",
    "/static/js/%00../../etc/passwd",
    f"/static/extensions/panel/{UP}etc/passwd",
    f"/static/extensions/{UP}etc/passwd",
    f"/static/extensions/panel/{'%2e%2e/' * 12}etc/passwd",
    f"/component-resources/playground.view.editor/CodeMirror/_esm/{UP}etc/passwd",
    "/component-resources/os/environ/__str__/x",
    "/component-resources/playground.serving.trust/Trust/token/x",
    "/app.py",
    "/app/app.py",
    "/app/../app.py",
    "/playground/serving/guard.py",
    "/admin",
    "/app/autoload.js?bokeh-autoload-element=1",
    "/app?bokeh-session-id=chosen",
    "http://evil.example/app",
    "*",
)
# With what follows them: a second request that an honest front would take for the first one's body.
REQUESTS = (
    "GET /app HTTP/1.1\r\nHost: HERE\r\nHost: evil.example\r\n\r\n",
    "GET /app HTTP/1.1\r\nHost: evil.example\r\nHost: HERE\r\n\r\n",
    "GET /app HTTP/1.1\r\nHost: HERE, evil.example\r\n\r\n",
    "GET /app HTTP/1.1\r\nHost : HERE\r\n\r\n",
    "GET /app HTTP/1.1\r\nX: y\r\n Host: HERE\r\n\r\n",
    "GET /app HTTP/1.1\r\n\r\n",
    "GET /app HTTP/1.0\r\n\r\n",
    "GET /app HTTP/1.1\r\nHost:\r\n\r\n",
    "GET /app HTTP/1.1\r\nHost: HERE\x00\r\n\r\n",
    "GET /app\x00 HTTP/1.1\r\nHost: HERE\r\n\r\n",
    "TRACE /app HTTP/1.1\r\nHost: HERE\r\n\r\n",
    "CONNECT HERE HTTP/1.1\r\nHost: HERE\r\n\r\n",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\nSECOND",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nSECOND",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nSECOND",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: xchunked\r\n\r\nSECOND",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nContent-Length: +0\r\n\r\nSECOND",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nContent-Length: 0x0\r\n\r\nSECOND",
    "POST /app HTTP/1.1\r\nHost: HERE\r\nTransfer-Encoding: chunked\r\n\r\n0_0\r\n\r\nSECOND",
    "GET /app HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\nSECOND-FOR-EVIL",
)
SECOND = "GET /app HTTP/1.1\r\nHost: HERE\r\n\r\n"


async def said(port: int, request: str) -> bytes:
    """All that comes back until the server says no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    here = f"127.0.0.1:{port}"
    text = request.replace("SECOND-FOR-EVIL", SECOND.replace("HERE", "evil.example"))
    writer.write(text.replace("SECOND", SECOND).replace("HERE", here).encode("latin-1"))
    answer = b""
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(2.0):
            while piece := await reader.read(1 << 20):
                answer += piece
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    return answer


def test_no_request_that_is_not_a_browser_s_gets_in() -> None:
    async def scenario(here: Served) -> None:
        await here.known()
        port = int(here.base.partition(":")[2].partition("/")[0])
        asked = [
            f"GET {path} HTTP/1.1\r\nHost: HERE\r\nConnection: close\r\n\r\n" for path in PATHS
        ]
        answers = await asyncio.gather(*(said(port, request) for request in (*asked, *REQUESTS)))
        for request, answer in zip((*asked, *REQUESTS), answers, strict=True):
            assert b"HTTP/1.1 200" not in answer, (request, answer[:300])
            assert b"root:" not in answer and b"serve_visitor" not in answer, request
        assert here.sessions == 0

    play(scenario)
