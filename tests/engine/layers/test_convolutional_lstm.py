"""ConvLSTM1D, 2D, 3D: an LSTM of images."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers

RANDOM = np.random.default_rng(0)
LAYERS = [layers.ConvLSTM1D, layers.ConvLSTM2D, layers.ConvLSTM3D]


def random(*shape):
    return RANDOM.normal(size=shape).astype("float32")


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_with_a_kernel_of_one_every_pixel_has_an_lstm(rank):
    x = random(2, 4, *(3,) * rank, 5)
    images = LAYERS[rank - 1](6, 1, return_sequences=True)
    outputs = images(x)
    assert outputs.shape == (2, 4, *(3,) * rank, 6)
    pixels = layers.LSTM(6, return_sequences=True)
    pixels.build((None, 4, 5))
    pixels.set_weights(
        [w.reshape(w.shape[-2:] if w.ndim > 1 else -1) for w in images.get_weights()]
    )
    where = (slice(None), slice(None), *(1,) * rank)
    np.testing.assert_allclose(outputs.numpy()[where], pixels(x[where]), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"padding": "same", "return_sequences": True},
        {"strides": 2, "return_state": True},
        {"dilation_rate": 2},
        {"data_format": "channels_first", "dropout": 0.2, "recurrent_dropout": 0.2},
    ],
)
def test_shapes_and_configuration(rank, arguments):
    layer = LAYERS[rank - 1](4, 3, **arguments)
    first = arguments.get("data_format") == "channels_first"
    shape = (2, 3, 5, *(7,) * rank) if first else (2, 3, *(7,) * rank, 5)
    x = random(*shape)
    outputs = layer(x)
    told = layer.compute_output_shape(shape)
    found = (
        tuple(tuple(y.shape) for y in outputs)
        if isinstance(outputs, tuple)
        else tuple(outputs.shape)
    )
    assert found == told
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    again.build(shape)
    again.set_weights(layer.get_weights())
    for a, b in zip(keras.tree.flatten(again(x)), keras.tree.flatten(outputs), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_masked_steps_change_nothing():
    layer = layers.ConvLSTM2D(3, 3, padding="same")
    x = random(2, 4, 5, 5, 1)
    mask = np.array([[1, 1, 1, 1], [1, 1, 0, 0]], bool)
    masked = layer(x, mask=mask).numpy()
    np.testing.assert_allclose(masked[0], layer(x)[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(masked[1], layer(x[:, :2])[1], rtol=1e-5, atol=1e-6)


def test_a_stateful_layer_goes_on_where_it_ended():
    x = random(2, 4, 5, 5, 1)
    layer = layers.ConvLSTM2D(3, 3, padding="same", stateful=True)
    layer(x[:, :2])
    parts = layer(x[:, 2:]).numpy()
    layer.reset_state()
    np.testing.assert_allclose(layer(x), parts, rtol=1e-5, atol=1e-6)


def test_it_trains_in_a_plan_as_eagerly():
    def weights(eager):
        keras.utils.set_random_seed(0)
        model = keras.Sequential(
            [keras.Input((3, 6, 6, 1)), layers.ConvLSTM2D(2, 3), layers.Flatten(), layers.Dense(1)]
        )
        model.compile("adam", "mse", run_eagerly=eager)
        x = np.linspace(-1, 1, 12 * 108, dtype="float32").reshape(12, 3, 6, 6, 1)
        model.fit(x, x.mean((1, 2, 3)), batch_size=4, epochs=4, verbose=0)
        return model.get_weights()

    for a, b in zip(weights(True), weights(False), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-4, atol=1e-6)


def test_bad_arguments_are_explained():
    with pytest.raises(ValueError, match="not compatible with `dilation_rate > 1`"):
        layers.ConvLSTM1D(2, 3, strides=2, dilation_rate=2)
    with pytest.raises(ValueError, match="must be 'valid' or 'same'"):
        layers.ConvLSTM1D(2, 3, padding="causal")
    with pytest.raises(ValueError, match="channel dimension of the inputs should be defined"):
        layers.ConvLSTM1D(2, 3)(keras.KerasTensor((None, 4, 5, None)))
