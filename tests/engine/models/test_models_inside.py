"""Models without an Input inside layers and models: built when the outer one sees data."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops

x = np.random.default_rng(0).normal(size=(6, 4)).astype("float32")


class Autoencoder(keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.encoder = keras.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)])
        self.decoder = keras.Sequential([layers.Dense(4)])

    def call(self, x):
        return self.decoder(self.encoder(x))


class Residual(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        inner = keras.Sequential([layers.Dropout(0.5), layers.Dense(units)])
        self.net = keras.Sequential([layers.Dense(units, activation="relu"), inner])

    def call(self, x, training=None):
        return x + self.net(x, training=training)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class GraphOfItsOwn(layers.Layer):
    def build(self, input_shape):
        inputs = keras.Input(input_shape[1:])
        hidden = layers.Dense(5, activation="relu")(inputs)
        self.net = keras.Model(inputs, ops.concatenate([hidden, inputs * 2], axis=-1))

    def call(self, x):
        return self.net(x)


def test_an_autoencoder_trains_and_its_halves_work_alone():
    model = Autoencoder()
    model.compile("adam", "mse")
    losses = model.fit(x, x, epochs=8, batch_size=3, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    assert model.encoder.output_shape == (3, 2)
    code = model.encoder.predict(x, verbose=0)
    np.testing.assert_allclose(model.decoder(code), model(x), rtol=1e-5, atol=1e-6)
    paths = [w.path for w in model.weights]
    assert paths[0].split("/")[:2] == [model.name, model.encoder.name]


@pytest.mark.parametrize("how", ["call", "symbol"])
def test_every_way_of_building(how):
    model = Autoencoder()
    if how == "call":
        model(x)
    else:
        inputs = keras.Input((4,))
        assert keras.Model(inputs, model(inputs)).output_shape == (None, 4)
    assert [w.shape for w in model.weights] == [(4, 3), (3,), (3, 2), (2,), (2, 4), (4,)]


def test_layers_with_models_in_a_functional_model():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layers.Dense(1)(Residual(4)(Residual(4)(inputs))))
    assert model.count_params() == 2 * (20 + 20) + 5
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    assert model.predict(x, verbose=0).shape == (6, 1)


def test_a_graph_made_in_build():
    class Outer(keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.last = GraphOfItsOwn(), layers.Dense(1)

        def call(self, x):
            return self.last(self.first(x))

    model = Outer()
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], epochs=2, verbose=0)
    assert model.first(x).shape == (6, 9)
    np.testing.assert_allclose(model.first(x)[:, 5:], 2 * x, rtol=1e-6)


def test_save_and_load(tmp_path):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, Residual(4)(inputs))
    model.save(tmp_path / "model.keras")
    twin = keras.models.load_model(tmp_path / "model.keras", custom_objects={"Residual": Residual})
    np.testing.assert_array_equal(twin(x), model(x))
    whole = Autoencoder()
    whole(x)
    whole.save(tmp_path / "whole.keras")
    again = keras.models.load_model(
        tmp_path / "whole.keras", custom_objects={"Autoencoder": Autoencoder}
    )
    np.testing.assert_array_equal(again(x), whole(x))


def test_shapes_alone_still_add_nothing_to_graphs():
    layer = layers.Dense(2)
    assert layer.compute_output_shape((None, 3)) == (None, 2)
    assert layer._inbound_nodes == []
    model = Autoencoder()
    assert model.compute_output_spec(keras.KerasTensor((None, 4))).shape == (None, 4)
    assert model._inbound_nodes == []
