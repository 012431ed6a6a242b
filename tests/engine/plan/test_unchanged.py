"""A second `fit` records nothing when nothing has changed, and sees whatever has."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from playground import engine as keras
from playground.engine.plan import step as steps

X = np.random.default_rng(1).standard_normal((44, 4)).astype("float32")
Y = (X[:, :1] > X[:, 1:2]).astype("float32")


def model_of(eager=False):
    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(6, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.01)),
            layers.LayerNormalization(),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        keras.optimizers.RMSprop(0.01),
        keras.losses.BinaryCrossentropy(label_smoothing=0.1),
        metrics=["accuracy"],
        run_eagerly=eager,
    )
    return model


def fit(model, x=X, y=Y, **more):
    return model.fit(x, y, batch_size=10, epochs=4, verbose=0, shuffle=False, **more)


@pytest.fixture
def recorded(monkeypatch):
    """A list that gets an entry whenever a step is recorded."""
    found = []
    recording = steps.recording

    def counted(batch, *more):
        found.append(batch)
        return recording(batch, *more)

    monkeypatch.setattr(steps, "recording", counted)
    return found


def test_nothing_is_recorded_when_nothing_has_changed(recorded):
    model = model_of()
    fit(model, validation_split=0.2)
    assert recorded
    recorded.clear()
    fit(model, validation_split=0.2)
    model.evaluate(X[-9:], Y[-9:], batch_size=10, verbose=0)
    model.set_weights([w * 0.5 for w in model.get_weights()])
    model.optimizer.learning_rate = 0.02
    fit(model, validation_split=0.2)
    assert not recorded


def _slope(model):
    model.layers[2].negative_slope = 0.7


def _activation(model):
    model.layers[0].activation = keras.activations.relu


def _frozen(model):
    model.layers[0].trainable = False


def _regularizer(model):
    model.layers[0].kernel_regularizer.l2 = 0.5


def _no_regularizer(model):
    model.layers[0].kernel._regularizer = None
    model.layers[0].kernel_regularizer = None


def _epsilon(model):
    model.layers[1].epsilon = 0.5


def _optimizer(model):
    model.optimizer.rho = 0.5


def _clipping(model):
    model.optimizer.clipnorm = 0.01


def _loss(model):
    model.loss._fn_kwargs["label_smoothing"] = 0.4


def _call(model):
    layer = model.layers[0]
    call = layer.call
    layer.call = lambda inputs: call(inputs) * 0.5


@functools.cache
def trained(eager, change):
    """Loss, accuracy and weights after a `fit`, a change and another `fit`."""
    model = model_of(eager)
    fit(model)
    if change is not None:
        change(model)
    history = fit(model).history
    return [*history.values(), *model.get_weights()]


@pytest.mark.parametrize(
    "change",
    [
        _slope, _activation, _frozen, _regularizer, _no_regularizer, _epsilon, _optimizer, _clipping, _loss, _call
    ],
)  # fmt: skip
def test_a_change_is_seen_by_the_next_fit(change):
    seen = trained(False, change)
    for a, b in zip(trained(True, change), seen, strict=True):
        np.testing.assert_allclose(b, a, rtol=2e-4, atol=1e-6)
    assert not np.allclose(seen[1], trained(False, None)[1], rtol=1e-4)


def test_a_change_of_the_settings_is_seen(recorded, monkeypatch):
    model = model_of()
    fit(model)
    recorded.clear()
    monkeypatch.setattr(keras.config, "_epsilon", 1e-3)
    fit(model)
    assert recorded


def test_a_change_in_the_middle_of_a_fit_counts_from_the_next(recorded):
    model = model_of()
    fit(model)
    fit(model, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: _slope(model))])
    recorded.clear()
    fit(model)
    assert recorded


def test_plans_of_other_batches_are_forgotten_with_a_change():
    def trained(eager):
        model = model_of(eager)
        fit(model)  # batches of 10 and of 4
        _slope(model)
        fit(model, X[:40], Y[:40])  # batches of 10 only
        fit(model)
        return fit(model).history["loss"]

    np.testing.assert_allclose(trained(False), trained(True), rtol=1e-4)


def test_another_dtype_or_structure_is_recorded_anew(recorded):
    model = model_of()
    fit(model)
    recorded.clear()
    fit(model, X, Y.astype("int32"))
    assert recorded
    recorded.clear()
    fit(model, X, Y.astype("int32"))
    assert not recorded
    fit(model, [X], Y.astype("int32"))
    assert recorded


def test_the_learners_own_code_is_recorded_in_every_fit(recorded):
    class Doubled(keras.layers.Layer):
        def call(self, inputs):
            return inputs * 2.0

    def half_squared(y_true, y_pred):
        return keras.ops.square(y_true - y_pred) / 2

    layer = keras.Sequential([keras.Input((4,)), Doubled(), keras.layers.Dense(1)])
    layer.compile("sgd", "mse")
    loss = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    loss.compile("sgd", half_squared)
    activation = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, lambda x: x * 2.0)])
    activation.compile("sgd", "mse")
    for model in (layer, loss, activation):
        fit(model)
        fit(model)
        recorded.clear()
        fit(model)
        assert recorded
