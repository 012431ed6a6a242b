"""Links in a lesson's prose that act: `[Run](#run)`, `[64 units](#set:units=32:units=64)`, `[build](#show:def build)`.

In the page they are buttons; everywhere else, in the file and before the page can do anything, they are read as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from playground.session import Session

_LINK = re.compile(r'<a href="#(run|show:[^"]+|set:[^"]+)">(.*?)</a>', re.DOTALL)
_BUTTON = re.compile(
    r'<button type="button" class="link" data-action="act"[^>]*>(.*?)</button>', re.DOTALL
)


def acting(html: str) -> str:
    """`html` of prose with buttons in the place of the links that act."""
    return _LINK.sub(
        r'<button type="button" class="link" data-action="act" data-value="\1">\2</button>', html
    )


def inert(html: str) -> str:
    """The same, where nothing can be pressed yet: only what the buttons say."""
    return _BUTTON.sub(r"\1", html)


def deeds(html: str) -> list[str]:
    """What the links of rendered prose do: "run", "show:…", "set:…:…"."""
    return [unquote(match[1]) for match in _LINK.finditer(html)]


def changed(deed: str, source: str) -> str | None:
    """`source` after a deed "set:old:new"; None where it has no `old`, or for another deed."""
    kind, _, change = deed.partition(":")
    old, colon, new = change.partition(":")
    if kind != "set" or not colon or not old or old not in source:
        return None
    return source.replace(old, new, 1)


def line_of(deed: str, source: str) -> int | None:
    """The line, from 1, in which the text of a deed "show:…" stands first, or None."""
    kind, _, wanted = deed.partition(":")
    if kind != "show" or not wanted or wanted not in source:
        return None
    return source[: source.index(wanted)].count("\n") + 1


def act(value: object, html: str, session: Session, go_to: Callable[[int], None] | None) -> None:
    """Do what was pressed, if `html`, the lesson's prose, has such a link: the page may say anything."""
    deed = unquote(str(value))
    if deed not in deeds(html):
        return
    if deed == "run":
        session.run()
        return
    source, wanted = changed(deed, session.source), deed
    if source is not None:
        session.edit(source, by="form")
        wanted = "show:" + deed.split(":", 2)[2]
    line = line_of(wanted, session.source)
    if line is not None and go_to is not None:
        go_to(line)
