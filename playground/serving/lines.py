"""One page has one line to the server: a new one takes the place of one that was lost without a word.

Nobody told the server that the old line is dead. What it writes there waits, and with it the lock of the document.
A browser that hangs is like that, and more is written to it all the time: so the page is not drawn on while its browser
`is_behind`, and a line from which nothing is taken is cut. A browser that wakes up again takes a new one.
"""

from __future__ import annotations

from typing import Any

from bokeh.document import Document
from bokeh.server.session import ServerSession
from tornado.ioloop import IOLoop

MOST_BYTES = 1 << 20  # that wait to be taken by a browser before no more is drawn for it
LOOK_SECONDS = 15.0  # a line from which nothing is taken between two looks is cut


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
        IOLoop.current().call_later(LOOK_SECONDS, _look, connection, -1)

    ServerSession.subscribe = subscribed  # type: ignore[method-assign]


def hang_up(connection: Any) -> None:
    """Close the socket at once, without waiting for the other side; what waits to be written is given up."""
    protocol = connection._socket.ws_connection
    if protocol is not None:
        protocol.stream.close()


def is_behind(document: Document) -> bool:
    """Whether the browser of a page has much to take from its socket."""
    session = getattr(document.session_context, "session", None)
    for connection in session._subscribed_connections if session else ():
        if stream := _stream(connection):
            waits = len(stream._write_buffer)
            # who holds this lock waits for the browser, and Panel meanwhile keeps all messages apart
            locked = connection._socket.write_lock._block._value == 0
            if waits > MOST_BYTES or (waits and locked):
                return True
    return False


def _look(connection: Any, taken: int) -> None:
    """`taken`: bytes, when it was last looked and something waited; else -1."""
    if (stream := _stream(connection)) is None:
        return
    now = stream._total_write_done_index if stream.writing() else -1
    if now >= 0 and now == taken:
        hang_up(connection)
    else:
        IOLoop.current().call_later(LOOK_SECONDS, _look, connection, now)


def _stream(connection: Any) -> Any:
    """What Tornado writes to; None when the line is closed."""
    protocol = connection._socket.ws_connection
    return None if protocol is None or protocol.stream.closed() else protocol.stream
