"""The page's app inside the page worker: what app.py is on a server.

The worker's JavaScript calls `open_page`, draws what it returns, then calls `link`; from there on changes
travel both ways as Bokeh's JSON patches.
"""

from __future__ import annotations

import json
import sys
import types
from typing import Any

# Without this module Panel imports pandas, to patch its readers for the web. Nothing here reads from the web.
_no_http = types.ModuleType("pyodide_http")
_no_http.patch_all = lambda: None  # type: ignore[attr-defined]
sys.modules.setdefault("pyodide_http", _no_http)

from panel.io.pyodide import (  # noqa: E402
    _convert_json_patch,
    _link_docs_worker,
    init_doc,
    write_doc,
)
from panel.io.state import state  # noqa: E402
from panel.util import edit_readonly  # noqa: E402

from playground.lesson import load_lessons  # noqa: E402
from playground.runners.page import Hear, PageRunner, Worker  # noqa: E402
from playground.session import Session  # noqa: E402
from playground.view.page import make_page  # noqa: E402

init_doc()


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


async def open_page(location: str, new_kernel: Any, spares: int) -> tuple[str, str]:
    """Build the page; the Bokeh document and the names of its roots, in order, as JSON.

    `location` is JavaScript's, as JSON. `new_kernel()` starts a kernel worker; `spares` are kept beside it.
    """

    def spawn(hear: Hear) -> Worker:
        return _WorkerProxy(new_kernel(), hear)

    template = make_page(Session(PageRunner(spawn, spares), load_lessons()))
    template.server_doc(doc=state.curdoc, location=True)
    if state.location:
        known = {k: v for k, v in json.loads(location).items() if k in state.location.param}
        with edit_readonly(state.location):
            state.location.param.update(known)
    docs, _items, _ids = await write_doc()
    return docs, json.dumps([root.name for root in state.curdoc.roots])


def link(send_patch: Any) -> None:
    """From now on what changes here goes to the page."""
    _link_docs_worker(state.curdoc, send_patch, setter="js")


def apply(patch: Any) -> None:
    """What the learner changed in the page."""
    state.curdoc.apply_json_patch(_convert_json_patch(patch), setter="js")
