"""Curves send what is new; on a logarithmic scale they send everything once more."""

import numpy as np
from bokeh.models import Range1d

from playground.events import Epoch, FitStarted
from playground.view.curves import Chart, decade_text, log_values
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


def test_earlier_runs_have_their_number_at_their_end() -> None:
    chart = Chart(Range1d(0, 9), ("#000000",))
    chart.draw_earlier([fit(3).train["loss"], fit(2).train["loss"]])
    assert chart._numbers.data["text"] == ["1", "2"]
    assert chart._numbers.data["x"] == [3.0, 2.0]


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
