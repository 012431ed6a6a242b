"""What a learner hands in: one text with the program, the lesson, and the tasks that the page saw passed.

It is JSON, to be kept as a file or pasted into a learning platform, where words may come before and after it. Anybody
can write such a text, so nothing in it is evidence: `playground.grading` replays the program.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from playground.events import MAX_TEXT
from playground.lesson import Lesson

KEY, VERSION = "layer-playground-hand-in", 1
MOST_NAME, MOST_TASKS, LONGEST_TASK = 200, 50, 400
MOST_BYTES = 7 * MAX_TEXT  # of a text: JSON may need six for a character
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&"}
_TYPED = str.maketrans(
    "“”„\u2018\u2019\u00a0", '"""\'\' '
)  # what word processors make of quotes and spaces


class BadHandIn(ValueError):
    """A text that is no hand-in. The message is for whoever grades."""


def lesson_sha256(lesson: Lesson) -> str:
    """A hash of what the learner was asked: the lesson's text, starter and checks."""
    digest = hashlib.sha256()
    for part in (lesson.id, lesson.prose, lesson.starter, lesson.checks):
        digest.update(f"{len(part)}:{part}\0".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class HandIn:
    """`name`: what the learner calls themselves; `passed`: the tasks that their page says are passed."""

    source: str
    lesson: str
    sha256: str
    passed: tuple[str, ...] = ()
    name: str = ""

    @classmethod
    def of(cls, lesson: Lesson, source: str, passed: Iterable[str], name: str) -> HandIn:
        """What somebody who calls themselves `name` hands in of `lesson`."""
        name = " ".join(name.split())[:MOST_NAME]
        return cls(source, lesson.id, lesson_sha256(lesson), tuple(passed), name)

    def to_text(self) -> str:
        """ASCII without `<`, `>` and `&`: whatever of these is in it when it arrives, a platform put there."""
        content = {
            KEY: VERSION,
            "name": self.name,
            "lesson": self.lesson,
            "lesson_sha256": self.sha256,
            "passed": list(self.passed),
            "program": self.source,
        }
        return json.dumps(content, indent=1).translate(_ESCAPED) + "\n"

    @property
    def file_name(self) -> str:
        """ "ada-lovelace-07_compile_and_fit.json"."""
        name = re.sub(r"\W+", "-", self.name.lower()).strip("-_")[:60]
        return f"{name}-{self.lesson}.json".lstrip("-")

    @classmethod
    def from_text(cls, text: str) -> HandIn:
        """BadHandIn when the text holds none, or one that is damaged."""
        text = html.unescape(_TAG.sub(" ", text)).translate(_TYPED)
        at = text.rfind("{", 0, max(0, text.find(KEY)))
        if at < 0:
            raise BadHandIn("expected a text that the page's “Hand in” has made, received another")
        try:
            found = json.JSONDecoder().raw_decode(text, at)[0]
        except (ValueError, RecursionError) as error:
            raise BadHandIn(f"the text is damaged: {error}") from None
        match found:
            case {"program": str(source), "lesson": str(lesson), "lesson_sha256": str(sha256)}:
                pass
            case _:
                raise BadHandIn("the text is damaged: it has no program, lesson or lesson_sha256")
        if found.get(KEY) != VERSION:
            raise BadHandIn(f"expected version {VERSION}, received {str(found.get(KEY))[:20]!r}")
        if len(source) > MAX_TEXT or max(len(lesson), len(sha256)) > 200:
            raise BadHandIn(f"expected a program of at most {MAX_TEXT:,} characters")
        passed, name = found.get("passed"), found.get("name")
        tasks = passed if isinstance(passed, list) else []
        return cls(
            source,
            lesson,
            sha256,
            tuple(t[:LONGEST_TASK] for t in tasks[:MOST_TASKS] if isinstance(t, str)),
            name[:MOST_NAME] if isinstance(name, str) else "",
        )
