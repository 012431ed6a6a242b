"""One page has one line to the server: a new one takes the place of one that was lost without a word.

Nobody told the server that the old line is dead. What it writes there waits, and with it the lock of the document.
"""

from __future__ import annotations

from typing import Any

from bokeh.server.session import ServerSession


def install() -> None:
    """For all sessions of this process. Safe to call twice."""
    if getattr(ServerSession, "has_one_line", False):
        return
    ServerSession.has_one_line = True  # type: ignore[attr-defined]
    subscribe = ServerSession.subscribe

    def subscribed(self: ServerSession, connection: Any) -> None:
        for old in list(self._subscribed_connections):
            hang_up(old)
        subscribe(self, connection)

    ServerSession.subscribe = subscribed  # type: ignore[method-assign]


def hang_up(connection: Any) -> None:
    """Close the socket at once, without waiting for the other side; what waits to be written is given up."""
    protocol = connection._socket.ws_connection
    if protocol is not None:
        protocol.stream.close()
