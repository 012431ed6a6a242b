"""Activations by name and as functions."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import activations


@pytest.mark.parametrize("name", activations.ALL)
def test_every_name(name):
    f = activations.get(name)
    assert callable(f)
    if name != "threshold":  # the only one that needs more arguments
        assert f(keras.ops.ones((2, 4))).shape == ((2, 2) if name == "glu" else (2, 4))
    assert activations.get(activations.serialize(f)) is f


def test_relu_in_all_its_forms():
    x = np.array([-10.0, -1.0, 0.5, 3.0, 10.0], "float32")
    np.testing.assert_allclose(activations.relu(x), [0, 0, 0.5, 3, 10])
    np.testing.assert_allclose(activations.relu(x, negative_slope=0.1), [-1, -0.1, 0.5, 3, 10])
    np.testing.assert_allclose(activations.relu(x, max_value=6), [0, 0, 0.5, 3, 6])
    np.testing.assert_allclose(activations.relu(x, threshold=1.0), [0, 0, 0, 3, 10])
    np.testing.assert_allclose(
        activations.relu(x, negative_slope=0.1, threshold=1.0),
        [-1.1, -0.2, -0.05, 3, 10],
        rtol=1e-6,
    )


def test_gelu_is_exact_by_default():
    x = np.array([1.0], "float32")
    assert float(activations.gelu(x)[0]) == pytest.approx(0.8413447, abs=1e-6)
    assert float(activations.gelu(x, approximate=True)[0]) == pytest.approx(0.841192, abs=1e-6)


def test_unknown_names_say_what_is_close():
    assert activations.get(None) is activations.linear
    with pytest.raises(ValueError, match="'relu'"):
        activations.get("rleu")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sigmoid_is_exact_far_down_in_its_tail(dtype):
    """A hand-written crossentropy takes its logarithm: log(sigmoid(-30)) is -30, not -inf."""
    x = np.array([-1000.0, -80.0, -30.0, -18.9, -2.0, 0.0, 2.0, 40.0], dtype)
    expected = [0.0, *1 / (1 + np.exp(-x[1:].astype("float64")))]
    np.testing.assert_allclose(activations.sigmoid(x), expected, rtol=1e-6)
    assert float(keras.ops.log(keras.ops.sigmoid(x))[2]) == pytest.approx(-30, rel=1e-6)


@pytest.mark.parametrize("run_eagerly", [True, False])
def test_a_saturated_sigmoid_trains_with_its_small_gradient(run_eagerly):
    """Weights as Keras 3.15.1 leaves them, relative to the derivative e^-18.9."""
    dense = keras.layers.Dense(1, "sigmoid", bias_initializer=keras.initializers.Constant(-18.9))
    model = keras.Sequential([keras.Input((1,)), dense])
    dense.kernel.assign([[0.0]])
    model.compile(keras.optimizers.SGD(1e6), "mse", run_eagerly=run_eagerly)
    for _ in range(4):  # the first steps of a plan are eager
        dense.bias.assign([-18.9]), dense.kernel.assign([[0.0]])
        model.fit(np.ones((4, 1)), np.ones((4, 1)), verbose=0)
    moved = 2e6 * np.exp(-18.9)
    np.testing.assert_allclose(dense.kernel.numpy(), [[moved]], rtol=1e-4)
