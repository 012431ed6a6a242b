"""A lesson's hints.md is read, and every task of ours has its ladder."""

import ast
import re

import pytest

from playground.ladder import LadderError, complaint_about_ladders, puzzle_lines, read_ladders
from playground.lesson import Lesson, load_lessons
from playground.pieces import named, put

HINTS = """\
### Do `this`

Look
again.

Look there: `x = 1`.

puzzle: x; print(x
"""
SOLUTION = "x = 1\nprint(x)\n"


def test_a_ladder_has_two_hints_and_a_puzzle() -> None:
    (ladder,) = read_ladders(HINTS)
    assert (ladder.task, ladder.hint) == ("Do `this`", "Look again.")
    assert ladder.stronger == "Look there: `x = 1`."
    assert puzzle_lines(ladder, SOLUTION) == ("x = 1", "print(x)")
    assert complaint_about_ladders(HINTS, ["Do `this`"], SOLUTION) is None
    assert read_ladders("") == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Look there: `x = 1`.\n", ""), "2 paragraphs"),
        (("### Do", "Do"), "begin"),
        (("puzzle:", "lines:"), "puzzle: …"),
    ],
)
def test_another_form_is_refused(change, said) -> None:
    with pytest.raises(LadderError, match=said):
        read_ladders(HINTS.replace(*change))


@pytest.mark.parametrize(
    ("tasks", "solution", "said"),
    [
        (["Do that"], SOLUTION, "no task 'Do `this`'"),
        (["Do `this`"], "x = 1\n", r"no statement 'print\(x'"),
        (["Do `this`"], "x = 1\nprint(x\n", "line 2"),
        (["Do `this`"], "x = 1\nx = 2\nprint(x, 0)\n", None),
        (["Do `this`"], "x = 1\nif x:\n    pass\nprint(x) if 0 else 1\n", None),
        (["Do `this`"], "def x(): pass\nprint(x2)\n", "every order"),
    ],
)
def test_what_does_not_fit_the_lesson_is_told(tasks, solution, said) -> None:
    complaint = complaint_about_ladders(HINTS, tasks, solution)
    assert complaint is None if said is None else re.search(said, complaint or "")


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)
def test_every_task_of_ours_has_its_ladder(lesson: Lesson) -> None:
    ladders = read_ladders(lesson.hints)
    assert [ladder.task for ladder in ladders] == list(lesson.tasks)
    assert complaint_about_ladders(lesson.hints, lesson.tasks, lesson.solution) is None
    for ladder in ladders:
        assert len(puzzle_lines(ladder, lesson.solution)) <= 18
        assert ladder.hint.count("`") % 2 == ladder.stronger.count("`") % 2 == 0
        assert len(ladder.hint) < 200 and len(ladder.stronger) < 320


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)
def test_its_pieces_find_their_place_in_any_program(lesson: Lesson) -> None:
    for source in (lesson.starter, *list(lesson.mistakes.values())[::9], ""):
        for ladder in read_ladders(lesson.hints):
            source, line = put(source, lesson.solution, ladder.pieces)
            ast.parse(source)
            assert source.splitlines()[line - 1] in lesson.solution.splitlines()
            assert put(source, lesson.solution, ladder.pieces)[0] == source  # once is enough
        for ladder in read_ladders(lesson.hints):
            found = {piece.text for piece in named(source, ladder.pieces)}
            assert {piece.text for piece in named(lesson.solution, ladder.pieces)} <= found
