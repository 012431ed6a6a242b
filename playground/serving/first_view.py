"""The page as every visitor first sees it: drawn once, and sent to all.

Two visitors' pages differ in the ids of their models only. Panel finds what it has drawn by these ids, so no two may be
the same in one server; here they follow from the id of the session, and one text serves for all.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bokeh.core.serialization import Buffer
from bokeh.core.types import ID
from bokeh.document import Document
from bokeh.protocol.message import Message
from bokeh.protocol.messages.pull_doc_reply import pull_doc_reply
from bokeh.server.session import ServerSession
from bokeh.util import serialization
from panel.io.resources import patch_model_css

TOKEN = "the-token-of-this-page"  # stands in the page where a visitor's own is put
MOST_MODELS = 10**5  # of a page


def ids_begin(session_id: str) -> int:
    """A number of 17 digits and five zeros for the models of a session. No other session has it."""
    digest = hashlib.blake2b(session_id.encode(), digest_size=7).digest()
    return (10**17 + int.from_bytes(digest, "big")) * MOST_MODELS


def _beginning(session_id: str) -> str:
    """What the ids of a session's models begin with."""
    return f"p{ids_begin(session_id) // MOST_MODELS}"


@contextlib.contextmanager
def ids_of(session_id: str) -> Iterator[None]:
    """Models that are made meanwhile have the ids of this session, in the order in which they are made."""
    others = serialization._simple_id
    serialization._simple_id = ids_begin(session_id)
    try:
        yield
    finally:
        serialization._simple_id = others


@dataclass(frozen=True)
class FirstView:
    """`html`: the page; `document`: what it asks for over its socket, as JSON, with `buffers` beside it. `drawn_for`:
    the session that it was drawn for; `files`: where Panel's files are, seen from the page."""

    html: str
    document: str
    buffers: tuple[Buffer, ...]
    drawn_for: str
    files: str

    @classmethod
    def of(cls, session: ServerSession, html: str) -> FirstView:
        """What `session` has drawn; its page is `html`."""
        reply = pull_doc_reply.create(ID(""), session.document)
        files = session.document.template_variables["dist_url"]
        return cls(html, reply.content_json, tuple(reply.buffers), session.id, files)

    def settle(self, document: Document) -> None:
        """What drawing the page does to its document is done to another one."""
        document.template_variables["dist_url"] = self.files
        for root in document.roots:
            patch_model_css(root, dist_url=self.files)

    def _for(self, session_id: str, text: str) -> str:
        return text.replace(_beginning(self.drawn_for), _beginning(session_id))

    def page(self, session_id: str, token: str) -> str:
        """HTML of the page for a session that there is not yet."""
        return self._for(session_id, self.html).replace(TOKEN, token)

    def reply(self, session_id: str, request_id: str) -> Message:
        """The answer to a page that asks for its document."""
        header = pull_doc_reply.create_header(request_id=request_id)  # type: ignore[arg-type]
        message = pull_doc_reply(header, {}, {})  # type: ignore[typeddict-item]
        message._content_json = self._for(session_id, self.document)
        message.add_buffers(*self.buffers)
        return message
