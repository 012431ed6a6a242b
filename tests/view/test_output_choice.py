"""Which output is drawn: what can be chosen, and that a choice outlives a run."""

import numpy as np

from playground.events import Array, FitStarted, Picture, Surface
from playground.view.boundary import Boundary
from playground.view.output_choice import OutputChoice
from tests.view.test_boundary import RANGE

FIT = FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False)


def array(value: int) -> Array:
    return Array.of(np.full((3, 3), value, "uint8"))


def picture(*others: Surface, classes: int = 2) -> Picture:
    return Picture(1, array(7), 0.0, 1.0, classes, RANGE, RANGE, others=others)


CLASSES = picture(*(Surface("", unit, array(unit), 0.0, 1.0, 0) for unit in range(3)), classes=3)
HEADS = picture(Surface("far", -1, array(9), -1.0, 2.0, 0), Surface("far", 1, array(8), 0, 5, 0))


def labels(choice: OutputChoice, fit: FitStarted = FIT) -> list[str]:
    return [each["label"] for each in choice.options(fit)]


def test_what_can_be_chosen() -> None:
    choice = OutputChoice()
    assert labels(choice) == []
    choice.take(CLASSES)
    assert labels(choice) == ["all classes", "class 0", "class 1", "class 2"]
    choice.take(HEADS)
    fit = FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False, heads=("arm", "far"))
    assert labels(choice, fit) == ["arm", "far", "far · unit 1"]


def test_a_choice_is_kept_while_pictures_hold_the_first_output_only_and_over_runs() -> None:
    choice = OutputChoice()
    choice.take(HEADS)
    choice.choose("far")
    choice.take(picture())
    drawn = choice.picture()
    assert drawn.surface == array(9) and (drawn.low, drawn.high) == (-1.0, 2.0)
    choice.forget_run()
    choice.take(picture())
    assert choice.chosen == "" and choice.picture().surface == array(7)
    choice.take(HEADS)
    assert choice.chosen == "far"
    choice.choose("nonsense")
    assert choice.chosen == ""


def test_a_class_alone_keeps_the_colours_of_all_points() -> None:
    boundary = Boundary(None)  # type: ignore[arg-type]
    points = Array.of(np.zeros((3, 2), "float32"))
    own = Array.of(np.array([0, 1, 2], "float32"))
    fit = FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False, points, own)
    boundary.show([fit, CLASSES])
    colours = boundary.chart_panel.points["train"]["colour"]
    assert len(set(colours)) == 3
    boundary._chosen({"action": "output", "value": "/2"})
    assert boundary.chart_panel.output == "/2"
    assert boundary.chart_panel.points["train"]["colour"] == colours
    assert boundary.chart_panel.surface["data"] == array(2).data
    assert boundary.chart_panel.palette[-1] != boundary.chart_panel.palette[0]
    boundary._chosen({"action": "output", "value": ["forged"]})
    assert boundary.chart_panel.output == ""


def test_the_points_take_the_labels_of_the_head_that_is_drawn() -> None:
    boundary = Boundary(None)  # type: ignore[arg-type]
    points = Array.of(np.zeros((2, 2), "float32"))
    near, far = (Array.of(np.array(v, "float32")) for v in ([0, 1], [-1, 2]))
    fit = FitStarted(
        1, 1, 1, "SGD", 0.1, "mse", (), False, points, near, heads=("arm", "far"),
        output_labels={"arm": near, "far": far},
    )  # fmt: skip
    boundary.show([fit, HEADS])
    before = boundary.chart_panel.points["train"]["colour"]
    boundary._chosen({"action": "output", "value": "far"})
    assert boundary.chart_panel.points["train"]["colour"] != before
    assert "ramp" in boundary.panel.html
