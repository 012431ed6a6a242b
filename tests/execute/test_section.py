"""Data of more than two features are drawn over two of them, the others at their mean."""

import numpy as np
import pytest

from playground import events as ev
from playground.execute.section import section_of
from tests.programs import gather_all

PROGRAM = """import keras
from playground import datasets
x, y = datasets.iris()
model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x, y, epochs=1, validation_split=0.2, verbose=0)
import numpy as np
middle = np.tile(x[:120].mean(0), (2500, 1))
xs, ys = np.meshgrid(np.linspace(*X, 50), np.linspace(*Y, 50))
middle[:, 0], middle[:, 3] = xs.ravel(), ys.ravel()
print("".join(map(str, model.predict(middle, verbose=0).argmax(1))))
"""


def test_the_features_that_tell_classes_apart_are_drawn_unless_others_are_wished():
    random = np.random.default_rng(0)
    y = random.integers(0, 3, 200)
    x = random.normal(size=(200, 5))
    x[:, 1] += 3 * y
    x[:, 4] -= 1000 * y
    assert section_of(x, y).told == (1, 4, 5)
    assert section_of(x, np.eye(3)[y]).told == (1, 4, 5)
    assert section_of(x, y, (3, 0)).told == (3, 0, 5)
    assert section_of(x, y, (3, 3)).told == section_of(x, y, (0, 5)).told == (1, 4, 5)
    np.testing.assert_allclose(section_of(x, y).middle, x.mean(0), rtol=1e-5)
    x[7, 2] = np.nan
    assert np.isfinite(section_of(x, y).middle).all()


@pytest.mark.parametrize(
    "x, y",
    [
        (np.zeros((9, 2)), np.arange(9) % 2),
        (np.zeros((9, 21)), np.arange(9) % 2),
        (np.zeros((9, 4, 4)), np.arange(9) % 2),
        (np.zeros((9, 4)), np.linspace(0, 1, 9)),
        (np.zeros((9, 4)), np.random.default_rng(0).normal(size=(9, 2))),
        (np.full((9, 4), "a"), np.arange(9) % 2),
        (np.full((9, 4), np.nan), np.arange(9) % 2),
        (np.zeros((0, 4)), np.zeros(0)),
        (np.zeros((9, 4)), None),
        ([np.zeros((9, 4)), np.zeros((9, 3))], np.arange(9) % 2),
    ],
)
def test_what_has_no_such_plane(x, y):
    assert section_of(x, y) is None


def test_the_surface_is_the_models_with_the_rest_at_their_mean():
    """The plane is known before the run that recomputes it: a check tells its ranges."""
    head = "X = Y = (0, 1)\n"
    [check] = gather_all([ev.Run(head + PROGRAM, "shapes", features=(0, 3))])
    [data] = check.of(ev.Data)
    assert (data.features, data.points.shape, data.classes) == ((0, 3, 4), (120, 2), 3)
    head = f"X, Y = {data.x_range}, {data.y_range}\n"
    [run] = gather_all([ev.Run(head + PROGRAM, features=(0, 3), seed=1)])
    [fit] = run.of(ev.FitStarted)
    assert (fit.features, fit.x_range, fit.y_range) == ((0, 3, 4), data.x_range, data.y_range)
    surface = run.of(ev.Picture)[-1].surface
    assert surface is not None
    said = np.array([int(digit) for digit in run.printed.strip()])
    assert (surface.numpy().ravel() == said).mean() > 0.999  # a tie may fall either way
    assert len(np.unique(said)) > 1
