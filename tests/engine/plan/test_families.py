"""Recurrent, attending, convolving and embedding layers: the plan equals the eager step, and there is a plan."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras

layers, ops = keras.layers, keras.ops
RANDOM = np.random.default_rng(9)
SERIES = RANDOM.standard_normal((22, 6, 3)).astype("float32")
SERIES[::3, 4:] = 0  # what Masking leaves out
PICTURES = RANDOM.standard_normal((22, 8, 8, 2)).astype("float32")
WORDS = RANDOM.integers(-1, 30, (22, 7)).clip(0)
LINES = RANDOM.standard_normal((22, 40, 16)).astype("float32")


def of(shape, *inner, dtype=None):
    return lambda: keras.Sequential(
        [keras.Input(shape, dtype=dtype), *[make() for make in inner], layers.Dense(2)]
    )


class SumOfSteps(layers.Layer):
    """Cuts of one array, used twice, added in several ways."""

    def build(self, input_shape):
        self.w = self.add_weight(shape=(3, 4))
        self.b = self.add_weight(shape=(4,))

    def call(self, x):
        first = [ops.tanh(x[:, t] @ self.w + self.b) for t in range(6)]
        second = [ops.sigmoid(x[:, t] @ self.w) for t in (5, 2, 0, 1)]
        return first[0] + first[1] * second[2] + sum(first[2:]) - second[0] * second[1] * first[5]


class Overlapping(layers.Layer):
    """Slices of one array that overlap: their gradients add up."""

    def call(self, x):
        x = ops.tanh(layers.Flatten()(x))
        return x[:, :8] * x[:, 4:12] + x[:, 10:] + x[:, 5:6] * x[:, -1:]


class Products(layers.Layer):
    """Products that `einsum` can say, with axes in every order."""

    def build(self, input_shape):
        self.w = self.add_weight(shape=(3, 2, 5))

    def call(self, x):
        y = ops.tanh(ops.einsum("bts,sij->jbit", x, self.w))
        z = ops.einsum("bts,bus->but", x, ops.tanh(x))
        y = ops.tanh(ops.einsum("jbit,but->buij", y, z))
        z = ops.einsum("buij,u->bi", y, z[0, 0])
        return ops.tanh(ops.concatenate([ops.einsum("buij->bj", y), z], -1))


MODELS = {
    "lstm": (of((6, 3), lambda: layers.LSTM(4)), SERIES),
    "gru": (of((6, 3), lambda: layers.GRU(4)), SERIES),
    "gru with one bias": (of((6, 3), lambda: layers.GRU(4, reset_after=False)), SERIES),
    "simple": (of((6, 3), lambda: layers.SimpleRNN(4, go_backwards=True)), SERIES),
    "stacked": (
        of((6, 3), lambda: layers.LSTM(4, return_sequences=True), lambda: layers.GRU(3)),
        SERIES,
    ),
    "averaged over time": (
        of((6, 3), lambda: layers.LSTM(4, return_sequences=True), layers.GlobalAveragePooling1D),
        SERIES,
    ),
    "sum over time": (
        of(
            (6, 3),
            lambda: layers.SimpleRNN(4, return_sequences=True),
            lambda: layers.Lambda(lambda x: ops.sum(x, axis=1)),
        ),
        SERIES,
    ),
    "mean over time and back": (
        of(
            (6, 3),
            lambda: layers.GRU(4, return_sequences=True),
            lambda: layers.Lambda(lambda x: x - ops.mean(x, axis=1, keepdims=True)),
            layers.GlobalMaxPooling1D,
        ),
        SERIES,
    ),
    "both ways": (of((6, 3), lambda: layers.Bidirectional(layers.LSTM(3))), SERIES),
    "masked": (of((6, 3), layers.Masking, lambda: layers.LSTM(4)), SERIES),
    "dropping": (
        of((6, 3), lambda: layers.LSTM(4, dropout=0.2, recurrent_dropout=0.2, use_bias=False)),
        SERIES,
    ),
    "at every time": (
        of((6, 3), lambda: layers.TimeDistributed(layers.Dense(4, "relu")), layers.Flatten),
        SERIES,
    ),
    "own steps": (of((6, 3), SumOfSteps), SERIES),
    "overlapping": (of((6, 3), Overlapping), SERIES),
    "products": (of((6, 3), Products), SERIES),
    "convolution": (
        of(
            (8, 8, 2),
            lambda: layers.Conv2D(3, 3, padding="same", activation="relu"),
            layers.MaxPooling2D,
            lambda: layers.Conv2D(4, 2, strides=2, activation="tanh"),
            layers.Flatten,
        ),
        PICTURES,
    ),
    "odd pools": (
        of(
            (8, 8, 2),
            lambda: layers.Conv2D(3, 2),
            lambda: layers.MaxPooling2D(3, strides=2),
            lambda: layers.AveragePooling2D(2),
            layers.Flatten,
        ),
        PICTURES,
    ),
    "wide pictures": (
        of(
            (40, 16),
            lambda: layers.Conv1D(8, 3, activation="relu"),
            lambda: layers.MaxPooling1D(2),
            lambda: layers.SeparableConv1D(4, 3),
            layers.LayerNormalization,
            layers.GlobalAveragePooling1D,
        ),
        LINES,
    ),
    "turned convolution": (
        of(
            (8, 8, 2),
            lambda: layers.Conv2DTranspose(2, 3, strides=2),
            lambda: layers.DepthwiseConv2D(3),
            layers.GlobalAveragePooling2D,
        ),
        PICTURES,
    ),
    "normalized pictures": (
        of(
            (8, 8, 2),
            lambda: layers.Conv2D(4, 3),
            layers.BatchNormalization,
            lambda: layers.GroupNormalization(2),
            layers.GlobalMaxPooling2D,
        ),
        PICTURES,
    ),
    "words": (
        of((7,), lambda: layers.Embedding(30, 5), layers.GlobalAveragePooling1D, dtype="int32"),
        WORDS,
    ),
    "masked words": (
        of(
            (7,),
            lambda: layers.Embedding(30, 5, mask_zero=True),
            lambda: layers.GRU(3),
            dtype="int32",
        ),
        WORDS,
    ),
    "many words": (
        of((7,), lambda: layers.Embedding(2500, 16), layers.Flatten, dtype="int32"),
        WORDS * 80,
    ),
}


def attending():
    inputs = keras.Input((40, 16))
    x = layers.MultiHeadAttention(2, 3)(inputs, inputs, use_causal_mask=True)
    x = layers.LayerNormalization()(layers.Add()([inputs, x]))
    x = layers.EinsumDense("abc,cd->abd", output_shape=(None, 6), bias_axes="d")(x)
    x = layers.Attention()([x, x])
    return keras.Model(inputs, layers.Dense(2)(layers.GlobalAveragePooling1D()(x)))


MODELS["attention"] = (attending, LINES)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("batch", [5, 11])
def test_families(name, batch):
    make, x = MODELS[name]
    y = RANDOM.standard_normal((len(x), 2)).astype("float32")

    def trained(eager):
        keras.utils.clear_session()
        keras.utils.set_random_seed(3)
        model = make()
        model.compile(keras.optimizers.SGD(0.05), "mse", metrics=["mae"], run_eagerly=eager)
        history = model.fit(x, y, batch, epochs=5, verbose=0, validation_data=(x[:7], y[:7]))
        if not eager:
            plans = model._plans["train_step"]
            assert plans.problem is None and plans.last is not None
        return history.history, [v.numpy() for v in model.variables]

    (eager, state), (plan, plan_state) = trained(True), trained(False)
    for key, values in eager.items():
        np.testing.assert_allclose(plan[key], values, rtol=5e-5, atol=1e-6, err_msg=key)
    for a, b in zip(state, plan_state, strict=True):
        scale = max(1e-2, float(np.abs(a).max(initial=0)))
        np.testing.assert_allclose(b, a, rtol=0, atol=2e-5 * scale)
