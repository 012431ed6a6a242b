"""The Markdown of lessons as HTML.

What was rendered when the site was built (playground/site/prepared.py) is not rendered again, and nothing is imported.
"""

from __future__ import annotations

import functools
import re
from html import unescape
from typing import TYPE_CHECKING

from playground.ladder import read_ladders
from playground.lesson import Lesson
from playground.prediction import parts

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

LONG_NAME = 28  # letters: in the lesson's usual width it would be broken
COPY = '<button type="button" class="chip copy" data-copy>Copy</button>'
_rendered: dict[str, str] = {}


def remember(rendered: dict[str, str]) -> None:
    """Use these: source → HTML, from `rendered_texts`."""
    _rendered.update(rendered)


def rendered_texts(lesson: Lesson) -> dict[str, str]:
    """All of the lesson's Markdown with its HTML."""
    rendered: dict[str, str] = {}
    for part in parts(lesson.prose):
        if isinstance(part, str):
            rendered[part] = prose(part)
        else:
            for said in (part.question, *part.choices, part.because):
                rendered[said] = inline(said)
    for ladder in read_ladders(lesson.hints):
        for said in (ladder.hint, ladder.stronger):
            rendered[said] = inline(said)
    return rendered | {task: inline(task) for task in lesson.tasks}


@functools.cache
def _markdown() -> MarkdownIt:
    """CommonMark and tables; HTML inside a lesson is shown as text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


@functools.lru_cache(64)
def prose(source: str) -> str:
    """Paragraphs and more. Headings are one level down: the lesson's title is above them."""
    if source in _rendered:
        return _rendered[source]
    tokens = _markdown().parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(3, int(token.tag[1])))}"
    html = _markdown().renderer.render(tokens, _markdown().options, {})
    # Long lines scroll, by keyboard too; page.js copies.
    return (
        _with_long_names(html)
        .replace("<pre>", f'<div class="snippet">{COPY}<pre tabindex="0">')
        .replace("</pre>", "</pre></div>")
    )


def inline(source: str) -> str:
    """One line, without a paragraph around it."""
    return _rendered.get(source) or _with_long_names(_markdown().renderInline(source))


def _with_long_names(html: str) -> str:
    """Names that would have to be broken are set smaller."""

    def marked(found: re.Match[str]) -> str:
        is_long = len(unescape(found[1])) > LONG_NAME
        return f'<code class="long">{found[1]}</code>' if is_long else found[0]

    return re.sub(r"<code>([^<\s]+)</code>", marked, html)
