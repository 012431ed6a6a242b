"""What changes in the document goes to the page: all that one task of Python changes as one patch of Bokeh in JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bokeh.core.json_encoder import serialize_json
from bokeh.core.serialization import Serializer
from bokeh.document import Document
from bokeh.document.events import DocumentPatchedEvent
from bokeh.document.json import PatchJson


class Patches:
    """Listens to `document`. `send(json)` gets a patch, which holds its numbers itself: there are no buffers beside it.

    Panel's own link sends every change as a message of its own, and looks through the whole document for each. What
    came from the page itself, with the setter `page`, is not sent back.
    """

    def __init__(self, document: Document, page: str, send: Callable[[str], None]) -> None:
        self._document, self._page, self._send = document, page, send
        self._events: list[Any] = []
        document.on_change(self._changed)

    def _changed(self, event: Any) -> None:
        if not isinstance(event, DocumentPatchedEvent) or event.setter == self._page:
            return
        self._events.append(event)
        if len(self._events) == 1:
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        events, self._events = self._events, []
        models = self._document.models
        serializer = Serializer(references=models.synced_references, deferred=False)
        patch = PatchJson(events=serializer.encode(events))  # type: ignore[arg-type]
        models.flush_synced(lambda model: not serializer.has_ref(model))
        self._send(serialize_json(patch, pretty=False))
