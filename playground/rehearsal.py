"""Plays the programs of a lesson: the solution must pass, the starter must not, a mistake must get its advice."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
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
from playground.lesson import Lesson, expected_advice


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a caller that turns them into errors changes the program
        execute(
            Run(source, until, lesson.id, stop_when_diverged=lesson.stop_when_diverged), recorder
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
    checked = [event for event in play(lesson.starter, lesson) if isinstance(event, Checked)]
    if checked and all(event.passed for event in checked):
        return "expected something to be left to do, but every check passes"
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


def rehearse(lesson: Lesson) -> Iterator[tuple[str, str | None]]:
    """(file, complaint or None) for every program of the lesson."""
    yield "solution.py", complaint_about_solution(lesson)
    yield "starter.py", complaint_about_starter(lesson)
    for name in lesson.mistakes:
        yield f"mistakes/{name}.py", complaint_about_mistake(lesson, name)
