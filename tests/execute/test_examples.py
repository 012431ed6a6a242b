"""What a model answers for its own data: a curve over one feature, answers beside the labels of several."""

import numpy as np
import pytest

from playground import events as ev
from playground.execute import execute
from tests.execute.test_weights import Desk

PROGRAM = """
import keras, numpy as np
keras.utils.set_random_seed(2)
rng = np.random.default_rng(0)
x = DATA
y = LABELS
model = keras.Sequential([keras.layers.Dense(UNITS)])
model.compile("sgd", loss="mse")
model.fit(x, y, epochs=2, validation_split=0.25, verbose=0)
expected = model.predict(CHECK, verbose=0)
print(float(expected.ravel()[0]))
"""


def ran(data: str, labels: str, units: int = 1, check: str = "x[:1]", until: str = "end") -> Desk:
    source = PROGRAM.replace("DATA", data).replace("LABELS", labels)
    desk = Desk()
    source = source.replace("UNITS", str(units)).replace("CHECK", check)
    execute(ev.Run(source, until), desk)  # type: ignore[arg-type]
    assert isinstance(desk.events[-1], ev.Finished), desk.events[-1]
    return desk


def test_one_feature_has_a_curve_that_the_model_would_draw() -> None:
    desk = ran("rng.uniform(-1, 1, (40, 1)).astype('float32')", "x * 3", check="np.array([[0.0]])")
    [told] = desk.of(ev.Examples)
    assert told.x is not None and told.x.shape == told.y.shape == (30,)
    assert told.validation_x is not None and told.validation_x.shape == (10,)
    np.testing.assert_allclose(told.y.numpy(), told.x.numpy() * 3)
    last = desk.of(ev.Picture)[-1].answers
    assert last is not None and last.at is not None
    at, values = last.at.numpy(), last.values.numpy()
    assert at[0] < told.x.numpy().min() and at[-1] > told.x.numpy().max()
    at_0 = float(np.interp(0.0, at, values))  # a straight line
    assert at_0 == pytest.approx(float(desk.of(ev.Printed)[0].text), abs=1e-6)


def test_several_features_have_answers_beside_the_labels() -> None:
    desk = ran("rng.normal(size=(1000, 5)).astype('float32')", "x.sum(1)")
    [told], last = desk.of(ev.Examples), desk.of(ev.Picture)[-1].answers
    assert told.x is None and last is not None and last.at is None and last.validation is not None
    assert told.validation_y is not None
    assert last.values.shape == told.y.shape and last.values.shape[0] <= 300
    assert last.validation.shape == told.validation_y.shape
    assert last.values.numpy()[0] == pytest.approx(float(desk.of(ev.Printed)[0].text), abs=1e-6)


def test_an_autoencoder_is_compared_number_by_number() -> None:
    desk = ran("rng.normal(size=(50, 6)).astype('float32')", "x", units=6)
    [told], last = desk.of(ev.Examples), desk.of(ev.Picture)[-1].answers
    assert last is not None and last.values.shape == told.y.shape


@pytest.mark.parametrize(
    ("data", "labels", "units"),
    [
        ("rng.normal(size=(40, 2)).astype('float32')", "x[:, :1]", 1),  # a plane
        ("rng.normal(size=(40, 5)).astype('float32')", "(x[:, 0] > 0).astype('float32')", 1),
        ("rng.normal(size=(40, 5)).astype('float32')", "np.eye(3)[rng.integers(0, 3, 40)]", 3),
    ],
)
def test_nothing_is_told_where_another_picture_says_more(
    data: str, labels: str, units: int
) -> None:
    desk = ran(data, labels, units)
    assert not desk.of(ev.Examples) and all(p.answers is None for p in desk.of(ev.Picture))


def test_a_check_tells_the_examples_and_asks_no_model() -> None:
    desk = ran("np.linspace(0, 1, 20).reshape(-1, 1)", "np.sin(x)", until="shapes")
    assert len(desk.of(ev.Examples)) == 1 and not desk.of(ev.Picture)
