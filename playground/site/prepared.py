"""What the page need not find out again, since the build did: a file of the site that lies beside this one.

The check of the first lesson's starter, so that network, shapes and data are drawn before there is a Python that
could check anything; and the lessons' Markdown as HTML.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from playground import events as ev

NAME = "prepared.json"


@dataclass(frozen=True)
class Prepared:
    """`check`: what a session publishes of the first check; `html`: of every Markdown text of the lessons."""

    check: list[ev.Event]
    html: dict[str, str]

    def to_json(self) -> str:
        return json.dumps({"check": ev.to_json(self.check), "html": self.html}, ensure_ascii=False)


def from_json(text: str) -> Prepared:
    found = json.loads(text)
    return Prepared(ev.events_from_json(found["check"]), found["html"])


def read() -> Prepared:
    """The site's own. FileNotFoundError where no site was built."""
    return from_json(Path(__file__).with_name(NAME).read_text("utf-8"))
