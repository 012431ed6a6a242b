"""Repairs that one press makes: a message that asks "Did you mean Dense?" knows what to write instead of what."""

from __future__ import annotations

import difflib
import io
import keyword
import re
import tokenize
from typing import Any

from playground import events as ev

_MEANT = re.compile(
    r"Did you mean (?:`(?P<code>[^`\n]+)`|'(?P<quoted>[^'\n]+)'|"
    r"(?:[^?`'\n]*[)\]]\.)?(?P<plain>[\w.]+(?:\[\"\w+\"\])?=?))"
    r"(?: or (?P<more>['`\w.]+))?\?"
)
_NAME = re.compile(r"[A-Za-z_]\w*")
_NEAR = 0.5  # of a name's letters must be the other's, in order


def repair_of(failed: ev.Failed, source: str) -> dict[str, Any] | None:
    """{"line", "from", "to", "before", "insert", "label"} of the edit that a failure's message proposes, columns of a
    line in characters; None when it proposes none, several, or its place is not clear."""
    lines = source.split("\n")
    if failed.line is None or not 0 < failed.line <= len(lines):  # a program may have forged it
        return None
    said = f"{failed.message}\n{failed.advice or ''}"
    text = lines[failed.line - 1]
    found = _colon(said, text) or _name(said, text, failed.columns)
    if found is None:
        return None
    begin, end, insert = found
    before = text[begin:end]
    what = f"`{before}` → `{insert}`" if before else f"Add `{insert.strip()}`"
    return {
        "line": failed.line,
        "from": _utf16(text[:begin]),
        "to": _utf16(text[:end]),
        "before": before,
        "insert": insert,
        "label": what,
    }


def _utf16(text: str) -> int:
    """How many characters JavaScript counts: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _colon(said: str, text: str) -> tuple[int, int, str] | None:
    """`if x` → `if x:`."""
    if "expected ':'" not in said:
        return None
    code = re.sub(r"\s*(#.*)?$", "", text) if '"' not in text and "'" not in text else text.rstrip()
    return (len(code), len(code), ":") if code and not code.endswith((":", "\\")) else None


def _name(said: str, text: str, columns: Any) -> tuple[int, int, str] | None:
    """`layers.Dens(4)` → `layers.Dense(4)`."""
    proposals = list(_MEANT.finditer(said))
    if len({match[0] for match in proposals}) != 1 or proposals[0]["more"]:
        return None
    proposed = next(p for p in proposals[0].group("code", "quoted", "plain") if p)
    if not re.fullmatch(r"[\w.]+=?", proposed):
        return None
    last = proposed.rstrip("=").split(".")[-1]
    places = [place for place in _tokens(text) if _is_wrong(place, last, said, text, proposed)]
    inside = [p for p in places if columns and columns[0] <= p[0] and p[1] <= columns[1]]
    places = inside or places
    if len(places) > 1:  # the one that is most alike
        places.sort(key=lambda place: -_likeness(text[slice(*place)], last))
        if _likeness(text[slice(*places[0])], last) == _likeness(text[slice(*places[1])], last):
            return None
    if not places:
        return None
    begin, end = places[0]
    insert = last
    head = proposed.rstrip("=").rpartition(".")[0]
    if head and not text[:begin].rstrip().endswith("."):
        insert = proposed.rstrip("=")
    return begin, end, insert


def _tokens(text: str) -> list[tuple[int, int]]:
    """Where names, and words in strings, stand in a line of code."""
    places: list[tuple[int, int]] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text.lstrip()).readline):
            start, shift = token.start[1], len(text) - len(text.lstrip())
            if token.start[0] > 1 or token.type == tokenize.COMMENT:
                continue
            if token.type in (tokenize.NAME, tokenize.STRING):
                places += [
                    (m.start() + start + shift, m.end() + start + shift)
                    for m in _NAME.finditer(token.string)
                ]
    except (tokenize.TokenError, SyntaxError):
        pass
    return places


def _is_wrong(place: tuple[int, int], meant: str, said: str, text: str, proposed: str) -> bool:
    """The name is one that the message speaks of, and like the one that is meant."""
    name = text[slice(*place)]
    whole = "." in proposed and not text[: place[0]].rstrip().endswith(
        "."
    )  # `dense` → `self.dense`
    if (name == meant and not whole) or keyword.iskeyword(name):
        return False
    spoken = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)|\.{re.escape(name)}\b", said)
    is_keyword = re.match(r"\s*=(?!=)", text[place[1] :]) is not None
    if proposed.endswith("=") != is_keyword and proposed.endswith("="):
        return False
    return bool(spoken) and _likeness(name, meant) >= _NEAR


def _likeness(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a.lower(), b.lower()).ratio() + (a.lower() == b.lower())
