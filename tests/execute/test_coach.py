"""The coach: where training went wrong and why, while it goes on as in Keras. Real programs in real child processes."""

import contextlib
import io

import numpy as np
import pytest

from playground import events as ev
from playground import keras_names
from playground.execute import coach, execute
from playground.rehearsal import Recorder
from tests.programs import Events, divergence, gather_all, run

HEAD = """
import keras, numpy as np
from keras import layers, ops
keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(400, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
"""
MODEL = """
model = keras.Sequential([layers.Dense(4, activation="relu", name="hidden"), layers.Dense(1, name="out")])
"""
SHOW = """
print("finite:", all(np.isfinite(w).all() for w in model.get_weights()))
"""


def stopping(source: str) -> Events:
    """A run that stops where training goes wrong."""
    [events] = gather_all([ev.Run(source, stop_when_diverged=True)])
    return events


def found(events: Events) -> ev.Diverged:
    [diverged] = events.of(ev.Diverged)
    return diverged


TOO_FAST = (
    HEAD
    + MODEL
    + "model.compile(keras.optimizers.SGD(learning_rate=5.0), 'mse')\n"
    + "try:\n    history = model.fit(x, y, epochs=50, batch_size=20, verbose=0)\n"
    + "    print(len(history.history['loss']), history.history['loss'][-1])\nfinally:\n"
    + SHOW.replace("\nprint", "\n    print")
)


def test_a_learning_rate_that_is_too_high() -> None:
    """Keras trains on with nan, to the last epoch."""
    events = run(TOO_FAST)
    error = found(events)
    assert isinstance(events.ending, ev.Finished)
    assert (error.epoch, error.cause) == (1, "learning rate") and error.step > 1
    assert f"epoch 1, batch {error.step}" in error.message
    assert "learning rate is too high" in error.message
    assert "had grown from" in error.message and "ten times smaller" in error.advice
    assert events.printed == "50 nan\nfinite: False\n"
    epochs = events.of(ev.Epoch)
    assert epochs[-1].epoch == 50 and str(epochs[-1].logs["loss"]) == "nan"
    assert events.index(error) < events.index(epochs[0])


def test_where_a_run_is_to_stop_the_weights_are_those_from_before() -> None:
    events = stopping(TOO_FAST)
    assert found(events).cause == "learning rate"
    assert events.ending == ev.Stopped("the loss is not a number")
    assert events.printed == "finite: True\n" and not events.of(ev.Epoch)


def test_rates_that_are_tried_one_after_the_other() -> None:
    """Each fit that goes wrong is told of, once, also when the same model is trained again."""
    events = run(
        HEAD
        + "for rate in (0.01, 5.0, 0.1):\n    model = keras.Sequential([layers.Dense(4), layers.Dense(1)])\n"
        + "    model.compile(keras.optimizers.SGD(rate), 'mse')\n"
        + "    for again in range(2):\n"
        + "        history = model.fit(x, y, epochs=20, verbose=0)\n"
        + "    print(rate, np.isnan(history.history['loss'][-1]))\n"
    )
    assert events.printed == "0.01 False\n5.0 True\n0.1 False\n"
    assert found(events).line == 9 and "rate of 5 " in found(events).message


@pytest.mark.parametrize("how", ["", ", run_eagerly=True"])
def test_what_looking_back_does_is_not_seen(how: str) -> None:
    """Random numbers, counters, metrics and weights after the bad batch are what they are when nobody looks."""
    source = (
        HEAD
        + COUNTER.replace("109.0", "31.0")
        + "model = keras.Sequential([layers.Dropout(0.5), layers.Dense(4), Counter(), layers.Dense(1)])\n"
        + f"model.compile('sgd', 'mse', metrics=['mae', 'accuracy']{how})\n"
        + "history = model.fit(x, y, epochs=3, batch_size=20, verbose=0)\n"
        + "print(history.history, int(model.layers[2].n), np.random.rand(), int(model.optimizer.iterations))\n"
    )
    events = run(source)
    assert found(events).epoch == 2
    out = io.StringIO()
    with keras_names.available(), contextlib.redirect_stdout(out), np.errstate(all="ignore"):
        exec(source, {})
    assert events.printed == out.getvalue() != ""


COUNTER = """
class Counter(layers.Layer):
    def build(self, shape):
        self.n = self.add_weight(shape=(), initializer="zeros", trainable=False)
    def call(self, x, training=False):
        if training:
            self.n.assign_add(1.0)
        return x + 0.0 * ops.log(109.0 - self.n)
"""


@pytest.mark.parametrize("how", ["", ", run_eagerly=True", ", steps_per_execution=4"])
def test_late_in_a_fit_the_batch_is_found(how: str) -> None:
    """Batch 109 is the first bad one, whether batches are done alone or in blocks; it is not done."""
    events = stopping(
        HEAD
        + COUNTER
        + "model = keras.Sequential([layers.Dense(4), Counter(name='counter'), layers.Dense(1)])\n"
        + f"model.compile('sgd', 'mse'{how})\n"
        + "try:\n    model.fit(x, y, epochs=9, batch_size=20, verbose=0)\nfinally:\n"
        + "    print(int(model.layers[1].n), np.isfinite(model.get_weights()[0]).all())\n"
    )
    error = found(events)
    assert error.message.startswith(
        "The loss became nan in epoch 6, batch 9: log(0) in layer counter, line 14"
    )
    assert (error.epoch, error.step, error.layer, error.line) == (6, 9, "counter", 14)
    assert [e.epoch for e in events.of(ev.Epoch)] == [1, 2, 3, 4, 5]
    assert events.printed == "108 True\n"


