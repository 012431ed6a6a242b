"""Convolution and pooling against plain loops, embedding against indexing."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers
from tests.engine.finite_differences import check_gradients

rng = np.random.default_rng(0)
IMAGES = rng.normal(size=(2, 5, 6, 3)).astype("float32")


def convolve(x, kernel, bias):
    rows, columns = x.shape[1] - kernel.shape[0] + 1, x.shape[2] - kernel.shape[1] + 1
    out = np.zeros((len(x), rows, columns, kernel.shape[3]))
    for i in range(rows):
        for j in range(columns):
            window = x[:, i : i + kernel.shape[0], j : j + kernel.shape[1]]
            out[:, i, j] = np.einsum("bijc,ijcf->bf", window, kernel) + bias
    return out


def test_conv2d():
    layer = layers.Conv2D(4, (2, 3))
    outputs = layer(IMAGES)
    assert outputs.shape == (2, 4, 4, 4)
    assert layer.count_params() == 2 * 3 * 3 * 4 + 4
    expected = convolve(IMAGES, layer.kernel.numpy(), layer.bias.numpy())
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, 2])
def test_shapes_agree_with_compute_output_shape(padding, strides):
    layer = layers.Conv2D(4, 3, strides=strides, padding=padding)
    assert layer(IMAGES).shape == layer.compute_output_shape(IMAGES.shape)
    assert layer(keras.Input((5, 6, 3))).shape == layer.compute_output_shape((None, 5, 6, 3))


def test_causal_convolution_does_not_look_ahead():
    layer = layers.Conv1D(1, 3, padding="causal")
    x = rng.normal(size=(1, 6, 2)).astype("float32")
    before = layer(x).numpy()
    x[0, 4:] += 1
    np.testing.assert_allclose(layer(x).numpy()[0, :4], before[0, :4], rtol=1e-6)


def test_an_image_smaller_than_the_kernel():
    with pytest.raises(ValueError, match="zero or negative"):
        layers.Conv2D(1, 9)(IMAGES)


@pytest.mark.parametrize(
    ("layer", "reduce"),
    [(layers.MaxPooling2D(2), np.max), (layers.AveragePooling2D(2), np.mean)],
    ids=["max", "average"],
)
def test_pooling(layer, reduce):
    outputs = layer(IMAGES)
    assert outputs.shape == (2, 2, 3, 3)
    windows = IMAGES[:, :4].reshape(2, 2, 2, 3, 2, 3)
    np.testing.assert_allclose(outputs, reduce(windows, axis=(2, 4)), rtol=1e-5)


def test_global_pooling():
    np.testing.assert_allclose(layers.GlobalMaxPooling2D()(IMAGES), IMAGES.max((1, 2)))
    np.testing.assert_allclose(
        layers.GlobalAveragePooling2D()(IMAGES), IMAGES.mean((1, 2)), rtol=1e-5, atol=1e-6
    )


def test_gradients():
    layer = layers.Conv2D(2, 2, activation="tanh", dtype="float64")
    layer.build((1, 3, 3, 2))
    check_gradients(layer, rng.normal(size=(1, 3, 3, 2)), order=1)


def test_transposed_convolution_enlarges():
    layer = layers.Conv2DTranspose(2, 3, strides=2, padding="same")
    assert layer(IMAGES).shape == (2, 10, 12, 2) == layer.compute_output_shape(IMAGES.shape)


def test_embedding_takes_rows_and_masks_zeros():
    layer = layers.Embedding(5, 3, mask_zero=True)
    numbers = np.array([[0, 4], [2, 2]])
    outputs = layer(numbers)
    assert outputs.shape == (2, 2, 3)
    np.testing.assert_array_equal(outputs, layer.embeddings.numpy()[numbers])
    np.testing.assert_array_equal(keras.backend.get_keras_mask(outputs), numbers != 0)
