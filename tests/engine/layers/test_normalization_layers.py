"""Normalization: statistics of the outputs, running means, and Keras's formulas by hand."""

import numpy as np
import pytest

from playground.engine import layers
from tests.engine.finite_differences import check_gradients

rng = np.random.default_rng(0)
X = rng.normal(5.0, 3.0, size=(64, 4)).astype("float32")


def test_batch_normalization_in_training_and_outside():
    layer = layers.BatchNormalization(momentum=0.9)
    outputs = layer(X, training=True).numpy()
    assert outputs.shape == X.shape
    np.testing.assert_allclose(outputs.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(outputs.std(0), 1, atol=1e-2)
    np.testing.assert_allclose(layer.moving_mean.numpy(), 0.1 * X.mean(0), rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance.numpy(), 0.9 + 0.1 * X.var(0), rtol=1e-4)
    still = layer.moving_mean.numpy()
    expected = (X - still) / np.sqrt(layer.moving_variance.numpy() + 1e-3)
    np.testing.assert_allclose(layer(X), expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), still)


def test_a_frozen_batch_normalization_does_not_learn():
    layer = layers.BatchNormalization()
    layer.build(X.shape)
    layer.trainable = False
    layer(X, training=True)
    np.testing.assert_array_equal(layer.moving_mean.numpy(), np.zeros(4))


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (
            layers.LayerNormalization(),
            (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + 1e-3),
        ),
        (layers.RMSNormalization(), X / np.sqrt((X**2).mean(1, keepdims=True) + 1e-6)),
        (layers.UnitNormalization(), X / np.linalg.norm(X, axis=1, keepdims=True)),
    ],
    ids=["layer", "rms", "unit"],
)
def test_per_sample(layer, expected):
    outputs = layer(X)
    assert outputs.shape == X.shape
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)


def test_group_normalization_normalizes_each_group():
    x = rng.normal(2.0, 3.0, size=(5, 6, 8)).astype("float32")
    outputs = layers.GroupNormalization(groups=2)(x).numpy().reshape(5, 6, 2, 4)
    np.testing.assert_allclose(outputs.mean((1, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(outputs.std((1, 3)), 1, atol=1e-2)


def test_gradients():
    layer = layers.LayerNormalization(dtype="float64")
    layer.build((3, 4))
    check_gradients(layer, rng.normal(size=(3, 4)), order=1)


def test_normalization_adapts_to_data():
    layer = layers.Normalization()
    layer.adapt(X)
    outputs = layer(X).numpy()
    np.testing.assert_allclose(outputs.mean(0), 0, atol=1e-4)
    np.testing.assert_allclose(outputs.std(0), 1, atol=1e-4)
    back = layers.Normalization(mean=X.mean(0), variance=X.var(0), invert=True)
    np.testing.assert_allclose(back(outputs), X, rtol=1e-3)
