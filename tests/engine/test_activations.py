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
