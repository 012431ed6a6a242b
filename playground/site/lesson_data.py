"""Lessons as data: what a site reads that has others than those it was built with.

A list, `list.<hash>.json`, names a file for each lesson, `07_mine.<hash>.json`, with its texts and their HTML. A file's
name follows from its contents, so whoever changes one lesson changes that file and the list, and browsers fetch no
other again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from playground.lesson import Lesson

VERSION = 1
LEFT_OUT = ("mistakes",)  # they are for those who write lessons


def _named(stem: str, content: Any) -> tuple[str, bytes]:
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:12]}.json", data


def lesson_data(lessons: Sequence[Lesson]) -> dict[str, bytes]:
    """Name → contents of every file; the list is the last."""
    from playground.view.markdown import rendered_texts

    files, listed = {}, []
    for lesson in lessons:
        texts = {f.name: getattr(lesson, f.name) for f in fields(Lesson)}
        kept = {name: value for name, value in texts.items() if name not in LEFT_OUT}
        name, data = _named(lesson.id, {"lesson": kept, "html": rendered_texts(lesson)})
        files[name] = data
        listed.append({"id": lesson.id, "file": name})
    name, data = _named("list", {"version": VERSION, "lessons": listed})
    files[name] = data
    return files


def lessons_from(contents: str) -> tuple[tuple[Lesson, ...], dict[str, str]]:
    """(lessons, HTML of their Markdown) of a JSON list of what the lessons' files hold."""
    lessons, html = [], {}
    for found in json.loads(contents):
        texts = found["lesson"].items()  # JSON has no tuples
        given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in texts}
        lessons.append(Lesson(**given))
        html.update(found["html"])
    return tuple(lessons), html
