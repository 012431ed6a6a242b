"""Programs that beginners write in the lessons' tasks get advice that names the place and the cure.

They stand in beginners/<lesson>.toml, each as a change of the lesson's solution (or `of = "starter"`):

    [name]
    change = [["what stands there", "what they write"], …]
    names = "the line or part that the advice names"
    cure = "what it says to do"

One saying of the page has both. They are kept apart from the lessons' own mistakes/, which the advice was written for.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from playground import rehearsal
from playground.events import Checked, Diverged, Event, Failed, Notice
from playground.lesson import load_lessons

FOLDER = Path(__file__).with_name("beginners")
LESSONS = {lesson.id: lesson for lesson in load_lessons()}
PROGRAMS: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.toml")
}


def sayings(events: list[Event]) -> list[str]:
    """What the page says should be otherwise, each with the line that it marks."""
    said = []
    for event in events:
        match event:
            case Checked(passed=False):
                said.append(event.advice)
            case Failed():
                said.append(f"line {event.line}: {event.message} {event.advice}")
            case Diverged():
                said.append(f"{event.message} {event.advice}")
            case Notice():
                said.append(f"line {event.line}: {event.message}")
    return said


@pytest.mark.parametrize(
    ("lesson", "name"),
    [(lesson, name) for lesson, programs in sorted(PROGRAMS.items()) for name in programs],
)
def test_a_beginners_program_gets_advice_that_helps(lesson: str, name: str) -> None:
    program = PROGRAMS[lesson][name]
    source = getattr(LESSONS[lesson], program.get("of", "solution"))
    for old, new in program["change"]:
        assert old in source
        source = source.replace(old, new, 1)
    assert source != LESSONS[lesson].solution
    assert program["names"] and program["cure"]
    said = sayings(rehearsal.play(source, LESSONS[lesson]))
    assert any(program["names"] in one and program["cure"] in one for one in said), "\n".join(said)
