"""The pictures of a run follow the chosen model, and say whose they are; of a model that was not fitted they say so."""

import asyncio

import numpy as np

from playground import events as ev
from playground.events import Array
from playground.lesson import load_lessons
from playground.session import Launched, Session
from playground.view.page import Page
from tests.view.test_model_choice import two
from tests.view.test_network import Quiet

RANGE = (-1.0, 1.0)


def fit(model: str, label: float) -> ev.FitStarted:
    points, labels = Array.of(np.zeros((3, 2), "float32")), Array.of(np.full(3, label, "float32"))
    return ev.FitStarted(
        *(2, 3, 1, "SGD", 0.1, "mse", (), False),
        points=points,
        labels=labels,
        x_range=RANGE,
        y_range=RANGE,
        model=model,
    )


def picture(shade: int) -> ev.Picture:
    surface = Array.of(np.full((2, 2), shade, "uint8"))
    return ev.Picture(1, surface, 0.0, 1.0, 2, RANGE, RANGE)


def confusion(count: float) -> ev.Confusion:
    return ev.Confusion(1, Array.of(np.full((2, 2), count, "float32")))


def surface_of(page: Page) -> str:
    return page.boundary.chart_panel.surface.get("data", "")


def test_boundary_and_confusion_follow_the_chosen_model() -> None:
    async def run() -> None:
        page = Page(Session(Quiet(), load_lessons()))  # type: ignore[arg-type]
        page.show([Launched(False), ev.Started(), two()])
        page.show([fit("model", 0), picture(7), confusion(3), ev.Epoch(1, {"loss": 1.0})])
        assert surface_of(page) == picture(7).surface.data  # type: ignore[union-attr]
        assert "of <b>model</b>" in page.boundary.panel.html
        page.show([fit("loaded", 1), picture(9), confusion(5)])  # the next is shown by itself
        assert surface_of(page) == picture(9).surface.data  # type: ignore[union-attr]
        assert "of <b>loaded</b>" in page.boundary.panel.html

        page.models.choose("model")
        assert surface_of(page) == picture(7).surface.data  # type: ignore[union-attr]
        assert "of <b>model</b>" in page.boundary.panel.html
        assert ">3</td>" in page.confusion.panel.html
        assert page.boundary.chart_panel.points["train"]["label"] == [0, 0, 0]
        page.show([picture(10), ev.Finished(1.0)])  # of the other, which is trained still
        assert surface_of(page) == picture(7).surface.data  # type: ignore[union-attr]
        page.models.choose("loaded")
        assert surface_of(page) == picture(10).surface.data  # type: ignore[union-attr]
        page.models.choose("")  # all of them: the boundary is of the one that was fitted last
        assert "of <b>loaded</b>" in page.boundary.panel.html

    asyncio.run(run())


def test_data_that_have_joined_a_fit_are_kept_with_its_model() -> None:
    async def run() -> None:
        page = Page(Session(Quiet(), load_lessons()))  # type: ignore[arg-type]
        page.show([Launched(False), ev.Started(), two()])
        page.show([fit("model", 0), picture(7), ev.FitChanged(2, fit("model", 1), joined=True)])
        page.show([fit("loaded", 0), picture(9)])
        [kept] = [
            each for each in page.fitted._kept["model"].values() if isinstance(each, ev.FitStarted)
        ]
        assert kept == fit("model", 1)

    asyncio.run(run())


def test_a_model_that_was_not_fitted_has_no_boundary() -> None:
    async def run() -> None:
        page = Page(Session(Quiet(), load_lessons()))  # type: ignore[arg-type]
        page.show([Launched(False), ev.Started(), two(), fit("model", 0), picture(7)])
        page.models.choose("loaded")
        assert surface_of(page) == "" and page.boundary.chart_panel.points == {}
        assert "<b>loaded</b> was not fitted" in page.boundary.panel.html
        page.models.choose("model")
        assert surface_of(page) == picture(7).surface.data  # type: ignore[union-attr]

        # A choice outlives a run: of a run that fits only the other, nothing is shown of the run before.
        page.show([Launched(False), ev.Started(), fit("loaded", 0), picture(8)])
        assert "<b>model</b> was not fitted" in page.boundary.panel.html
        page.show([fit("model", 0), picture(9)])
        assert surface_of(page) == picture(9).surface.data  # type: ignore[union-attr]

    asyncio.run(run())


def test_one_model_needs_no_name() -> None:
    async def run() -> None:
        page = Page(Session(Quiet(), load_lessons()))  # type: ignore[arg-type]
        page.show([Launched(False), ev.Started(), fit("model", 0), picture(7)])
        assert surface_of(page) == picture(7).surface.data  # type: ignore[union-attr]
        assert "of-model" not in page.boundary.panel.html
        page.show([two()])  # a second one is made when the fit is over
        assert "of <b>model</b>" in page.boundary.panel.html
        assert surface_of(page) == picture(7).surface.data  # type: ignore[union-attr]

    asyncio.run(run())
