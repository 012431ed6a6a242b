"""An observer gives a running `fit` other data: from that epoch on, and as if `fit` had been called with them."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, observe

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(57, 2)).astype("float32")
Y = (X[:, :1] * X[:, 1:] > 0).astype("float32")
FIRST, WITH_MORE, VALIDATION = slice(0, 24), slice(0, 45), (X[45:], Y[45:])


class Gives(observe.Observer):
    """Other data before epoch 3. It wants to hear of batches `interval` seconds apart."""

    def __init__(self, interval: float, weight: np.ndarray | None = None) -> None:
        self.batch_interval, self._weight = interval, weight
        self.steps: list[tuple[int, int]] = []

    def data_of_epoch(self, model, epoch):
        return (X[WITH_MORE], Y[WITH_MORE], self._weight) if epoch == 3 else None

    def batch_ended(self, model, epoch, step, logs):
        self.steps.append((epoch, step))


def made(eagerly: bool = False):
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(6, activation="tanh"),
            layers.Dropout(0.2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"], run_eagerly=eagerly)
    return model


def fitted(model, until: int, begin: int, rows: slice, **options):
    history = model.fit(
        X[rows],
        Y[rows],
        epochs=until,
        initial_epoch=begin,
        batch_size=8,
        validation_data=VALIDATION,
        verbose=0,
        **options,
    )
    return history.history


def assert_same(model, history, other, other_history, tolerance: float) -> None:
    assert history.keys() == other_history.keys()
    for name, values in history.items():
        np.testing.assert_allclose(values, other_history[name], rtol=tolerance, err_msg=name)
    for own, others in zip(model.get_weights(), other.get_weights()):
        np.testing.assert_allclose(own, others, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("interval", [0.0, 10.0])
@pytest.mark.parametrize("shuffle", [True, False])
def test_numbers_are_those_of_a_fit_on_the_longer_arrays(interval: float, shuffle: bool) -> None:
    model, watch = made(), Gives(interval)
    with observe.observed_by(watch):
        history = fitted(model, 6, 0, FIRST, shuffle=shuffle)
    plain = made()
    first = fitted(plain, 3, 0, FIRST, shuffle=shuffle)
    then = fitted(plain, 6, 3, WITH_MORE, shuffle=shuffle)
    assert_same(model, history, plain, {name: first[name] + then[name] for name in first}, 1e-6)
    if not interval:
        assert watch.steps == [(e, s) for e in range(6) for s in range(3 if e < 3 else 6)]

    eager = made(eagerly=True)
    with observe.observed_by(Gives(interval)):
        told = fitted(eager, 6, 0, FIRST, shuffle=shuffle)
    assert_same(model, history, eager, told, 2e-5)


def test_weights_of_classes_and_of_samples_come_along() -> None:
    weight = np.linspace(0.5, 2, 45).astype("float32")
    for options, given in (({"class_weight": {0: 1.0, 1: 3.0}}, None), ({}, weight)):
        model = made()
        with observe.observed_by(Gives(0.0, given)):
            history = fitted(model, 5, 0, FIRST, **options)
        plain = made()
        fitted(plain, 3, 0, FIRST, **options)
        then = fitted(plain, 5, 3, WITH_MORE, sample_weight=given, **options)
        assert_same(model, {n: v[3:] for n, v in history.items()}, plain, then, 1e-6)


def test_callbacks_are_told_how_many_batches_there_are_now() -> None:
    told = []

    class Steps(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            told.append((self.params["steps"], self.params["epochs"]))

    with observe.observed_by(Gives(0.0)):
        fitted(made(), 5, 0, FIRST, callbacks=[Steps()])
    assert told == [(3, 5)] * 3 + [(6, 5)] * 2
