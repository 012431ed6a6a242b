"""Layers that move or join numbers: shapes first, then values against NumPy."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers

X = np.arange(24, dtype="float32").reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Flatten(), X.reshape(2, 12)),
        (layers.Reshape((4, 3)), X.reshape(2, 4, 3)),
        (layers.Reshape((-1, 2)), X.reshape(2, 6, 2)),
        (layers.Permute((2, 1)), X.transpose(0, 2, 1)),
        (layers.ZeroPadding1D((1, 2)), np.pad(X, [(0, 0), (1, 2), (0, 0)])),
        (layers.Cropping1D((1, 0)), X[:, 1:]),
        (layers.UpSampling1D(2), X.repeat(2, axis=1)),
        (layers.Identity(), X),
        (layers.Lambda(lambda x: x * 2), X * 2),
        (layers.Rescaling(0.5, offset=1.0), X * 0.5 + 1),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, layers.Layer) else "",
)
def test_values_and_symbolic_shape(layer, expected):
    outputs = layer(X)
    assert outputs.shape == expected.shape
    np.testing.assert_allclose(outputs, expected)
    assert layer(keras.Input((3, 4))).shape == (None, *expected.shape[1:])


def test_repeat_vector():
    outputs = layers.RepeatVector(3)(X[:, 0])
    assert outputs.shape == (2, 3, 4)
    np.testing.assert_allclose(outputs, np.repeat(X[:, :1], 3, axis=1))


def test_reshape_that_does_not_fit_says_so():
    with pytest.raises(ValueError, match="total size of the tensor must be unchanged"):
        layers.Reshape((5,))(X)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Add(), X + X + 1),
        (layers.Subtract(), X - (X + 1)),
        (layers.Multiply(), X * (X + 1)),
        (layers.Average(), X + 0.5),
        (layers.Maximum(), X + 1),
        (layers.Minimum(), X),
        (layers.Concatenate(), np.concatenate([X, X + 1], -1)),
        (layers.Concatenate(axis=1), np.concatenate([X, X + 1], 1)),
        (layers.Dot(axes=-1), np.einsum("bij,bkj->bik", X, X + 1)),
    ],
    ids=lambda v: type(v).__name__ if isinstance(v, layers.Layer) else "",
)
def test_merging(layer, expected):
    outputs = layer([X, X + 1])
    assert outputs.shape == expected.shape
    np.testing.assert_allclose(outputs, expected, rtol=1e-6)
    assert layer([keras.Input((3, 4)), keras.Input((3, 4))]).shape[1:] == expected.shape[1:]


def test_merging_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="same number of units"):
        layers.Add(name="sum")([np.ones((2, 3)), np.ones((2, 4))])
    with pytest.raises(ValueError, match="matching shapes"):
        layers.Concatenate()([np.ones((2, 3, 4)), np.ones((2, 2, 4))])
    with pytest.raises(ValueError, match="list of inputs"):
        layers.Add()(np.ones((2, 3)))


def test_merging_broadcasts_without_the_batch_axis():
    outputs = layers.Add()([X, X[:, 0]])
    np.testing.assert_allclose(outputs, X + X[:, :1])
