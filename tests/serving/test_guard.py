"""The guard before pages and sockets."""

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from playground.serving.guard import MOST_WAITING, Guard
from playground.serving.trust import Trust

NAMES = {"localhost:5006"}


class Nowhere:
    """What Tornado wants of a connection."""

    context = None

    def set_close_callback(self, callback: object) -> None: ...


def asked(path: str, method: str = "GET", **headers: str) -> HTTPServerRequest:
    named = HTTPHeaders()
    for name, value in headers.items():
        named.add(name.replace("_", "-"), value)
    line = RequestStartLine(method, path, "HTTP/1.1")
    return HTTPServerRequest(start_line=line, headers=named, connection=Nowhere())  # type: ignore[arg-type]


def status(guard: Guard, request: HTTPServerRequest, waiting: int = 0) -> int:
    refused = guard.refusal(request, NAMES, waiting)
    return refused.status if refused else 200


OWN = {"Host": "127.0.0.1:5006"}
SOCKET = {"Upgrade": "websocket", **OWN}


def test_a_page_and_its_socket_are_answered() -> None:
    guard = Guard()
    assert status(guard, asked("/app", **OWN)) == 200
    assert status(guard, asked("/app/ws", Origin="http://127.0.0.1:5006", **SOCKET)) == 200


@pytest.mark.parametrize(
    "request_",
    [
        asked("/app", Host="evil.example:5006"),
        asked("/static/js/bokeh.min.js", Host="evil.example"),
        asked(  # the rebound name is the origin too: Tornado would not even ask
            "/app/ws", Host="evil.example", Origin="http://evil.example", Upgrade="websocket"
        ),
        asked("/app/ws", Origin="http://evil.example", **SOCKET),
        asked("/app/ws", Origin="null", **SOCKET),
        asked("/app/ws", Origin="http://127.0.0.1:1", **SOCKET),
        asked("/app", "POST", Origin="http://evil.example", **OWN),
        asked("/app/autoload.js?bokeh-autoload-element=1", **OWN),
        asked("/app/autoload.js/", **OWN),
        # Who sends others such an address sees what they type.
        asked("/app?bokeh-session-id=mine", **OWN),
        asked("/app?bokeh-token=mine", **OWN),
        asked("/app", Bokeh_Session_Id="mine", **OWN),
    ],
    ids=lambda request: f"{request.method} {request.path} {dict(request.headers)}",
)
def test_others_are_refused(request_: HTTPServerRequest) -> None:
    assert status(Guard(), request_) == 403


def test_forged_headers_of_a_proxy_decide_nothing() -> None:
    forged = {"X_Real_Ip": "127.0.0.1", "X_Forwarded_For": "127.0.0.1"}
    for name in ("X_Forwarded_Host", "X_Forwarded_Server", "Forwarded"):
        evil = asked("/app", Host="evil.example", **forged, **{name: "localhost:5006"})
        assert status(Guard(), evil) == 403
    assert status(Guard(Trust(5006)), asked("/app", **OWN, **forged)) == 403


def test_pages_that_nobody_comes_back_for_are_counted() -> None:
    assert status(Guard(), asked("/app", **OWN), MOST_WAITING + 1) == 503
    socket = asked("/app/ws", Origin="http://127.0.0.1:5006", **SOCKET)
    assert status(Guard(), socket, MOST_WAITING + 1) == 200


def test_more_pages_than_the_server_may_have_are_told_so() -> None:
    guard = Guard(pages=7)
    socket = asked("/app/ws", Origin="http://127.0.0.1:5006", **SOCKET)
    for request in (asked("/app", **OWN), socket):
        assert guard.refusal(request, NAMES, 0, 6) is None
        refused = guard.refusal(request, NAMES, 0, 7)
        assert refused and refused.status == 503 and "7 pages" in refused.said
    for path in ("/static/js/bokeh.min.js", "/app/still-there"):
        assert guard.refusal(asked(path, **OWN), NAMES, 0, 7) is None, "those who are here go on"


def test_trust_needs_the_token_and_the_exact_address() -> None:
    trust = Trust(5006)
    guard = Guard(trust)
    cookie = trust.cookie.partition(";")[0]
    assert status(guard, asked("/app", **OWN)) == 403
    assert status(guard, asked("/app?token=guessed", **OWN)) == 403
    shown = guard.refusal(asked(f"/app?token={trust.token}", **OWN), NAMES)
    assert shown and shown.status == 302
    assert dict(shown.headers)["Location"] == "/app"
    assert "HttpOnly; SameSite=Strict" in dict(shown.headers)["Set-Cookie"]
    assert status(guard, asked("/app", Cookie=cookie, **OWN)) == 200
    for host in ("192.168.1.7:5006", "127.0.0.1", "localhost:5007", "[::1]:5006"):
        assert status(guard, asked("/app", Host=host, Cookie=cookie)) == 403
    own = {"Cookie": cookie, **SOCKET}
    assert status(guard, asked("/app/ws", Origin="http://127.0.0.1:5006", **own)) == 200
    assert status(guard, asked("/app/ws", Origin="http://localhost:5006", **own)) == 403
    assert status(guard, asked("/app/ws", **own)) == 403
    assert trust.token not in repr(trust)
