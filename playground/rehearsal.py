"""Plays the programs of a lesson: the solution must pass, the starter must not, a mistake must get its advice."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playground.events import (
    ENDINGS,
    Checked,
    Command,
    Diverged,
    Event,
    Failed,
    Finished,
    Run,
)
from playground.execute import execute
from playground.ladder import complaint_about_ladders, read_ladders
from playground.lesson import Lesson, expected_advice, is_lesson
from playground.pieces import put


class Recorder:
    """A host that keeps every event and gives no command."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def send(self, items: list[Event]) -> None:
        self.events += items

    def receive(self, seconds: float | None) -> Command | None:
        return None


def play(source: str, lesson: Lesson, until: Literal["end", "shapes"] = "end") -> list[Event]:
    """All events of one run of `source` with the lesson's checks, or of a check while typing."""
    recorder = Recorder()
    # In a folder of its own: what a program saves does not stay.
    with TemporaryDirectory() as folder, chdir(folder), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a caller that turns them into errors changes the program
        execute(
            Run(source, until, lesson.checks, stop_when_diverged=lesson.stop_when_diverged),
            recorder,
        )
    return recorder.events


def advice_in(events: list[Event]) -> list[str]:
    """Everything that a run says should be done differently."""
    said = []
    for event in events:
        if isinstance(event, Checked) and not event.passed:
            said.append(event.advice)
        elif isinstance(event, Failed):
            said.append(f"{event.kind}: {event.message} {event.advice}")
        elif isinstance(event, Diverged):
            said.append(f"{event.message} {event.advice}")
    return said


def complaint_about_solution(lesson: Lesson) -> str | None:
    """What is wrong with the solution, or None."""
    events = play(lesson.solution, lesson)
    ending = next(event for event in events if isinstance(event, ENDINGS))
    if not isinstance(ending, Finished):
        return f"expected it to finish, received {ending}"
    if said := advice_in(events):
        return f"expected every check to pass, received {said}"
    played = tuple(event.task for event in events if isinstance(event, Checked))
    if played != lesson.tasks:
        return f"expected the tasks {lesson.tasks}, played {played}"
    return None


def complaint_about_starter(lesson: Lesson) -> str | None:
    """What is wrong with the starter, or None."""
    events = play(lesson.starter, lesson)
    if not isinstance(events[-1], Finished):
        return f"expected it to finish, received {events[-1]}"
    if all(event.passed for event in events if isinstance(event, Checked)):
        return "expected something to be left to do, but every check passes"
    for event in events:
        if isinstance(event, Checked) and not event.passed and not event.advice.strip():
            return f"expected advice on the task {event.task!r}, received none"
    return None


def complaint_about_mistake(lesson: Lesson, name: str) -> str | None:
    """What is wrong with mistakes/<name>.py, or None."""
    source = lesson.mistakes[name]
    wanted = expected_advice(source)
    if wanted is None:
        return "expected its first line to be `# advice: <part of the advice>`"
    said = advice_in(play(source, lesson))
    if not any(wanted in advice for advice in said):
        return f"expected advice with {wanted!r}, received {said or 'none: every check passes'}"
    return None


def complaint_about_checks(lesson: Lesson) -> str | None:
    """What is wrong with checks.py, or None: a lesson has a task, an assertion says what to do when it fails."""
    if not lesson.tasks:
        return "expected at least one function `check_…(run)` with a docstring, found none"
    for node in ast.walk(ast.parse(lesson.checks)):
        if isinstance(node, ast.Assert) and node.msg is None:
            return f'line {node.lineno}: expected `assert …, "what to do"`, found no message'
    return None


def complaint_about_hints(lesson: Lesson) -> str | None:
    """What is wrong with hints.md, or None: the lines of its puzzles, in their right order and put into the starter one
    after the other, have to pass every check that has one."""
    if said := complaint_about_ladders(lesson.hints, lesson.tasks, lesson.solution):
        return said
    source, ladders = lesson.starter, read_ladders(lesson.hints)
    for ladder in ladders:
        source, _ = put(source, lesson.solution, ladder.pieces)
    helped = {ladder.task for ladder in ladders}
    for event in play(source, lesson) if ladders else ():
        if isinstance(event, Failed):
            return (
                f"the starter with all puzzles put in fails on line {event.line}: {event.message}"
            )
        if isinstance(event, Checked) and event.task in helped and not event.passed:
            return f"{event.task}: the puzzle's lines do not pass its check: {event.advice}"
    return None


def strangers(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """(name, complaint) of what stands among lessons and is none."""
    for folder in folders:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.name.startswith((".", "__")) and not is_lesson(path):
                yield path.name, "expected a folder name like `05_residuals`; it is not shown"


def rehearse(lesson: Lesson) -> Iterator[tuple[str, str | None]]:
    """(file, complaint or None) for every program of the lesson."""
    yield "checks.py", complaint_about_checks(lesson)
    yield "solution.py", complaint_about_solution(lesson)
    yield "starter.py", complaint_about_starter(lesson)
    if lesson.hints:
        yield "hints.md", complaint_about_hints(lesson)
    for name in lesson.mistakes:
        yield f"mistakes/{name}.py", complaint_about_mistake(lesson, name)
