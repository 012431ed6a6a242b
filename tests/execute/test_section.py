"""Data of more than two features are drawn over two of them, the others at their mean."""

import numpy as np
import pytest

from playground import events as ev
from playground.execute import execute
from playground.execute.section import section_of
from tests.execute.test_weights import Desk
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

    # When the run is over every two features have been drawn, in the same way.
    [told] = run.of(ev.Sections)
    pairs = ["0,1", "0,2", "0,3", "1,2", "1,3", "2,3"]
    assert [*told.pictures] == pairs
    same = told.pictures["0,3"]
    assert (same.surface, same.x_range, same.y_range) == (surface, fit.x_range, fit.y_range)
    assert fit.samples is not None and fit.samples.shape == (120, 4)
    np.testing.assert_array_equal(fit.samples.numpy()[:, [0, 3]], fit.points.numpy())
    assert fit.validation_samples is not None and fit.validation_samples.shape == (30, 4)
    assert data.samples == fit.samples


class Chooses(Desk):
    """Wishes other features once the first picture of a fit has come."""

    def receive(self, seconds: float | None) -> ev.Command | None:
        return super().receive(seconds) if self.of(ev.Picture) else None


def test_a_fit_that_goes_on_is_drawn_over_other_features_at_once():
    desk = Chooses(ev.DrawFeatures(3, 1))
    source = PROGRAM.partition("import numpy")[0].replace("epochs=1", "epochs=400, batch_size=64")
    execute(ev.Run(source, features=(0, 2)), desk)
    [changed] = desk.of(ev.FitChanged)
    assert (changed.now.features, changed.joined) == ((3, 1, 4), False)
    after = desk.events[desk.events.index(changed) + 1 :]
    picture = next(item for item in after if isinstance(item, ev.Picture))
    assert (picture.x_range, picture.y_range) == (changed.now.x_range, changed.now.y_range)
    before = desk.of(ev.Picture)[0]
    assert before.x_range != picture.x_range and changed.now.points.shape == (120, 2)
