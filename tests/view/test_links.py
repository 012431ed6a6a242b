"""Links in prose that act in the page, and are text elsewhere."""

import pytest

from playground.lesson import Lesson, load_lessons
from playground.view.lesson import LessonText
from playground.view.links import acting, changed, deeds, inert, line_of
from playground.view.markdown import prose
from playground.view.predictions import linked_html
from playground.view.progress import Progress

PROSE = "[Run](#run) it, [`64`](#set:units=32:units=64), [see](#show:def%20call), [a](#tasks).\n"
PROGRAM = "def build():\n    units=32\ndef call():\n    units=32\n"


class Ran:
    """A session that keeps what is asked of it."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson, self.lessons, self.source = lesson, (lesson,), PROGRAM
        self.runs, self.edits = 0, []

    def run(self) -> None:
        self.runs += 1

    def edit(self, source: str, by: str) -> None:
        self.source = source
        self.edits.append(by)


def test_they_are_buttons_in_the_page_and_text_before_it() -> None:
    html = acting(prose(PROSE))
    assert html.count('data-action="act"') == 3 and html.count("<a ") == 1
    assert (
        '<button type="button" class="link" data-action="act" data-value="run">Run</button>' in html
    )
    text = inert(html)
    assert "data-action" not in text and "Run it, <code>64</code>, see" in text
    assert deeds(prose(PROSE)) == ["run", "set:units=32:units=64", "show:def call"]


def test_what_they_do_to_a_program() -> None:
    assert changed("set:units=32:units=64", PROGRAM) == PROGRAM.replace("32", "64", 1)
    for nothing in ("set:units=33:1", "set:units", "set::1", "run", "show:units"):
        assert changed(nothing, PROGRAM) is None
    assert line_of("show:def call", PROGRAM) == 3
    assert line_of("show:nowhere", PROGRAM) is None and line_of("run", PROGRAM) is None


def test_a_press_runs_edits_and_shows_and_nothing_else_is_done() -> None:
    session, lines = Ran(Lesson("01_a", 1, "A", PROSE, "", "", "")), []
    text = LessonText(session, Progress(session), lines.append)  # type: ignore[arg-type]
    for value in ("run", "show:def%20call", "set:units=32:units=64"):
        text._pressed({"action": "act", "value": value})
    assert session.runs == 1 and session.edits == ["form"] and lines == [3, 2]
    before = session.source
    for forged in ("set:def:exec", "show:def%20build", "", None, "set:units=32:units=65"):
        text._pressed({"action": "act", "value": forged})
    assert (session.runs, session.source, lines) == (1, before, [3, 2])


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)
def test_what_a_lesson_links_to_is_in_its_starter(lesson: Lesson) -> None:
    for deed in deeds(linked_html(lesson.prose)):
        found = changed(deed, lesson.starter) or line_of(deed, lesson.starter) or deed == "run"
        assert found, deed
