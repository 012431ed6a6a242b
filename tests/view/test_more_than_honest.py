"""A program may tell for half an hour what no honest one tells, all of it as the schema says: what is kept of it stays
small, and a thousand messages cost no more because much is shown already."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from playground import events as ev
from playground.lesson import load_lessons
from playground.session import Launched, Session
from playground.thinning import MOST_NAMES
from playground.view import download, fit_chart, fitted_model, network
from playground.view.download import Download
from playground.view.fit_chart import FitChart, legend_html
from playground.view.fitted_model import FittedModel
from playground.view.lesson import MOST_RESULTS, LessonText
from playground.view.microscope import Microscope
from playground.view.model_choice import ModelChoice
from playground.view.network import Network
from playground.view.output import Output
from playground.view.progress import MOST_TASKS, Progress
from tests.test_session import ScriptedRunner


def fit(model: str = "") -> ev.FitStarted:
    return ev.FitStarted(100, 10, 8, "SGD", 0.1, "mse", (), False, model=model)


def session() -> Session:
    return Session(ScriptedRunner([]), load_lessons())


def names(number: int) -> dict[str, float]:
    """A thousand that nobody has told before."""
    return {f"m{number}_{i}_loss": 1.0 for i in range(1000)}


def test_names_of_losses(monkeypatch) -> None:
    visitor = session()
    monkeypatch.setattr(visitor, "_emit", lambda *items: None)  # nobody listens
    chart = FitChart(visitor)
    chart.show([fit()])
    for number in range(5):
        batches = [ev.Batch(1, step, names(10 * number + step)) for step in range(1, 6)]
        items = [*batches, ev.Epoch(number + 1, {**names(-number - 1), "val_x": 1.0})]
        chart.show(items)
        for item in items:
            visitor._note(item)
    history = chart._history
    kept = history.train, history.validation, history.latest, visitor._logs
    assert all(0 < len(each) <= MOST_NAMES for each in kept[:1] + kept[2:]), [*map(len, kept)]
    assert len(history.names) <= 3 * MOST_NAMES and len(legend_html(history)) < 100_000
    chart.show([ev.Batch(1, 1, {"loss": 0.5})])
    assert history.latest["loss"] == 0.5, "an honest name is heard all the same"


def test_fits_and_what_is_marked_in_them(monkeypatch) -> None:
    monkeypatch.setattr(fit_chart, "MOST_MARKS", 5)
    monkeypatch.setattr(fit_chart, "MOST_MODELS", 5)
    chart = FitChart(session())
    for number in range(8):
        chart.show([fit(f"model {number}")])
        chart.show([ev.Diverged("it did", epoch=1, step=number)] * 2)
    for _ in range(fit_chart.MOST_MARKS + 5):
        chart.show([ev.Diverged("it did", epoch=1, step=1)])
    assert len(chart._loss.marks) <= fit_chart.MOST_MARKS
    assert len(chart._fitted) <= fit_chart.MOST_MODELS
    fitted = FittedModel(ModelChoice())
    for number in range(50):
        picture = ev.Picture(1, ev.Array.of(np.zeros((2, 2), "uint8")))
        fitted.of_shown([fit(f"m{number}"), picture])
    assert len(fitted._kept) <= fitted_model.MOST_MODELS and "m49" in fitted._kept


def test_epochs_to_take_home(monkeypatch) -> None:
    monkeypatch.setattr(download, "MOST_VALUES", 1000)
    visitor = session()
    menu = Download(visitor, Output(visitor, print))
    menu.show([Launched(False), ev.Started(), fit()])
    menu.show([ev.Epoch(n, {"loss": float(n), "accuracy": 0.5}) for n in range(1, 2001)])
    assert 200 < len(menu._epochs) <= 500 and menu._epochs[0][0] == 1
    assert "of 2,000 epochs" in str(menu.answer("list"))


def test_tasks_of_a_lesson() -> None:
    visitor = session()
    progress = Progress(visitor)
    lesson = LessonText(visitor, progress)
    told = [ev.Checked(f"task {number}", True) for number in range(500)]
    for view in (progress, lesson):
        view.show([Launched(False), *told])
    assert len(lesson._results) <= MOST_RESULTS
    assert all(len(own) <= MOST_TASKS for own in progress.passed.values())


def weights(number: int, size: int = 10) -> ev.Picture:
    maps = ev.UnitMaps(
        ev.Array.of(np.zeros((1, size, size), "uint8")), ev.Array.of(np.zeros((1, 2), "float32"))
    )
    array = ev.Array.of(np.zeros((size, size), "float32"))
    whole = ev.Array.of(np.zeros((500, 500), "uint8"))
    return ev.Picture(
        1, whole, weights={f"d{number}": (array,)}, maps={f"d{number}": maps},
        x_range=(0.0, 1.0), y_range=(0.0, 1.0),
    )  # fmt: skip


def built(count: int, kind: str = "Dense") -> ev.Built:
    nodes = [ev.Node(f"n{i}", kind, f"d{i}", 6, ((None, 2),), ((None, 2),)) for i in range(count)]
    return ev.Built(tuple(nodes), ())


def test_weights_and_maps_of_a_network(monkeypatch) -> None:
    monkeypatch.setattr(network, "MOST_BYTES", 20_000)
    view = Network(session(), ModelChoice())
    view.show([built(100)])
    for number in range(100):
        view.show([weights(number)])
        assert view._held() <= network.MOST_BYTES
        assert all(picture.surface is None for _, picture in view._maps.values())
    assert view._weights


def lines_of(deed: Callable[[], object]) -> int:
    """How many lines of Python it takes."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        deed()
    finally:
        sys.settrace(before)
    return lines


def test_pictures_of_a_large_network_cost_as_much_as_of_a_small_one() -> None:
    trace = ev.Trace(1, 1, (0,), 8, 1, None, ())
    fits = [fit("m")] * 50
    told: list[ev.Event] = [*[ev.Picture(1)] * 50, *[trace] * 50, *fits, *[ev.Picture(1)] * 50]

    def cost(count: int, items: list[ev.Event]) -> int:
        views = Network(session(), ModelChoice()), Microscope(lambda lines: None)
        for view in views:
            view.show([built(count)])
        return lines_of(lambda: [view.show(items) for view in views])

    once = cost(400, told[::50])  # what is drawn once, is drawn once for all of them
    assert cost(400, told) < once + 3 * cost(4, told)
    inputs = built(400, "InputLayer"), built(200, "InputLayer")
    plane = dict(enumerate(inputs))
    made = [
        lines_of(lambda b=b: network._sent_maps(b, ev.weight_keys(b.nodes), {}, weights(0)))
        for b in plane.values()
    ]
    assert made[0] < 2.5 * made[1]
