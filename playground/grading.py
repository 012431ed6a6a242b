"""`layer-playground grade FOLDER`: replays what was handed in, inside the server's sandbox, and writes a table.

What a file says of itself is never believed: a task counts that passes now, with the lesson as it is here. What is
claimed stands beside it only where it differs. A program that set out to deceive its own checks may still do so,
since they ask it in its own process; messages that it forged are noticed where they are not what a run says.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from playground import events as ev
from playground.hand_in import MOST_BYTES, BadHandIn, HandIn, lesson_sha256
from playground.lesson import Lesson
from playground.runners.server import ServerRunner
from playground.runners.settings import Settings

COLUMNS = ("file", "name", "lesson", "passed", "tasks", "passed tasks", "differences", "error")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 2000  # characters


@dataclass(frozen=True)
class Grade:
    """A line of the table. `file`: where it lies in the folder; `passed` of `tasks` pass now."""

    file: str
    name: str = ""
    lesson: str = ""
    passed: tuple[str, ...] = ()
    tasks: int = 0
    differences: tuple[str, ...] = ()
    error: str = ""
    refused: bool = False  # the machine runs no programs

    def cells(self) -> list[str]:
        """In the order of COLUMNS."""
        numbers = [str(len(self.passed)), str(self.tasks)]
        texts = ["; ".join(self.passed), "; ".join(self.differences), self.error]
        return [_cell(t) for t in (self.file, self.name, self.lesson, *numbers, *texts)]


def _cell(text: str) -> str:
    """What a spreadsheet would take for a formula gets a quote in front; one line, and not too long a one."""
    text = " ".join(text.replace("\0", "").split()) if "\n" in text or "\0" in text else text
    return (
        f"'{text}"[:LONGEST_CELL] if text.lstrip(" ").startswith(FORMULA) else text[:LONGEST_CELL]
    )


def as_csv(grades: Sequence[Grade]) -> str:
    """A header and a line for each file, for a spreadsheet."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([COLUMNS, *(g.cells() for g in grades)])
    return out.getvalue()


def handed_in(folder: Path) -> Iterator[Path]:
    """The files below `folder`, in order, without hidden ones. A link is not followed: it may lead anywhere."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.is_file() and not path.is_symlink():
            yield path


async def grade(folder: Path, lessons: Sequence[Lesson], seconds: int) -> AsyncIterator[Grade]:
    """A line for each file below `folder`. A program may take `seconds`."""
    known = {lesson.id: lesson for lesson in lessons}
    runner = ServerRunner(settings=replace(Settings.from_environment(), run_seconds=seconds))
    try:
        for path in handed_in(folder):
            yield await _graded(path, path.relative_to(folder).as_posix(), known, runner)
    finally:
        await runner.close()


async def _graded(path: Path, file: str, lessons: dict[str, Lesson], runner: ServerRunner) -> Grade:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadHandIn(
                f"expected at most {MOST_BYTES:,} bytes, received {path.stat().st_size:,}"
            )
        found = HandIn.from_text(path.read_text("utf-8-sig"))
    except (BadHandIn, OSError, UnicodeDecodeError) as error:
        return Grade(file, error=str(error))
    made = Grade(file, found.name, found.lesson)
    lesson = lessons.get(found.lesson)
    if lesson is None:
        known = ", ".join(lessons)
        return replace(
            made, error=f"there is no lesson {found.lesson[:80]!r} here: there are {known}"
        )
    if lesson.broken:
        return replace(made, error=lesson.broken)
    return await replay(found, lesson, runner, made)


async def replay(found: HandIn, lesson: Lesson, runner: ServerRunner, made: Grade) -> Grade:
    """`made` with what the program of `found` does now."""
    run = ev.Run(found.source, checks=lesson.checks, stop_when_diverged=lesson.stop_when_diverged)
    checked: list[ev.Checked] = []
    ending: ev.Event | None = None
    async for items in runner.start(run).events():
        checked += [item for item in items if isinstance(item, ev.Checked)]
        ending = next((item for item in items if isinstance(item, ev.ENDINGS)), ending)
    error = ""
    if isinstance(ending, ev.Failed):
        where = f"line {ending.line}: " if ending.line else ""
        error = f"{where}{ending.kind}: {ending.message}"
    elif isinstance(ending, ev.Stopped):
        error = f"stopped {ending.reason}".strip()
    played = tuple(item.task for item in checked)
    differences = []
    if played not in ((), lesson.tasks):
        checked = []
        error = error or "the program sent messages of its own: no task was counted"
    passed = tuple(item.task for item in checked if item.passed)
    if found.sha256 != lesson_sha256(lesson):
        differences.append("the lesson was another when it was handed in")
    lost, won = set(found.passed) - set(passed), set(passed) - set(found.passed)
    differences += [f"claimed, does not pass: {task}" for task in found.passed if task in lost]
    differences += [f"passes, not claimed: {task}" for task in passed if task in won]
    refused = isinstance(ending, ev.Failed) and ending.kind == "Refused"
    return replace(
        made,
        passed=passed,
        tasks=len(lesson.tasks),
        differences=tuple(differences),
        error=error,
        refused=refused,
    )
