"""Stands before every page, file and socket of the server: what may not be answered is refused here.

Bokeh asks for the origin of sockets only, and Tornado asks Bokeh only when `Origin` and `Host` differ. So the guard
sits where Tornado looks for whoever answers a request.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from bokeh.server.tornado import BokehTornado
from bokeh.server.views.ws import WSHandler
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from playground.runners.settings import Settings
from playground.serving import identity, messages, tokens
from playground.serving.addresses import host_is_ours, origin_is_ours
from playground.serving.trust import Trust

MOST_WAITING = 100  # pages that were asked for and have not come back with a socket
TAB_CLOSED = (1000, 1001)  # RFC 6455: normal closure, going away
TAB_SECONDS = 0.5  # from the closing of a tab to the end of what it ran
STILL_THERE = "/still-there"  # asked by connection.js
TOKEN_SECONDS = 86_400  # a page that lost its connection comes back with the token that it was given when it was opened
_log = logging.getLogger("playground.serving")


@dataclass(frozen=True)
class Refusal:
    """An answer instead of the one that was asked for."""

    status: int
    said: str
    headers: tuple[tuple[str, str], ...] = ()


class Guard:
    """Decides about requests. `trust`: in whoever shows a token, and in nobody else."""

    def __init__(self, trust: Trust | None = None, pages: int = 500) -> None:
        self.trust, self.pages = trust, pages

    def refusal(
        self, request: HTTPServerRequest, names: Collection[str], waiting: int = 0, pages: int = 0
    ) -> Refusal | None:
        """Why `request` is not answered, or None. `names`: those of this server. `waiting`: sessions without a page.
        `pages`: open ones, without that of whoever asks."""
        hosts = request.headers.get_list("Host")
        host = hosts[0] if len(hosts) == 1 else ""
        ours = host in self.trust.hosts if self.trust else host_is_ours(host, names)
        if not ours:
            return Refusal(
                403,
                f"This server does not answer to the name {host[:100]!r}. Whoever runs it can allow the name: "
                f"panel serve app.py --allow-websocket-origin={host[:100] or 'NAME:PORT'}",
            )
        if refused := self._refusal_of_origin(request, host, names):
            return refused
        path = request.path.rstrip("/")
        if path.endswith("/autoload.js"):
            return Refusal(403, "This app cannot be put into a page of another site by a script.")
        if _names_a_session(request):
            return Refusal(403, "A page gets a session of its own, which it does not choose.")
        if self.trust and (refused := self._refusal_of_token(self.trust, request, path)):
            return refused
        if "/static" in path or path.endswith(STILL_THERE):
            return None
        if waiting > MOST_WAITING and not path.endswith("/ws"):
            return Refusal(503, "Too many visitors at once. Try again in a few seconds.")
        if pages >= self.pages:
            return Refusal(
                503, f"{pages} pages are open, the most of this server. Try again in some minutes."
            )
        return None

    def _refusal_of_origin(
        self, request: HTTPServerRequest, host: str, names: Collection[str]
    ) -> Refusal | None:
        origins = request.headers.get_list("Origin") + request.headers.get_list(
            "Sec-Websocket-Origin"
        )
        socket = request.headers.get("Upgrade", "").lower() == "websocket"
        changes = request.method not in ("GET", "HEAD")
        if not (socket or changes):
            return None
        allowed = () if self.trust else names
        if all(origin_is_ours(origin, host, allowed) for origin in origins) and (
            origins or not self.trust
        ):
            return None
        return Refusal(403, "This server talks to its own pages only.")

    def _refusal_of_token(
        self, trust: Trust, request: HTTPServerRequest, path: str
    ) -> Refusal | None:
        if "/static/" in path or trust.is_known(request.headers.get("Cookie", "")):
            return None
        shown = request.query_arguments.get("token", [b""])[-1].decode(errors="replace")
        if trust.is_token(shown):
            return Refusal(302, "", (("Set-Cookie", trust.cookie), ("Location", path or "/app")))
        return Refusal(
            403, "Open the address that the server printed when it started: it holds a token."
        )


def _names_a_session(request: HTTPServerRequest) -> bool:
    """Who makes another open a session that they know sees all that is typed in it, and types there, too."""
    named = {"bokeh-session-id", "bokeh-token"} & set(request.arguments)
    return bool(named) or "Bokeh-Session-Id" in request.headers


class _Refuses(RequestHandler):
    """Answers with a refusal, whatever the method."""

    def initialize(self, refusal: Refusal) -> None:
        self._refusal = refusal

    def prepare(self) -> None:
        self.set_status(self._refusal.status)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("X-Content-Type-Options", "nosniff")
        for name, value in self._refusal.headers:
            self.set_header(name, value)
        self.finish(self._refusal.said)

    def check_xsrf_cookie(self) -> None:
        """Nothing is done, so there is nothing to protect."""


class _StillThere(RequestHandler):
    """Tells a page that has lost its connection whether its session is there: a server that was restarted has it no
    more. It costs no session, as every other request for the page does."""

    def initialize(self, server: BokehTornado) -> None:
        self._server = server

    def get(self) -> None:
        asked = self.get_query_argument("session", "")
        contexts = self._server._applications.values()
        found = any(each.id.split(".")[0] == asked for c in contexts for each in c.sessions)
        self.set_header("Cache-Control", "no-store")
        self.finish({"session": found})


_guard = Guard()
_servers: WeakSet[BokehTornado] = WeakSet()


def install(trust: Trust | None = None) -> None:
    """Put the guard before every server of this process. Safe to call twice; `trust` once given stays."""
    identity.kind()  # nonsense is refused now, not when the first visitor comes
    _guard.pages = Settings.from_environment().pages
    messages.install()
    if trust is not None:
        _guard.trust = trust
    if getattr(BokehTornado, "guarded_by", None) is not None:
        return
    BokehTornado.guarded_by = _guard  # type: ignore[attr-defined]
    find, on_close = BokehTornado.find_handler, WSHandler.on_close

    def find_handler(self: BokehTornado, request: HTTPServerRequest, **rest: Any) -> Any:
        _servers.add(self)
        protocols = request.headers.get("Sec-WebSocket-Protocol", "")
        try:
            waiting, pages = _sessions(self, tokens.session_of(protocols) if protocols else "")
            refused = _guard.refusal(request, self.websocket_origins, waiting, pages)
        except ValueError as error:
            refused = Refusal(403, f"No session is opened: {error}.")
        if refused is None and request.path.endswith(STILL_THERE):
            return self.get_handler_delegate(request, _StillThere, {"server": self})
        if refused is None:
            return find(self, request, **rest)
        if refused.status != 302:
            _log.warning("refused %s %s: %s", request.method, request.path, refused.said)
        return self.get_handler_delegate(request, _Refuses, {"refusal": refused})

    def closed(self: WSHandler) -> None:
        session = getattr(self.connection, "_session", None)  # Bokeh forgets it when it hears
        on_close(self)
        if session is not None and self.close_code in TAB_CLOSED:
            IOLoop.current().call_later(TAB_SECONDS, _end, self.application_context, session)

    def lifetime(self: BokehTornado) -> int:
        return TOKEN_SECONDS

    BokehTornado.session_token_expiration = property(lifetime)  # type: ignore[method-assign]
    BokehTornado.find_handler = find_handler  # type: ignore[method-assign]
    WSHandler.on_close = closed  # type: ignore[method-assign]


def current() -> Guard:
    """The guard of this process."""
    return _guard


def names() -> set[str]:
    """The names that the servers of this process were given. Bokeh hands them to nobody; the guard knows the servers
    that it has stood before, and before the first request of all it looks for them."""
    if not _servers:
        _servers.update(each for each in gc.get_objects() if isinstance(each, BokehTornado))
    return {name for server in _servers for name in server.websocket_origins}


def _sessions(server: BokehTornado, own: str) -> tuple[int, int]:
    """How many sessions wait for a page, and how many have one, beside one's own."""
    sessions = [each for context in server._applications.values() for each in context.sessions]
    waiting = sum(each.connection_count == 0 for each in sessions)
    comes_back = any(each.id == own for each in sessions)
    return waiting, 0 if comes_back else len(sessions) - waiting


async def _end(context: Any, session: Any) -> None:
    """A tab was closed: what it ran ends now, not when Bokeh next looks."""
    if not session.destroyed:
        await context._discard_session(session, lambda each: each.connection_count == 0)
