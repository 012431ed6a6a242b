"""CategoryEncoding, Discretization, Resizing, CenterCrop, UpSampling2D with interpolation."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers

IMAGES = np.random.default_rng(0).normal(size=(2, 6, 9, 3)).astype("float32")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("one_hot", [[[1, 0, 0], [0, 0, 1]], [[0, 0, 1], [0, 0, 1]]]),
        ("multi_hot", [[1, 0, 1], [0, 0, 1]]),
        ("count", [[1, 0, 1], [0, 0, 2]]),
    ],
)
def test_category_encoding(mode, expected):
    layer = layers.CategoryEncoding(3, output_mode=mode)
    y = layer([[0, 2], [2, 2]])
    assert y.shape == layer.compute_output_shape((2, 2)) == np.shape(expected)
    np.testing.assert_array_equal(y, expected)
    assert layer(keras.Input((2,), dtype="int32")).shape == (None, *np.shape(expected)[1:])


def test_category_encoding_says_what_it_expects():
    with pytest.raises(ValueError, match="0 <= values < num_tokens"):
        layers.CategoryEncoding(3)([3])
    with pytest.raises(ValueError, match="count_weights"):
        layers.CategoryEncoding(3)([1], count_weights=np.array([0.5]))
    with pytest.raises(ValueError, match="output_mode"):
        layers.CategoryEncoding(3, output_mode="many")


def test_discretization():
    layer = layers.Discretization([0.0, 1.0])
    y = layer([[-1.0, 0.0, 0.5, 1.0]])
    assert (y.dtype, y.numpy().tolist()) == ("int32", [[0, 1, 1, 2]])
    with pytest.raises(ValueError, match="adapt"):
        layers.Discretization(num_bins=3)([1.0])
    with pytest.raises(ValueError, match="num_bins"):
        layers.Discretization()


def test_discretization_adapts_to_equal_parts():
    layer = layers.Discretization(num_bins=4)
    data = np.random.default_rng(0).normal(size=4000)
    layer.adapt(data)
    counts = np.bincount(np.asarray(layer(data)), minlength=4)
    assert counts == pytest.approx([1000] * 4, abs=60)
    copy = layers.Discretization.from_config(layer.get_config())
    np.testing.assert_array_equal(copy(data), layer(data))
    batches = layers.Discretization(num_bins=4)
    batches.adapt(np.split(data, 8))
    np.testing.assert_allclose(batches.bin_boundaries, layer.bin_boundaries, atol=0.1)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_resizing_and_center_crop(data_format):
    first = data_format == "channels_first"
    images = np.moveaxis(IMAGES, -1, 1) if first else IMAGES
    for layer in (
        layers.Resizing(4, 5, data_format=data_format),
        layers.CenterCrop(4, 5, data_format=data_format),
        layers.CenterCrop(8, 5, data_format=data_format),
    ):
        y = layer(images)
        assert y.shape == layer.compute_output_shape(images.shape)
        assert layer(images[0]).shape == y.shape[1:]
        assert layer(keras.Input(images.shape[1:])).shape == (None, *y.shape[1:])
    cropped = layers.CenterCrop(4, 5, data_format=data_format)(images).numpy()
    cropped = np.moveaxis(cropped, 1, -1) if first else cropped
    np.testing.assert_array_equal(cropped, IMAGES[:, 1:5, 2:7])


def test_up_sampling_with_interpolation():
    layer = layers.UpSampling2D((2, 3), interpolation="bilinear")
    y = layer(IMAGES)
    assert y.shape == layer.compute_output_shape(IMAGES.shape) == (2, 12, 27, 3)
    assert y.numpy().max() <= IMAGES.max()
