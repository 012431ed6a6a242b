"""What a page may say at once over its socket. A message that was made to be slow to read, or to fill the memory, is
not read, and the line is cut.

Bokeh takes texts of 20 MB, in which there can be ten million empty lists: seconds of the one thread that serves all,
and a GB. And a message may have any number of buffers of that size. Honest messages are long for one reason: a file of
the learner's, which is one text.
"""

from __future__ import annotations

import logging
from typing import Any

from bokeh.server.views.ws import WSHandler

MOST_PARTS = (
    300_000  # commas in a text; a program of the most characters that is full of numbers has fewer
)
MOST_BYTES = 20 << 20  # of a message with all its buffers
_log = logging.getLogger("playground.serving")


def install() -> None:
    """For all sockets of this process. Safe to call twice."""
    if getattr(WSHandler, "hears_in_moderation", False):
        return
    WSHandler.hears_in_moderation = True  # type: ignore[attr-defined]
    hear: Any = WSHandler.on_message

    async def on_message(self: Any, fragment: str | bytes) -> None:
        parts = fragment.count(",") if isinstance(fragment, str) else 0
        self.held = getattr(self, "held", 0) + len(fragment)
        if parts > MOST_PARTS or self.held > MOST_BYTES:
            _log.warning("cut a line: %d bytes at once, in %d parts", self.held, parts)
            self.receiver = None
            if self.ws_connection is not None:
                self.ws_connection.stream.close()
            return
        await hear(self, fragment)
        receiver = self.receiver
        if receiver is None or receiver._current_consumer == receiver._HEADER:
            self.held = 0

    WSHandler.on_message = on_message  # type: ignore[method-assign]
