"""`serve --watch`: a lesson is shown as it is being written. Every page that is open follows the lessons' files.

With it every visitor gets a page of their own at once, since one that was drawn for all would show the files of before.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from playground.lesson import find_lessons, lesson_folders
from playground.session import Session

VARIABLE = "PLAYGROUND_WATCH"
SECONDS = 0.4  # from one look to the next


def watching() -> bool:
    """Whether this server was asked to."""
    return os.environ.get(VARIABLE, "") not in ("", "0")


def state_of(folders: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    """(path, time of its last change, size) of every file of lessons."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".md", ".py"):
                try:
                    about = path.stat()
                except OSError:  # an editor has just replaced it
                    continue
                found.append((str(path), about.st_mtime_ns, about.st_size))
    return tuple(found)


async def follow(session: Session) -> None:
    """Show what the files say now, until cancelled."""
    before = state_of(lesson_folders())
    while True:
        await asyncio.sleep(SECONDS)
        now = await asyncio.to_thread(state_of, lesson_folders())
        if now != before:
            before = now
            session.take_lessons(find_lessons(*lesson_folders()))


def follow_for(session: Session) -> None:
    """Follow as long as the session is open."""
    session.spawn(follow(session))
