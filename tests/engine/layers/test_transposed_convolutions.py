"""Transposed convolutions: the gradient of a convolution, as a layer that enlarges."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops

RANDOM = np.random.default_rng(0)
LAYERS = [layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose]


def random(*shape):
    return RANDOM.normal(size=shape).astype("float32")


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize("strides, size", [(1, 3), (2, 3), (3, 3), (2, 2)])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_it_is_the_gradient_of_a_convolution(rank, strides, size, padding):
    small, kernel = random(2, *(4,) * rank, 3), random(*(size,) * rank, 5, 3)
    large = ops.conv_transpose(small, kernel, strides, padding)
    assert large.shape[-1] == 5
    z = keras.Variable(np.zeros(large.shape, "float32"))
    with keras.GradientTape() as tape:
        y = ops.sum(ops.conv(z, kernel, strides, padding) * small)
    np.testing.assert_allclose(large, tape.gradient(y, z), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("rank", [1, 2, 3])
@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"strides": 2},
        {"strides": 2, "padding": "same"},
        {"strides": 3, "padding": "same", "output_padding": 2},
        {"strides": 2, "output_padding": 1},
        {"dilation_rate": 2},
        {"strides": 2, "data_format": "channels_first"},
    ],
)
def test_shapes_told_and_shapes_computed_agree(rank, arguments):
    layer = LAYERS[rank - 1](4, 3, **arguments)
    first = arguments.get("data_format") == "channels_first"
    shape = (2, 3, *range(5, 5 + rank)) if first else (2, *range(5, 5 + rank), 3)
    outputs = layer(random(*shape))
    assert tuple(outputs.shape) == layer.compute_output_shape(shape)
    unknown = tuple(
        None if i not in (0, 1 if first else rank + 1) else n for i, n in enumerate(shape)
    )
    symbolic = layer(keras.KerasTensor(unknown))
    known = tuple(n if m is not None else None for n, m in zip(outputs.shape, unknown, strict=True))
    assert symbolic.shape == known
    again = type(layer).from_config(layer.get_config())
    again.build(shape)
    again.set_weights(layer.get_weights())
    x = random(*shape)
    np.testing.assert_array_equal(again(x), layer(x))


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_op_takes_unknown_lengths(padding):
    inputs = keras.KerasTensor((None, None, 6, 3))
    outputs = ops.conv_transpose(inputs, random(3, 3, 4, 3), 2, padding)
    assert outputs.shape == (None, None, 13 if padding == "valid" else 12, 4)


def test_channels_have_to_match():
    with pytest.raises(ValueError, match="input channels must match the kernel"):
        ops.conv_transpose(keras.KerasTensor((2, 4, 3)), random(2, 4, 5), 2)
    unknown = keras.KerasTensor((2, 4, None))
    assert ops.conv_transpose(unknown, random(2, 4, 5), 2).shape == (2, 8, 4)


def test_output_padding_is_less_than_strides():
    with pytest.raises(ValueError, match="`output_padding` must be strictly less than `strides`"):
        layers.Conv2DTranspose(2, 3, strides=2, output_padding=2)


def test_it_trains():
    model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2DTranspose(1, 2, strides=2)])
    model.compile("adam", "mse")
    x = random(32, 4, 4, 1)
    losses = model.fit(x, x.repeat(2, 1).repeat(2, 2), epochs=30, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
