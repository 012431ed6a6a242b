"""Curves send what is new; on a logarithmic scale they send everything once more."""

import numpy as np
from bokeh.models import Range1d

from playground.events import Epoch, FitStarted
from playground.view.curves import Chart, decade_text, epoch_labels, log_values, short_number
from playground.view.earlier_runs import (
    MOST_RUNS,
    EarlierRun,
    EarlierRuns,
    runs_state,
    value_name,
)
from playground.view.history import History


def fit(epochs: int) -> History:
    history = History()
    history.start(FitStarted(9, 1, 1, "sgd", 0.1, "mse", (), False))
    for epoch in range(1, epochs + 1):
        history.epoch(Epoch(epoch, {"loss": 10.0**-epoch}))
    return history


def drawn(chart: Chart) -> list[float]:
    return [float(y) for y in chart._curves[0][0]._source.data["y"]]


def test_a_logarithmic_scale_shows_powers_of_ten_and_goes_back() -> None:
    chart, history = Chart(Range1d(0, 9), ("#000000",)), fit(3)
    chart.draw(["loss"], history)
    np.testing.assert_allclose(drawn(chart), [0.1, 0.01, 0.001], rtol=1e-6)
    chart.set_log(True)
    chart.draw(["loss"], history)
    np.testing.assert_allclose(drawn(chart), [-1, -2, -3], rtol=1e-6)
    assert (chart.y_range.start, chart.y_range.end) == (-3, -1)
    history.epoch(Epoch(4, {"loss": 1e-4}))
    chart.draw(["loss"], history)
    history.epoch(Epoch(5, {"loss": 0.0}))
    chart.draw(["loss"], history)
    np.testing.assert_allclose(drawn(chart), [-1, -2, -3, -4, np.nan], rtol=1e-6)
    chart.set_log(False)
    chart.draw(["loss"], history)
    np.testing.assert_allclose(drawn(chart)[:4], [0.1, 0.01, 0.001, 0.0001], rtol=1e-6)


def test_a_point_on_its_way_during_the_change_does_not_stay() -> None:
    chart, history = Chart(Range1d(0, 9), ("#000000",)), fit(3)
    chart.draw(["loss"], history)
    chart.set_log(True)
    chart.draw(["loss"], history)
    source = chart._curves[0][0]._source
    source.stream({"x": np.array([3.0]), "y": np.array([0.001])})  # it was sent before, and is late
    history.epoch(Epoch(4, {"loss": 1e-4}))
    chart.draw(["loss"], history)
    np.testing.assert_allclose(drawn(chart), [-1, -2, -3, -4], rtol=1e-6)


def earlier(*epochs: int) -> EarlierRuns:
    runs = EarlierRuns()
    for count in epochs:
        runs.add(EarlierRun.of(f"{count} epochs", fit(count)))
    return runs


def test_earlier_runs_have_their_own_number_and_colour() -> None:
    chart = Chart(Range1d(0, 9), ("#000000",))
    runs = earlier(3, 2).runs
    chart.draw_earlier([(run, run.loss) for run in runs])
    assert chart._numbers.data["text"] == ["1", "2"]
    assert chart._numbers.data["x"] == [2.0, 1.0]  # on the curves, apart
    lines = chart._earlier.data
    assert len(set(lines["colour"])) == 2 and lines["number"] == [1, 2]


def test_the_newest_runs_stay_and_what_is_pinned() -> None:
    runs = earlier(1, 2, 3)
    runs.pin(1)
    for _ in range(MOST_RUNS):
        runs.add(EarlierRun.of("more", fit(2)))
    assert [run.number for run in runs.runs] == [1, 5, 6, 7, 8]
    assert len({run.colour for run in runs.runs}) == MOST_RUNS
    runs.remove(6)
    runs.pin(1)
    state = runs_state(runs.runs)
    assert [row["number"] for row in state] == [8, 7, 5, 1]
    assert not state[-1]["pinned"] and state[-1]["said"] == "loss 0.1, 1 epoch"
    runs.remove("6")  # whatever the browser sends
    assert len(runs.runs) == 4


def test_runs_are_compared_by_their_validation_loss() -> None:
    runs, history = earlier(1), History()
    history.start(FitStarted(9, 1, 1, "sgd", 0.1, "mse", (), True))
    history.epoch(Epoch(1, {"loss": 1.0, "val_loss": 2.5}))
    assert value_name(runs.runs) == "loss"
    runs.add(EarlierRun.of("validated", history))
    assert value_name(runs.runs) == "val loss"
    assert [row["value"] for row in runs_state(runs.runs)] == ["2.5", "–"]


def test_an_axis_of_many_epochs_has_short_numbers() -> None:
    assert epoch_labels(300) == {}
    labels = epoch_labels(100_000)
    assert labels[20_000] == "20k" and labels[100_000] == "100k" and 0 not in labels
    assert epoch_labels(25_000)[2500 * 2] == "5k" and short_number(2500) == "2.5k"
    assert short_number(1_500_000) == "1.5M" and len(epoch_labels(99_999)) < 120
    chart = Chart(Range1d(0, 9), ("#000000",))
    chart.show_epochs(50_000)
    assert chart.figure.xaxis[0].major_label_overrides[10_000] == "10k"
    chart.show_epochs(50)
    assert chart.figure.xaxis[0].major_label_overrides == {}


def test_what_has_no_logarithm_is_not_drawn() -> None:
    assert np.isnan(log_values([0.0, -1.0, float("nan")])).all()
    assert decade_text(-3) == "0.001" and decade_text(0) == "1" and decade_text(-7) == "1e-7"


def test_one_point_is_a_dot_until_there_is_a_second() -> None:
    chart, history = Chart(Range1d(0, 9), ("#000000", "#ffffff")), fit(1)
    chart.draw(["loss"], history)
    assert chart._dots.visible
    assert chart._alone.data == {"x": [1.0], "y": [0.1], "colour": ["#000000"]}
    history.epoch(Epoch(2, {"loss": 0.01}))
    chart.draw(["loss"], history)
    assert not chart._dots.visible
