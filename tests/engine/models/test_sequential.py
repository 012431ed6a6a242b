"""Sequential: built at once or when it sees data, added to, popped, and wrong in helpful ways."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers


def test_deferred_build_by_data():
    model = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(2)])
    assert not model.built
    assert not hasattr(model, "input_shape")
    assert model(np.ones((3, 5))).shape == (3, 2)
    assert [w.shape for w in model.weights] == [(5, 4), (4,), (4, 2), (2,)]
    assert model(np.ones((7, 5))).shape == (7, 2)


def test_immediate_build_by_an_input():
    model = keras.Sequential([keras.Input((5,)), layers.Dense(4), layers.Dense(2)])
    assert model.built
    assert len(model.layers) == 2
    assert model.input_shape == (None, 5)
    assert model.output_shape == (None, 2)


def test_values_are_those_of_the_layers_one_after_the_other():
    model = keras.Sequential([layers.Dense(4, activation="tanh"), layers.Dense(2)])
    x = np.random.default_rng(0).normal(size=(3, 5)).astype("float32")
    outputs = model(x)
    one, two = model.layers
    hidden = np.tanh(x @ one.kernel.numpy() + one.bias.numpy())
    np.testing.assert_allclose(
        outputs, hidden @ two.kernel.numpy() + two.bias.numpy(), rtol=1e-5, atol=1e-6
    )


def test_add_and_pop():
    model = keras.Sequential([keras.Input((3,))])
    model.add(layers.Dense(4))
    model.add(layers.Dense(5))
    assert model.output_shape == (None, 5)
    model.pop()
    assert model.output_shape == (None, 4)
    assert len(model.weights) == 2


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (layers.Dense, r"Is `\(\)` missing"),
        ("dense", "Only instances of `keras.Layer`"),
        (layers.Dense(1, name="same"), "unique names"),
    ],
)
def test_what_cannot_be_added(add, message):
    model = keras.Sequential([layers.Dense(2, name="same")])
    with pytest.raises(ValueError, match=message):
        model.add(add)


def test_wrong_shape_names_the_layer():
    model = keras.Sequential([layers.Dense(4, name="first"), layers.Dense(2)])
    model(np.ones((3, 5)))
    with pytest.raises(ValueError, match=r'layer "first".*\(3, 6\)'):
        model(np.ones((3, 6)))


def test_no_layers():
    with pytest.raises(ValueError, match="no layers"):
        keras.Sequential()(np.ones((1, 2)))


def test_layers_of_ones_own_with_structures():
    class Sum(layers.Layer):
        def call(self, inputs):
            return inputs["a"] + inputs["b"]

    model = keras.Sequential([Sum(), layers.Dense(2)])
    assert model({"a": np.ones((3, 4)), "b": np.ones((3, 4))}).shape == (3, 2)


def test_config_round_trip():
    model = keras.Sequential([layers.Dense(4), layers.Dropout(0.5)], name="seq")
    model.build((None, 3))
    twin = keras.Sequential.from_config(model.get_config())
    assert twin.get_config() == model.get_config()
    assert [w.shape for w in twin.weights] == [(3, 4), (4,)]


def test_a_malformed_configuration_says_what_is_missing():
    with pytest.raises(ValueError, match="'name' and 'layers' keys"):
        keras.Sequential.from_config({"layers": []})
    with pytest.raises(ValueError, match="containing a 'config' key"):
        keras.Sequential.from_config({"name": "a", "layers": [{}]})


def test_a_model_that_is_built_in_training_does_not_stay_in_training():
    model = keras.Sequential(
        [keras.layers.Dense(8), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    )
    model.compile("sgd", "mse")
    x = np.ones((16, 2), "float32")
    model.fit(x, x[:, :1], verbose=0)
    assert np.array_equal(model(x), model(x, training=False))
    assert not np.array_equal(model(x, training=True), model(x, training=False))
