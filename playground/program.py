"""A program in a link: the text and its lesson as the fragment of a URL, which no server sees.

A fragment is `#p1=` and a base64 (URL alphabet, no padding) of a zlib stream of `{"lesson": …, "source": …}` in JSON,
with `"view": {…}` when the layout goes along. What a version of the page does not know in there, it passes over.
Whoever opens a link trusts none of it: sizes are limited before and while unpacking, and what is wrong is a
BadLink with a message for the page.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1
MAX_SOURCE = 100_000  # characters
MAX_FRAGMENT = 30_000  # characters; browsers and chat programs cut longer links
_MAX_JSON = 7 * MAX_SOURCE  # bytes: JSON may need six for a character
_FRAGMENT = re.compile(r"#?p(?P<version>\d{1,6})=(?P<data>[A-Za-z0-9_-]*)")


class BadLink(ValueError):
    """A link that holds no program, or a program that a link cannot hold."""


# What of the layout a link may carry: the parts that are folded, the pane that a phone shows, the one part in the
# place of all.
FOLDED = ("lesson", "output", "shapes")
PANES = ("lesson", "program", "results")
LARGE = ("network", "shapes", "training", "boundary")
View = dict[
    str, Any
]  # {"folded": ["lesson", …], "pane": "results", "large": "network"}, each of them optional


def known_view(found: object) -> View:
    """What of `found` is a layout that this page has; the rest is left out."""
    if not isinstance(found, Mapping):
        return {}
    view: View = {}
    folded = found.get("folded")
    if isinstance(folded, list | tuple):
        view["folded"] = [name for name in FOLDED if name in folded]
    for key, names in (("pane", PANES), ("large", LARGE)):
        if isinstance(found.get(key), str) and found[key] in names:
            view[key] = found[key]
    return view


@dataclass(frozen=True)
class Program:
    """What a learner wrote, for which lesson (its id, or ""), and how the page was laid out when it was shared."""

    source: str
    lesson: str = ""
    view: View = field(default_factory=dict, hash=False)

    def to_fragment(self) -> str:
        """`p1=…`, to put behind the `#` of a URL. Raises BadLink when the program is too long for one."""
        if len(self.source) > MAX_SOURCE:
            raise BadLink(
                f"a program of {len(self.source)} characters is too long for a link; "
                f"expected at most {MAX_SOURCE}. Download it instead."
            )
        content: dict[str, Any] = {"lesson": self.lesson, "source": self.source}
        if view := known_view(self.view):
            content["view"] = view
        packed = json.dumps(content, separators=(",", ":"))
        data = base64.urlsafe_b64encode(zlib.compress(packed.encode("ascii"), 9))
        fragment = f"p{VERSION}={data.decode().rstrip('=')}"
        if len(fragment) > MAX_FRAGMENT:
            raise BadLink("the program is too long for a link. Download it instead.")
        return fragment

    @classmethod
    def from_fragment(cls, fragment: str) -> Program | None:
        """The program in a URL's fragment (with or without `#`), None when it speaks of something else.

        Raises BadLink when it is damaged, too large or of a version to come.
        """
        match = _FRAGMENT.match(fragment)
        if match is None:
            return None
        if int(match["version"]) != VERSION:
            raise BadLink(f"expected a link of version {VERSION}, received {match['version']}")
        if match.end() != len(fragment) or len(fragment) > MAX_FRAGMENT + 1:
            raise BadLink("the link is damaged or too long: it may have been cut or wrapped")
        try:
            data = match["data"]
            compressed = base64.b64decode(data + "=" * (-len(data) % 4), b"-_", validate=True)
            unpacker = zlib.decompressobj()
            packed = unpacker.decompress(compressed, _MAX_JSON)
            if not unpacker.eof:
                raise BadLink("the link is cut off, or its program is too long")
            found = json.loads(packed)
        except (binascii.Error, zlib.error, ValueError, RecursionError) as error:
            if isinstance(error, BadLink):
                raise
            raise BadLink("the link is damaged: it may have been cut or changed") from None
        source = found.get("source") if isinstance(found, dict) else None
        lesson = found.get("lesson", "") if isinstance(found, dict) else None
        if not isinstance(source, str) or not isinstance(lesson, str) or len(lesson) > 100:
            raise BadLink("the link holds no program")
        if len(source) > MAX_SOURCE:
            raise BadLink(f"the program in the link is longer than {MAX_SOURCE} characters")
        return cls(source, lesson, known_view(found.get("view")))
