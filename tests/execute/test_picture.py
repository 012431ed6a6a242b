"""Pictures show the model's own numbers, and a training does not notice that they are taken."""

import random

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground import keras_names
from playground.execute.aside import aside
from playground.execute.picture import GRID, MAP_STEP, MOST_MAPS, Painter, unit_maps
from tests.programs import run

RANGES = ((-2.0, 2.0), (-1.0, 3.0))


def small_model() -> keras.Model:
    keras.utils.set_random_seed(3)
    layers = [keras.layers.Dense(5, "tanh"), keras.layers.Dense(3, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.build((None, 2))
    return model


def decoded(maps: ev.UnitMaps) -> np.ndarray:
    """(units, rows, columns) as numbers."""
    low, high = maps.limits.numpy().T[:, :, None, None]
    return low + (high - low) * maps.values.numpy() / 255


def test_the_map_of_a_unit_is_what_the_layer_answers() -> None:
    model = small_model()
    picture = Painter(model, None, RANGES).paint(1, model.layers)
    assert list(picture.maps) == [layer.name for layer in model.layers]
    xs, ys = (np.linspace(*r, GRID)[::MAP_STEP] for r in RANGES)
    plane = np.stack([grid.ravel() for grid in np.meshgrid(xs, ys)], 1).astype("float32")
    expected = plane
    for layer in model.layers:
        expected = np.asarray(layer(expected))
        units = expected.T.reshape(-1, len(ys), len(xs))
        step = (units.max((1, 2)) - units.min((1, 2))) / 255
        found = decoded(picture.maps[layer.name])
        assert (np.abs(found - units).max((1, 2)) <= 0.51 * step + 1e-6).all(), layer.name
        limits = picture.maps[layer.name].limits.numpy()
        np.testing.assert_allclose(limits[:, 1], units.max((1, 2)), rtol=1e-5, atol=1e-6)


def test_maps_come_less_often_than_surfaces_unless_the_picture_stands_still() -> None:
    model = small_model()
    painter = Painter(model, None, RANGES)
    assert painter.paint(1, model.layers).maps
    after = painter.paint(1, model.layers)
    assert after.surface is not None and not after.maps
    assert painter.paint(1, model.layers, still=True).maps


def test_maps_are_few_enough_to_send() -> None:
    model = keras.Sequential([keras.layers.Dense(n) for n in (32, 40, 32, 16, 32, 32, 32, 32, 2)])
    model.build((None, 2))
    picture = Painter(model, None, RANGES).paint(1, model.layers)
    units = [maps.values.shape[0] for maps in picture.maps.values()]
    assert units == [
        32,
        32,
        16,
        32,
        32,
        32,
        2,
    ]  # 40 are too many for a layer, 32 more for a picture
    assert sum(units) <= MOST_MAPS and len(ev.to_json([picture])) < 120_000


def test_numbers_that_are_not_finite_do_not_spoil_a_map() -> None:
    answers = np.array([[[np.nan], [1.0]], [[np.inf], [3.0]]], "float32")
    maps = unit_maps(answers)
    assert maps.limits.numpy().tolist() == [[0.0, 3.0]]
    assert maps.values.numpy().tolist() == [[[0, 85], [0, 255]]]


def test_data_that_are_no_plane_have_no_maps() -> None:
    model = keras.Sequential([keras.layers.Dense(2)])
    model.build((None, 5))
    picture = Painter(model, None, None).paint(1, model.layers)
    assert not picture.maps and picture.surface is None and picture.weights


class Restless(keras.layers.Layer):
    """Changes everything that a layer can change when it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0
        self.counter = self.add_weight(shape=(), initializer="zeros", trainable=False)
        self.noise = keras.random.SeedGenerator(1)

    def call(self, inputs):
        self.calls += 1
        self.last = inputs
        self.counter.assign_add(1.0)
        self.add_loss(keras.ops.sum(inputs))
        print("called")
        noise = keras.random.normal((1, 2), seed=self.noise) + keras.random.normal((1, 2))
        return inputs + noise + float(np.random.random() + random.random())


def test_asking_aside_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def state() -> list:
        values = [np.asarray(v.value).tolist() for v in model.variables]
        return [values, layer.calls, "last" in vars(layer), len(layer._losses)]

    layer = Restless()
    model = keras.Sequential([layer, keras.layers.BatchNormalization(), keras.layers.Dense(1)])
    model.build((None, 2))
    keras.utils.set_random_seed(1)
    before = state()
    capsys.readouterr()
    for _ in range(2):
        with aside(model):
            model(np.ones((4, 2), "float32"), training=True)
    assert state() == before and capsys.readouterr().out == ""
    draws = [np.random.random(), random.random(), keras.random.normal((1,)).numpy()]
    keras.utils.set_random_seed(1)
    assert draws == [np.random.random(), random.random(), keras.random.normal((1,)).numpy()]


RANDOM = """
import keras, numpy as np
from keras import layers
class Noisy(layers.Layer):
    def call(self, inputs):
        return inputs + keras.random.normal(keras.ops.shape(inputs), stddev=0.1)
keras.utils.set_random_seed(5)
r = np.random.default_rng(0)
x = r.normal(size=(64, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
model = keras.Sequential([Noisy(), layers.Dense(4, "tanh"), layers.Dropout(0.3), layers.Dense(1)])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.fit(x, y, epochs=12, batch_size=8, validation_split=0.25, verbose=0)
print(model.history.history["loss"], model.evaluate(x, y, verbose=0), [w.sum() for w in model.get_weights()])
"""


def test_a_training_is_the_same_to_the_last_bit_with_and_without_pictures(
    capsys: pytest.CaptureFixture[str],
) -> None:
    watched = run(RANDOM)
    assert any(picture.maps for picture in watched.of(ev.Picture))
    keras.utils.clear_session()
    with keras_names.available():
        exec(compile(RANDOM, "unseen", "exec"), {})
    assert watched.printed == capsys.readouterr().out != ""
