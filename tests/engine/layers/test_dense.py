"""Dense: values by hand, gradients by finite differences, errors a learner meets."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers
from tests.engine.finite_differences import check_gradients


def test_values():
    layer = layers.Dense(2, activation="relu")
    layer.build((1, 2))
    layer.set_weights([np.array([[1.0, -2.0], [3.0, -4.0]]), np.array([5.0, -6.0])])
    outputs = layer(np.array([[-1.0, 2.0]]))
    assert outputs.shape == (1, 2)
    np.testing.assert_allclose(outputs, [[10.0, 0.0]])


def test_any_number_of_leading_axes():
    assert layers.Dense(4)(np.ones((2, 3, 5))).shape == (2, 3, 4)
    assert layers.Dense(4).compute_output_shape((None, 7, 5)) == (None, 7, 4)


def test_gradients():
    layer = layers.Dense(2, activation="tanh", dtype="float64", kernel_initializer="ones")
    rng = np.random.default_rng(0)
    layer.build((None, 3))
    check_gradients(layer, rng.normal(size=(4, 3)), order=1)


@pytest.mark.parametrize("units", [0, -1, 2.5, "64", None, True])
def test_units_must_be_a_positive_integer(units):
    with pytest.raises(ValueError, match="positive integer"):
        layers.Dense(units)


def test_wrong_size_names_layer_expected_and_received():
    layer = layers.Dense(2, name="head")
    layer(np.ones((1, 4)))
    with pytest.raises(ValueError) as caught:
        layer(np.ones((1, 3)))
    message = str(caught.value)
    assert '"head"' in message
    assert "value 4" in message
    assert "(1, 3)" in message


def test_missing_batch_axis():
    with pytest.raises(ValueError, match="batch axis"):
        layers.Dense(2)(np.ones(4))


def test_unknown_last_axis():
    with pytest.raises(ValueError, match="size of the last axis"):
        layers.Dense(2)(keras.Input((None,)))


def test_config_round_trip():
    layer = layers.Dense(3, activation="tanh", kernel_regularizer="l2", bias_constraint="non_neg")
    twin = layers.Dense.from_config(layer.get_config())
    assert twin.get_config() == layer.get_config()