def test_log_of_0_in_a_loss() -> None:
    error = divergence(
        HEAD
        + MODEL
        + "def mine(t, p):\n    return -ops.mean(t * ops.log(ops.relu(p)))\n"
        + "model.compile('sgd', mine)\nmodel.fit(x, y, verbose=0)\n"
    )
    assert "epoch 1, batch 1: log(0) in the loss, line 10" in error.message
    assert "ops.log(x + 1e-7)" in error.advice


def test_division_by_0_in_a_layer() -> None:
    error = divergence(
        HEAD
        + "class Norm(layers.Layer):\n    def call(self, x):\n"
        + "        return x / ops.sum(ops.relu(x) * 0, axis=-1, keepdims=True)\n"
        + "model = keras.Sequential([layers.Dense(4), Norm(name='norm'), layers.Dense(1)])\n"
        + "model.compile('sgd', 'mse')\nmodel.fit(x, y, verbose=0)\n"
    )
    assert "a division by 0 in layer norm, line 9" in error.message


def test_a_slope_that_is_infinite() -> None:
    error = divergence(
        HEAD
        + MODEL
        + "def root(t, p):\n    return ops.mean(ops.sqrt(ops.relu(p) * 0) + ops.square(t - p))\n"
        + "model.compile('sgd', root)\n"
        + "model.fit(x, y, verbose=0)"
    )
    assert error.message.startswith("The gradient of ") and "epoch 1, batch 1" in error.message
    assert "slope of `sqrt` at 0 is infinite, line 10" in error.message


def test_a_logarithm_hidden_behind_where() -> None:
    error = divergence(
        HEAD
        + MODEL
        + "def hidden(t, p):\n    r = ops.relu(p)\n    return ops.mean(ops.where(r > 0, ops.log(r), 0.0))\n"
        + "model.compile('sgd', hidden)\nmodel.fit(x, y, verbose=0)\n"
    )
    assert "slope of `log` at 0" in error.message and "both of its branches" in error.message


def test_activations_that_explode() -> None:
    error = divergence(
        HEAD
        + "model = keras.Sequential([layers.Dense(4, name='first'), "
        + "layers.Dense(4, activation='exponential', name='second'), layers.Dense(1)])\n"
        + "model.compile('sgd', 'mse')\nmodel.fit(x * 1e4, y, verbose=0)\n"
    )
    assert "activations explode, first in layer second" in error.message
    assert "`exp`" in error.message


def test_data_that_a_generator_makes() -> None:
    error = divergence(
        HEAD
        + MODEL
        + "def batches():\n    yield x[:20], y[:20]\n    yield x[20:40] * np.inf, y[20:40]\n"
        + "model.compile('sgd', 'mse')\nmodel.fit(batches(), verbose=0)\n"
    )
    assert "data are not finite in epoch 1, batch 2" in error.message


LOOP = """
optimizer = keras.optimizers.SGD(learning_rate=RATE)
for step in range(500):
    with tf.GradientTape() as tape:
        loss = LOSS
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
"""


def looped(rate: str, loss: str) -> str:
    source = LOOP.replace("RATE", rate).replace("LOSS", loss)
    return HEAD + "import tensorflow as tf\n" + MODEL + source + SHOW


def test_a_loop_of_ones_own_with_large_steps() -> None:
    source = looped("10.0", "ops.mean(ops.square(y - model(x)))")
    events = run(source + "print(float(loss))\n")
    error = found(events)
    assert "at step" in error.message and "learning rate is too high" in error.message
    assert error.epoch == 0 and error.step > 1
    assert events.printed == "finite: False\nnan\n"
    stopped = stopping(source)
    assert stopped.ending == ev.Stopped("the loss is not a number") and stopped.printed == ""


def test_a_loop_of_ones_own_with_a_slope() -> None:
    error = divergence(looped("0.1", "ops.mean(ops.sqrt(ops.relu(model(x)) * 0))"))
    assert "at step 1" in error.message and "slope of `sqrt` at 0" in error.message


def test_a_loop_of_ones_own_with_a_logarithm() -> None:
    error = divergence(looped("0.1", "-ops.mean(ops.log(ops.relu(model(x))))"))
    assert "log(0) in the loss" in error.message


def test_a_good_fit_is_left_alone() -> None:
    """What is watched gives the same numbers as what is not."""
    source = (
        HEAD
        + MODEL
        + "model.compile('adam', 'mse', metrics=['mae'])\n"
        + "model.fit(x, y, epochs=4, batch_size=30, verbose=0)\nprint(repr(model.evaluate(x, y, verbose=0)))\n"
    )
    watched = run(source).printed
    out = io.StringIO()
    with keras_names.available(), contextlib.redirect_stdout(out):
        exec(source, {})
    assert watched == out.getvalue() != ""


def test_where_copies_are_rare_the_batches_since_then_are_done_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A model so large that its state is copied once an epoch: the same batch is found."""
    monkeypatch.setattr(coach, "COPY_SHARE", 1e-9)
    copies = []
    keep = coach.State.keep
    monkeypatch.setattr(coach.State, "keep", lambda state: (copies.append(state), keep(state)))
    host = Recorder()
    execute(
        ev.Run(
            HEAD
            + COUNTER
            + "model = keras.Sequential([layers.Dense(4), Counter(name='counter'), layers.Dense(1)])\n"
            + "model.compile('sgd', 'mse', run_eagerly=True)\n"
            + "model.fit(x, y, epochs=9, batch_size=20, verbose=0)\n"
        ),
        host,
    )
    [error] = [event for event in host.events if isinstance(event, ev.Diverged)]
    assert "in epoch 6, batch 9: log(0) in layer counter, line 14" in error.message
    assert sum(state is copies[0] for state in copies) <= 7  # once when built, once an epoch
