"""index.html: the page's own template, with places for what the page worker will draw.

Panel reads where its files are when it is imported, so this runs as a program:
`PANEL_CDN_ROOT=./pn/ python -m playground.site.document APP_FOLDER SCRIPT …` prints the page. APP_FOLDER and the
scripts are URLs relative to the page.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import sys
from typing import Any

from bokeh.core.templates import MACROS
from bokeh.document import Document
from bokeh.embed.util import standalone_docs_json_and_render_items
from panel.io.document import MockSessionContext
from panel.io.resources import BASE_TEMPLATE, CDN_DIST
from panel.io.state import set_curdoc

from playground.lesson import Lesson, load_lessons
from playground.runners.page import Hear, PageRunner
from playground.session import Session
from playground.view.links import inert
from playground.view.markup import text
from playground.view.page import make_page

STATUS_ROOT = "status"
LOADING = (  # looks like the status line, which removes it when it is there
    '<div class="status" id="loading"><div class="status-line"><span class="status-dot" aria-hidden="true"></span>'
    '<p role="status" aria-label="Status" id="loading-text">Loading Python</p></div></div>'
)
# What can be read while the scripts are still on their way; they take it away when they have drawn the same (start.js).
EARLY = '<!--early:{}--><div class="early">{}</div><!--/early-->'  # a course puts its own there
WITHOUT_SCRIPTS = "<noscript><p>This page needs JavaScript: the programs run in it.</p></noscript>"


class SilentWorker:
    """No program runs while the page is built."""

    def __init__(self, hear: Hear) -> None:
        pass

    def post(self, line: str) -> None:
        pass

    def terminate(self) -> None:
        pass


async def page_document(lessons: tuple[Lesson, ...] | None = None) -> Document:
    """The page of a new visitor, as app.py would make it; with other lessons than those that are used here."""
    document = Document()
    document._session_context = lambda: MockSessionContext(document=document)  # type: ignore[assignment]
    with set_curdoc(document):
        template = make_page(Session(PageRunner(SilentWorker, spares=0), lessons or load_lessons()))
        template.server_doc(doc=document, location=True)
    return document


def page_html(document: Document, app: str, scripts: list[str]) -> str:
    """The document's template as a page that starts `app`/start.js, which runs `scripts` after the first paint.

    The place of a root has the id `root-` and its name: the page worker builds the same document, and its roots
    go there.
    """
    _, [item] = standalone_docs_json_and_render_items(
        document.roots, suppress_callback_warning=True
    )
    context = {
        **document.template_variables,
        "title": document.title,
        "bokeh_js": "\n".join(
            [
                f'<script defer src="{app}/about.js"></script>',
                f'<script defer src="{app}/newer.js"></script>',
                *(f'<link rel="preload" as="script" href="{url}">' for url in scripts),
            ]
        ),
        "bokeh_css": "",
        "plot_script": "",
        "docs": [item],
        "doc": item,
        "roots": item.roots,
        "base": BASE_TEMPLATE,
        "macros": MACROS,
        "dist_url": CDN_DIST,
    }
    html = document.template.render(context)
    for root in item.roots:
        place = f'id="{root.elementid}" data-root-id="{root.id}"'
        if place not in html:
            raise ValueError(
                f"no place for {root.name!r} in the template; try embed(roots.{root.name})"
            )
        html = html.replace(place, f'id="root-{root.name}"')
    for name, content in {STATUS_ROOT: LOADING, **early(document)}.items():
        html = re.sub(f'id="root-{name}"[^>]*>', lambda found, more=content: found[0] + more, html)
    if LOADING not in html:
        html = re.sub(r"<body[^>]*>", lambda found: found[0] + LOADING, html, count=1)
    html = re.sub(r"<body[^>]*>", lambda found: found[0] + WITHOUT_SCRIPTS, html, count=1)
    start = f'<script src="{app}/start.js"></script>'  # first, so that Python starts before anything else
    head = f'<meta charset="utf-8">{security_policy(html)}{start}'
    return re.sub(r"<head[^>]*>", lambda found: found[0] + head, html, count=1)


def early(document: Document) -> dict[str, str]:
    """HTML of the lesson and of the program, by the names of the roots that show them."""
    models: dict[str, Any] = {str(root.name): root for root in document.roots}
    contents = {}
    if "lesson" in models:
        prose = re.sub('<div class="ways">.*?</div>', "", models["lesson"].data.html)  # not yet
        prose = re.sub(r'data-action="predict" data-value="[\d:]*"', "disabled", prose)
        prose = inert(prose)
        contents["lesson"] = EARLY.format("lesson", prose)
    if "editor" in models:
        program = text(models["editor"].data.text["source"])
        contents["editor"] = EARLY.format(
            "editor", f'<pre tabindex="0" aria-label="Program">{program}</pre>'
        )
    return contents


def security_policy(html: str) -> str:
    """The page may run and ask for what is its own, and the scripts that stand in it, by their hashes.

    Panel's components are modules made in the page (blob:), Bokeh writes styles, WebAssembly needs a word of its own.
    """
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline]
    scripts = " ".join(f"'sha256-{h}'" for h in hashes)
    rules = [
        "default-src 'none'",
        f"script-src 'self' blob: 'wasm-unsafe-eval' {scripts}",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",  # the preview of a class's link
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


if __name__ == "__main__":
    sys.stdout.write(page_html(asyncio.run(page_document()), sys.argv[1], sys.argv[2:]))
