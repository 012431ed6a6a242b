"""Recurrent layers: what a state, a mask and a direction mean. Numbers are compared with Keras's in tests/parity."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops
from tests.engine.finite_differences import check_gradients

LAYERS = [layers.SimpleRNN, layers.LSTM, layers.GRU]
x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")


@pytest.mark.parametrize("cls", LAYERS)
def test_shapes(cls):
    assert cls(4)(x).shape == (2, 4)
    assert cls(4, return_sequences=True)(x).shape == (2, 5, 4)
    output, *states = cls(4, return_state=True)(x)
    assert [s.shape for s in states] == [(2, 4)] * (2 if cls is layers.LSTM else 1)
    np.testing.assert_array_equal(output, states[0])
    unknown = cls(4, return_sequences=True)(keras.Input((None, 3)))
    assert unknown.shape == (None, None, 4)


@pytest.mark.parametrize("cls", LAYERS)
def test_a_masked_tail_changes_nothing(cls):
    layer = cls(4)
    mask = np.array([[True] * 3 + [False] * 2] * 2)
    np.testing.assert_allclose(layer(x, mask=mask), layer(x[:, :3]), rtol=1e-6)


@pytest.mark.parametrize("cls", LAYERS)
def test_a_stateful_layer_goes_on(cls):
    layer, whole = cls(4, stateful=True), cls(4)
    whole(x)
    layer(x[:, :2])
    layer.cell.set_weights(whole.cell.get_weights())
    layer.reset_state()
    layer(x[:, :2])
    np.testing.assert_allclose(layer(x[:, 2:]), whole(x), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match="batch size of 2"):
        layer(x[:1])


@pytest.mark.parametrize("cls", LAYERS)
def test_an_initial_state_is_a_beginning(cls):
    layer = cls(4, return_state=True)
    _, *states = layer(x[:, :2])
    output, *_ = layer(x[:, 2:], initial_state=states)
    np.testing.assert_allclose(output, layer(x)[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("cls", LAYERS)
def test_gradients(cls):
    layer = cls(2, dtype="float64")
    layer.build((1, 3, 2))
    rng = np.random.default_rng(1)

    def run(inputs, *weights):
        values = iter(weights)
        fresh = [next(values) for _ in layer.trainable_variables]
        return layer.stateless_call(fresh, layer.non_trainable_variables, inputs)[0]

    weights = [rng.normal(size=w.shape) for w in layer.trainable_variables]
    check_gradients(run, rng.normal(size=(1, 3, 2)), *weights, order=1)


def test_dropout_uses_one_mask_for_all_steps():
    keras.utils.set_random_seed(0)  # two masks of four may well be the same
    layer = layers.SimpleRNN(
        3, dropout=0.5, activation=None, recurrent_initializer="zeros", return_sequences=True
    )
    layer.build((1, 6, 4))
    y = layer(np.ones((1, 6, 4)), training=True).numpy()
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 6, 1))
    assert not np.allclose(y, layer(np.ones((1, 6, 4)), training=True))


def test_bidirectional():
    layer = layers.Bidirectional(layers.GRU(4, return_sequences=True))
    y = layer(x)
    assert y.shape == layer.compute_output_shape(x.shape) == (2, 5, 8)
    np.testing.assert_allclose(y[..., :4], layer.forward_layer(x), rtol=1e-6)
    np.testing.assert_allclose(y[:, ::-1, 4:], layer.backward_layer(x), rtol=1e-6)
    copy = layers.Bidirectional.from_config(layer.get_config())
    copy.build(x.shape)
    copy.set_weights(layer.get_weights())
    np.testing.assert_array_equal(copy(x), y)
    with pytest.raises(ValueError, match="merge mode"):
        layers.Bidirectional(layers.GRU(4), merge_mode="max")


def test_cells_in_a_row_are_layers_in_a_row():
    row = layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)])
    y = row(x)
    first, second = layers.LSTM(4, return_sequences=True), layers.GRU(3)
    second(first(x))
    for layer, cell in zip((first, second), row.cell.cells):
        layer.set_weights(cell.get_weights())
    np.testing.assert_allclose(y, second(first(x)), rtol=1e-5, atol=1e-6)


def test_a_learners_own_cell():
    class Count(layers.Layer):
        state_size = 1

        def call(self, inputs, states):
            return states[0] + 1, [states[0] + 1]

    assert layers.RNN(Count())(x).numpy().tolist() == [[5.0], [5.0]]
    with pytest.raises(ValueError, match="state_size"):
        layers.RNN(layers.Dense(2))


@pytest.mark.parametrize("cls", LAYERS)
def test_config_and_training(cls):
    layer = cls(8, recurrent_dropout=0.1, kernel_regularizer="l2", seed=1)
    copy = cls.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()
    assert copy.units == 8
    with pytest.raises(ValueError, match="`units`"):
        cls(0)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([cls(8), layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.02), "mse")
    inputs = np.random.default_rng(0).normal(size=(64, 4, 2)).astype("float32")
    history = model.fit(inputs, ops.sum(inputs, (1, 2)), epochs=8, batch_size=8, verbose=0).history[
        "loss"
    ]
    assert history[-1] < 0.8 * history[0]


@pytest.mark.parametrize(
    "cells", [layers.LSTMCell, lambda n: [layers.GRUCell(n), layers.LSTMCell(n)]]
)
def test_cells_may_have_another_dtype_than_the_layer_around_them(cells):
    x = np.random.default_rng(0).normal(size=(2, 5, 3)).astype("float32")
    layer = layers.RNN(cells(4), return_state=True, dtype="mixed_float16")
    found = [t for part in layer(x) for t in (part if isinstance(part, list) else [part])]
    assert layer.cell.compute_dtype == "float32"
    assert {t.dtype for t in found} == {"float16"}


@pytest.mark.parametrize("cls", LAYERS)
@pytest.mark.parametrize("mode", ["concat", "sum", None])
def test_bidirectional_gives_zeros_at_masked_steps(cls, mode):
    mask = np.array([[True, False, True, True, False], [False, True, True, False, False]])
    layer = layers.Bidirectional(cls(2, return_sequences=True), merge_mode=mode)
    outputs = layer(x, mask=mask)
    for output in outputs if mode is None else [outputs]:
        assert np.all(output.numpy()[~mask] == 0)
        assert np.all(output.numpy()[mask] != 0)
    last = layers.Bidirectional(cls(2), merge_mode=mode)
    alone = last(x[:1, [0, 2, 3]]), last(x[:1], mask=mask[:1])  # a last output ignores masked steps
    for short, masked in zip(*alone) if mode is None else [alone]:
        np.testing.assert_allclose(masked, short, rtol=1e-5)


def test_bidirectional_wants_a_layer_that_goes_forwards():
    with pytest.raises(ValueError, match="go_backwards"):
        layers.Bidirectional(layers.GRU(2, go_backwards=True))
    layers.Bidirectional(layers.GRU(2, go_backwards=True), backward_layer=layers.GRU(2))


@pytest.mark.parametrize("cls", LAYERS)
def test_kept_states_are_no_weights(cls):
    layer = cls(2, stateful=True)
    first, second = layer(x).numpy(), layer(x).numpy()
    assert np.abs(first - second).max() > 1e-4
    assert [w.path.split("/")[-1] for w in layer.weights] == ["kernel", "recurrent_kernel", "bias"]
    layer.reset_state()
    np.testing.assert_array_equal(layer(x), first)
