"""The page's app inside the page worker: what app.py is on a server.

The worker's JavaScript calls `open_page` (unless a picture of this interpreter's memory has the page already), compares
the page with the one that is drawn, then calls `link`; from there on changes travel both ways as Bokeh's JSON patches.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from playground.site.absent import leave_out

leave_out()

import panel.io.location  # noqa: E402, F401  # else it is imported later, when there may be no file of it yet
from bokeh.document import Document  # noqa: E402
from bokeh.events import DocumentReady  # noqa: E402
from bokeh.io.doc import set_curdoc  # noqa: E402
from panel.io.document import MockSessionContext  # noqa: E402
from panel.io.pyodide import (  # noqa: E402
    _convert_json_patch,
    write_doc,
)
from panel.io.state import state  # noqa: E402
from panel.util.parameters import edit_readonly  # noqa: E402

from playground.events import Event  # noqa: E402
from playground.lesson import load_lessons  # noqa: E402
from playground.runners.page import Hear, PageRunner, Worker  # noqa: E402
from playground.session import Session  # noqa: E402
from playground.site import prepared  # noqa: E402
from playground.site.lesson_data import lessons_from  # noqa: E402
from playground.site.patches import Patches  # noqa: E402
from playground.view import markdown  # noqa: E402
from playground.view.page import make_page  # noqa: E402


def _new_document() -> Document:
    """The one document of this interpreter. Its models have plain numbers for ids: the same in every visit."""
    document = Document()
    document._session_context = lambda: MockSessionContext(document=document)  # type: ignore[assignment]
    document.hold()
    set_curdoc(document)
    state.curdoc = document
    return document


SHOWN = _new_document()


class _WorkerProxy:
    """A kernel worker, from the JavaScript object `Kernel`."""

    def __init__(self, kernel: Any, hear: Hear) -> None:
        from pyodide.ffi import create_proxy  # type: ignore[import-not-found]

        self._kernel = kernel
        self._hear = create_proxy(hear)
        kernel.listen(self._hear)

    def post(self, line: str) -> None:
        self._kernel.post(line)

    def terminate(self) -> None:
        self._kernel.terminate()
        self._hear.destroy()


def _spawn(hear: Hear) -> Worker:
    if _new_kernel is None:
        raise RuntimeError("a program can only run when the page is linked")
    return _WorkerProxy(_new_kernel(), hear)


_new_kernel: Any = None
_RUNNER = PageRunner(_spawn)


async def open_page() -> str:
    """Build the page: JSON of the Bokeh document and of the names of its roots, in order.

    The result depends on nothing but the files of the site: the build runs this too, and the document draws what
    it got there while Python is loading.
    """
    known = prepared.read()
    markdown.remember(known.html)
    return await _opened(Session(_RUNNER, load_lessons()), known.check)


async def _opened(session: Session, known: Sequence[Event]) -> str:
    template = make_page(session, known)
    template.server_doc(doc=SHOWN, location=True)
    docs, _items, _ids = await write_doc()
    [document] = json.loads(docs).values()
    roots = [root.name for root in SHOWN.roots]
    return json.dumps({"document": document, "roots": roots}, separators=(",", ":"))


async def open_course(contents: str) -> str:
    """As `open_page`, with the lessons of a course: `contents` is a JSON list of what their files hold."""
    global SHOWN
    lessons, html = lessons_from(contents)
    markdown.remember(html)
    SHOWN = _new_document()
    return await _opened(Session(_RUNNER, lessons), ())


def link(new_kernel: Any, spares: int, send_patch: Any, location: str) -> None:
    """From now on what changes here goes to the page, and programs run.

    `new_kernel()` starts a kernel worker; `spares` are kept beside it. `location` is JavaScript's, as JSON.
    """
    global _new_kernel
    _new_kernel = new_kernel
    _RUNNER.keep(spares)
    Patches(SHOWN, "js", send_patch)
    SHOWN.unhold()
    SHOWN.on_event("document_ready", lambda _: state._schedule_on_load(SHOWN, None))
    SHOWN.callbacks.trigger_event(DocumentReady())
    if state.location:
        known = {k: v for k, v in json.loads(location).items() if k in state.location.param}
        with edit_readonly(state.location):
            state.location.param.update(known)


def apply(patch: Any) -> None:
    """What the learner changed in the page."""
    SHOWN.apply_json_patch(_convert_json_patch(patch), setter="js")  # type: ignore[arg-type]
