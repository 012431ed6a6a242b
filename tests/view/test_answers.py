"""The model's curve and its answers beside the labels stand where the decision boundary would."""

import asyncio
from collections.abc import Callable

import numpy as np

from playground import events as ev
from playground.lesson import load_lessons
from playground.session import Edited, Opened, Session
from playground.view.answers import ANSWERS, CURVE, AnswersPicture, extent, table_html
from playground.view.boundary import Boundary
from tests.view.test_stale import NoRunner

FIT = ev.FitStarted(1, 1, 1, "sgd", 0.1, "mse", (), True)


def numbers(*values: float) -> ev.Array:
    return ev.Array.of(np.array(values, "float32"))


def drawn(do: Callable[[Boundary, Callable[[list], None]], None]) -> None:
    async def run() -> None:
        boundary = Boundary(Session(NoRunner(), load_lessons()))  # type: ignore[arg-type]
        answers = AnswersPicture(boundary)

        def show(items: list) -> None:
            boundary.show(items)
            answers.show(items)

        do(boundary, show)

    asyncio.run(run())


def test_a_curve_over_one_feature_follows_the_model() -> None:
    told = ev.Examples(numbers(0, 1), numbers(0, 2), numbers(0.5), numbers(1))

    def do(boundary: Boundary, show: Callable[[list], None]) -> None:
        plane = boundary.chart_panel
        show([ev.Started("shapes"), told, ev.Finished(0.1)])
        assert plane.title == CURVE and plane.points["train"]["y"] == [0, 2]
        assert plane.lines[0]["x"] == []
        show([FIT, told])
        show([ev.Picture(1, answers=ev.Answers(numbers(-9, 3), numbers(-0.1, 1.1)))])
        assert np.allclose(plane.lines[0]["x"], [-0.1, 1.1]) and plane.lines[0]["y"] == [-9, 3]
        assert -9 < plane.ranges["y"][0] < 0 and plane.ranges["y"][1] >= 3
        show([ev.Started("shapes"), ev.Examples(None, numbers(7)), ev.Finished(0.1)])
        assert plane.title == CURVE  # a check takes nothing away that a run has drawn
        show([FIT])
        assert plane.title == "" and plane.lines == [] and plane.ranges == {}

    drawn(do)


def test_answers_stand_beside_the_numbers_that_they_should_be() -> None:
    told = ev.Examples(None, numbers(1, 2, 3), None, numbers(4))

    def do(boundary: Boundary, show: Callable[[list], None]) -> None:
        plane = boundary.chart_panel
        show([FIT, told])
        show([ev.Picture(1, answers=ev.Answers(numbers(1, 2, 4), None, numbers(5)))])
        assert plane.title == ANSWERS and plane.names == ["true", "predicted"]
        assert plane.points["train"]["x"] == [1, 2, 3] and plane.points["train"]["y"] == [1, 2, 4]
        assert plane.points["held_out"]["y"] == [5] and plane.lines[0]["dashed"]
        show([ev.Picture(1, answers=ev.Answers(numbers(1)))])  # forged: not one for each
        assert plane.points["train"]["x"] == []
        show([Edited("", "reset")])
        assert plane.ranges == {}
        show([ev.Started("shapes"), ev.Finished(0.1)])
        show([Opened(load_lessons()[0])])
        assert plane.points == {}

    drawn(do)


def test_a_program_that_trains_on_nothing_any_more_has_no_points() -> None:
    def do(boundary: Boundary, show: Callable[[list], None]) -> None:
        told = ev.Examples(numbers(0, 1), numbers(0, 2))
        show([ev.Started("shapes"), told, ev.Finished(0.1)])
        show([ev.Started("shapes"), ev.Finished(0.1)])
        assert boundary.chart_panel.title == "" and boundary.chart_panel.points == {}

    drawn(do)


def test_any_numbers_have_an_extent_and_a_table() -> None:
    assert extent([], []) == (0.0, 1.0) and extent([2.0])[0] < 2 < extent([2.0])[1]
    told, now = ev.Examples(None, numbers(1)), ev.Answers(numbers(np.nan))
    assert table_html(told, now).count("<tr>") == 2 and table_html(told, None).count("<tr>") == 1
