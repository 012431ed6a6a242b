"""Every two of a few features: the small pictures, and the plane of a run that is over drawn over others."""

import base64
from dataclasses import replace
from typing import Any

import numpy as np

from playground import events as ev
from playground.events import Array
from playground.view.boundary import Boundary
from playground.view.feature_pairs import pairs_of

SAMPLES = np.array([[0, 1, 2, 9], [1, 3, 2, 9], [4, 5, 2, 9]], "float32")
LABELS = Array.of(np.array([0, 2, 0], "float32"))
RANGE = (-1.0, 1.0)


def numbers(text: str) -> list[int]:
    return [*base64.b64decode(text)]


def test_small_pictures_and_means() -> None:
    pairs = pairs_of(Array.of(SAMPLES), LABELS, ["#111111"])
    assert pairs["count"] == 4 and numbers(pairs["labels"]) == [0, 2, 0]
    assert numbers(pairs["data"]) == [0, 0, 0, 0, 64, 128, 0, 0, 255, 255, 0, 0]
    assert pairs["means"] == [[2, None, 1], [3, None, 3], [2, None, 2], [9, None, 9]]


def test_forged_arrays_are_no_pairs() -> None:
    many = Array.of(np.zeros((3, 9), "float32"))
    for samples, labels in (
        (None, LABELS),
        (Array.of(SAMPLES), None),
        (Array.of(SAMPLES[:2]), LABELS),
        (Array.of(SAMPLES[:, :2].copy()), LABELS),
        (many, LABELS),
        (LABELS, LABELS),
        (Array.of(SAMPLES * np.nan), LABELS),
        (Array.of(SAMPLES), Array.of(np.full(3, 1e9, "float32"))),
    ):
        assert pairs_of(samples, labels, []) == {}


class Ended:
    """A session whose run is over."""

    busy = False
    features: Any = None
    asked: Any = None

    def draw_features(self, *features: int) -> None:
        self.asked = features


def picture(shade: int, x_range: tuple[float, float]) -> ev.Picture:
    surface = np.full((2, 2), shade, "uint8")
    surface[0, 1] = 9
    return ev.Picture(1, Array.of(surface), 0.0, 1.0, 2, x_range, RANGE)


def test_a_run_that_is_over_is_drawn_over_the_chosen_two() -> None:
    session = Ended()
    view = Boundary(session)  # type: ignore[arg-type]
    plane, held = view.chart_panel, Array.of(SAMPLES[1:])
    fit = ev.FitStarted(
        *(1, 1, 1, "SGD", 0.1, "mse", (), True),
        points=Array.of(SAMPLES[:, :2].copy()),
        labels=LABELS,
        validation_points=Array.of(SAMPLES[1:, :2].copy()),
        validation_labels=Array.of(np.zeros(2, "float32")),
        x_range=RANGE,
        y_range=RANGE,
        features=(0, 1, 4),
        samples=Array.of(SAMPLES),
        validation_samples=held,
    )
    view.show([fit, picture(3, RANGE)])
    assert plane.pairs["count"] == 4
    view.show([ev.Sections({"0,1": picture(3, RANGE), "1,3": picture(7, (0.0, 6.0))})])
    view._chosen({"action": "features", "value": [1, 3]})
    assert (session.features, session.asked) == ((1, 3), None)
    assert plane.features == {"across": 1, "up": 3, "count": 4}
    assert plane.ranges == {"x": [0.0, 6.0], "y": [-1.0, 1.0]}
    assert (plane.points["train"]["x"], plane.points["held_out"]["y"]) == ([1, 3, 5], [9, 9])
    assert numbers(plane.surface["data"]) == [7, 9, 7, 7]
    view._chosen({"action": "features", "value": [3, 1]})  # the other way round
    assert numbers(plane.surface["data"]) == [7, 7, 9, 7]
    assert plane.ranges == {"x": [-1.0, 1.0], "y": [0.0, 6.0]}
    view._chosen({"action": "features", "value": [0, 2]})  # of which nothing was told
    assert session.asked == (0, 2)
    view.show([replace(fit, samples=None)])
    assert plane.pairs == {}
    view.show([ev.Sections({"1,3": picture(7, RANGE)})])
    view._chosen({"action": "features", "value": [1, 3]})
    assert session.asked == (1, 3)
