"""A task that is missed again offers a hint, a stronger one, a puzzle and, after asking, the solution."""

import asyncio
import re
from dataclasses import replace

import pytest

from playground.lesson import find_lesson
from playground.session import Session
from playground.view.ladder import AFTER, Ladders


class NoRunner:
    place = "nowhere"


@pytest.fixture
def ladders() -> Ladders:
    lesson = find_lesson("03_shapes")
    assert lesson is not None
    session = Session(NoRunner(), (lesson,))  # type: ignore[arg-type]
    session.check = lambda: None  # type: ignore[method-assign]
    return Ladders(session)


def session_of(ladders: Ladders) -> Session:
    return ladders._session


def task_of(ladders: Ladders) -> str:
    return session_of(ladders).lesson.tasks[0]


def climbed(ladders: Ladders, *deeds: str) -> str:
    for _ in range(AFTER):
        ladders.missed(task_of(ladders))

    async def press() -> None:  # an edit is told in the loop
        for deed in deeds:
            assert ladders.pressed(f"0:{deed}")

    asyncio.run(press())
    return ladders.html(0, task_of(ladders))


def said(html: str) -> str:
    return re.findall(r'aria-live="polite">(.*?)</p>', html)[0]


def test_it_is_offered_when_a_task_is_missed_again(ladders: Ladders) -> None:
    ladders.missed(task_of(ladders))
    assert ladders.html(0, task_of(ladders)) == "" and not ladders.pressed("0:more")
    ladders.missed(task_of(ladders))
    assert "Hint</button>" in ladders.html(0, task_of(ladders))
    assert ladders.html(1, session_of(ladders).lesson.tasks[1]) == ""
    ladders.clear()
    assert ladders.html(0, task_of(ladders)) == ""


def test_it_is_not_there_in_a_lesson_without_hints(ladders: Ladders) -> None:
    session_of(ladders).lesson = replace(session_of(ladders).lesson, hints="")
    assert climbed(ladders) == ""


def test_one_rung_after_the_other(ladders: Ladders) -> None:
    html = climbed(ladders, "more")
    assert (
        "one long row" in html and "Make a layer" not in html and "Stronger hint</button>" in html
    )
    html = climbed(ladders, "more")
    assert "Make a layer" in html and "Puzzle: " in html and "data-sort" not in html
    html = climbed(ladders, "more")
    assert (
        'data-sort="0"' in html
        and html.count("<li>") == 5
        and "return dense(flatten(images))" in html
    )
    html = climbed(ladders, "more")
    assert "Show it</button>" in html and "<ins>" not in html
    assert "Show the solution" in climbed(ladders, "back")
    html = climbed(ladders, "more", "more")
    assert "data-sort" not in html
    assert (
        '<ins><span class="unseen">In the solution: </span>    return dense(flatten(images))</ins>'
        in html
    )
    assert (
        '<del><span class="unseen">In your program: </span>    return dense(images)</del>' in html
    )
    assert "<span>def encode(images):</span>" in html


def in_order(ladders: Ladders) -> None:
    """Sort the lines by moving each to its place."""
    climb = ladders._climb(task_of(ladders))
    for place in range(len(climb.order)):
        now = climb.order.index(place)
        if now != place:
            assert ladders.pressed(f"0:move:{now}:{place}")


def test_lines_move_and_the_order_is_checked(ladders: Ladders) -> None:
    html = climbed(ladders, "more", "more", "more", "check")
    assert "Not yet" in said(html) or "belongs elsewhere" in said(html)
    assert "Put them into the program" not in html and not session_of(ladders).source.count(
        "flatten"
    )
    html = climbed(ladders, "move:0:1")
    assert re.search(r": now line 2 of 5\.$", said(html)) and html.count("data-focus=1") == 1
    in_order(ladders)
    html = climbed(ladders, "check")
    assert said(html).startswith("Right") and "Put them into the program" in html
    html = climbed(ladders, "put")
    assert "return dense(flatten(images))" in session_of(ladders).source
    assert said(html).startswith("They stand in your program")


def test_a_program_that_cannot_be_read_is_left_alone(ladders: Ladders) -> None:
    climbed(ladders, "more", "more", "more")
    in_order(ladders)
    session_of(ladders).source = "x = (\n"
    html = climbed(ladders, "check", "put")
    assert "from line 1 on" in said(html) and session_of(ladders).source == "x = (\n"


@pytest.mark.parametrize(
    "value", ["", "9:more", "0:move:0:99", "0:put", "0:", "x", "0:move:-1:0", None, "00000:more"]
)
def test_the_page_may_say_anything(ladders: Ladders, value: object) -> None:
    before = climbed(ladders, "more", "more", "more")
    ladders.pressed(value)
    assert ladders.html(0, task_of(ladders)) == before
    assert session_of(ladders).source == session_of(ladders).lesson.starter
