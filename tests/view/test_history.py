"""The curves of a fit: every epoch once, batches while epochs are slow, never too many points."""

import asyncio
import math

import pytest

from playground.events import Batch, Epoch, FitStarted
from playground.lesson import load_lessons
from playground.session import Launched, Session
from playground.view.figures import grown, nice_above
from playground.view.fit_chart import FitChart, drawn_names, heads_of, legend_html, table_html
from playground.view.history import MOST_POINTS, History, Series
from tests.view.test_stale import NoRunner


def started(epochs: int = 10, steps: int = 4) -> History:
    history = History()
    history.start(FitStarted(epochs, 32, steps, "sgd", 0.01, "mse", ("accuracy",), True))
    return history


def test_one_point_an_epoch_when_epochs_are_fast() -> None:
    history = started()
    for epoch in range(1, 4):
        history.batch(Batch(epoch, 2, {"loss": 9.0}))
        history.epoch(Epoch(epoch, {"loss": 1 / epoch, "val_loss": 2.0}))
    assert history.train["loss"].x == [1, 2, 3]
    assert history.validation["loss"].y == [2.0, 2.0, 2.0]


def test_batches_show_when_an_epoch_is_slow() -> None:
    history = started(steps=8)
    for step in (1, 2, 4):
        history.batch(Batch(1, step, {"loss": float(step)}))
    assert history.train == {}
    history.batch(Batch(1, 8, {"loss": 8.0}))
    assert history.train["loss"].x == [0.125, 0.25, 0.5, 1.0]
    history.epoch(Epoch(1, {"loss": 5.0}))  # takes the place of the last batch
    assert history.train["loss"].x == [0.125, 0.25, 0.5, 1.0]
    assert history.train["loss"].y[-1] == 5.0


def test_later_epochs_end_as_one_point() -> None:
    history = started(steps=5)
    for epoch in (1, 2, 3):
        for step in (1, 2, 3, 4):
            history.batch(Batch(epoch, step, {"loss": 1.0}))
        if epoch == 3:
            assert history.train["loss"].x[-1] == 2.8  # live
        history.epoch(Epoch(epoch, {"loss": 0.5}))
    assert history.train["loss"].x == [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 3]


def test_a_single_step_shows_once_the_fit_is_paused() -> None:
    history = started()
    history.batch(Batch(1, 1, {"loss": 3.0}))
    assert history.train == {} and history.newest == 0
    history.paused()
    assert history.train["loss"].y == [3.0] and history.newest == 0.25


def test_a_long_fit_keeps_its_beginning_and_its_end() -> None:
    series = Series()
    for i in range(10 * MOST_POINTS):
        series.add(float(i), float(i))
    assert len(series.x) <= MOST_POINTS
    assert series.x[0] == 0 and series.x[-1] == 10 * MOST_POINTS - 1
    assert series.x == sorted(series.x)


def test_the_first_epoch_without_a_loss_is_remembered() -> None:
    history = started()
    history.epoch(Epoch(1, {"loss": 1.0}))
    history.epoch(Epoch(2, {"loss": math.nan}))
    history.epoch(Epoch(3, {"loss": math.nan}))
    assert history.first_broken == 2


def test_losses_and_metrics_go_to_their_own_chart() -> None:
    names = ["loss", "a_loss", "b_loss", "c_loss", "d_loss", "accuracy", "mae"]
    assert drawn_names(names) == (["loss", "a_loss", "b_loss", "c_loss"], ["accuracy", "mae"])


def test_curves_belong_to_heads() -> None:
    names = ["loss", "arm_accuracy", "arm_loss", "arm_far_loss", "arm_far_mae", "lr"]
    assert heads_of(names) == {
        "": ["loss", "lr"],
        "arm": ["arm_accuracy", "arm_loss"],
        "arm_far": ["arm_far_loss", "arm_far_mae"],
    }
    assert heads_of(["loss", "accuracy"]) == {"": ["loss", "accuracy"]}


def test_the_legend_and_the_table_hold_the_numbers_and_nothing_else() -> None:
    history = started()
    history.epoch(Epoch(1, {"loss": 0.25, "val_loss": 0.5, "<b>": 1.0}))
    assert "0.25" in legend_html(history) and "0.5" in legend_html(history)
    assert "<b>1</b>" in legend_html(history) and "&lt;b&gt;" in legend_html(history)
    table = table_html(history)
    assert "val_loss" in table and "<td>0.5</td>" in table and "<b>" not in table


def test_the_table_of_a_long_fit_has_a_readable_number_of_rows() -> None:
    history = started(1000)
    for epoch in range(1, 1001):
        history.epoch(Epoch(epoch, {"loss": 1.0}))
    table = table_html(history)
    assert table.count("<tr") <= 62
    assert '<th scope="row">1000</th>' in table  # the newest is always there


def test_axes_grow_in_round_steps_and_never_shrink() -> None:
    steps = [nice_above(value) for value in (0.69, 1.0, 1.2, 42, 1e-7)]
    assert steps == pytest.approx([0.7, 1.0, 1.5, 50.0, 1e-7])
    assert grown(0.1, 0.5, 0.0, 1.0) == (0.0, 1.0)
    assert grown(0.1, 1.2, 0.0, 1.0) == (0.0, 1.5)
    assert grown(-0.3, 0.5, 0.0, 1.0) == pytest.approx((-0.3, 1.0))
    assert nice_above(math.inf) == 1.0


def test_two_fits_of_one_run_are_named_by_their_models() -> None:
    async def run() -> None:
        session = Session(NoRunner(), load_lessons())  # type: ignore[arg-type]
        chart = FitChart(session)

        def fit(model: str) -> list:
            return [
                FitStarted(1, 1, 1, "SGD", 0.1, "mse", (), False, model=model),
                Epoch(1, {"loss": 1.0}),
            ]

        chart.show([Launched(False), *fit("small"), *fit("wide"), *fit("wide")])
        assert [row["name"] for row in chart.runs.runs] == ["wide: SGD 0.1", "small: SGD 0.1"]
        assert chart.runs.now == "fit 3 of wide"
        chart.draw_text()
        assert "wide · SGD 0.1" in chart.panel.html

    asyncio.run(run())
