"""The coach: where training went wrong, why, and that nothing is lost. Real programs in real child processes."""

import contextlib
import io

import pytest

from playground import events as ev
from playground import keras_names
from playground.execute import coach, execute
from playground.rehearsal import Recorder
from tests.programs import Events, failure, run

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
KEPT = """
except ArithmeticError as error:
    print("finite:", all(np.isfinite(w).all() for w in model.get_weights()))
    raise
"""


def guarded(fit: str) -> str:
    """`fit` as a program that looks at its weights when it ends."""
    return "try:\n" + "".join(f"    {line}\n" for line in fit.strip().splitlines()) + KEPT.lstrip()


def test_a_learning_rate_that_is_too_high() -> None:
    events = run(
        HEAD
        + MODEL
        + "model.compile(keras.optimizers.SGD(learning_rate=5.0), 'mse')\n"
        + guarded("model.fit(x, y, epochs=50, batch_size=20, verbose=0)")
    )
    error = events.ending
    assert isinstance(error, ev.Failed) and error.kind == "Diverged"
    assert "epoch 1, batch" in error.message and "learning rate is too high" in error.message
    assert "had grown from" in error.message and "ten times smaller" in error.advice
    assert events.printed == "finite: True\n"


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
    events = run(
        HEAD
        + COUNTER
        + "model = keras.Sequential([layers.Dense(4), Counter(name='counter'), layers.Dense(1)])\n"
        + f"model.compile('sgd', 'mse'{how})\n"
        + guarded("model.fit(x, y, epochs=9, batch_size=20, verbose=0)").replace(
            "    raise", "    print(int(model.layers[1].n))\n    raise"
        )
    )
    error = events.ending
    assert isinstance(error, ev.Failed), error
    assert error.message.startswith(
        "The loss became nan in epoch 6, batch 9: log(0) in layer counter, line 14"
    )
    assert [e.epoch for e in events.of(ev.Epoch)] == [1, 2, 3, 4, 5]
    assert events.printed == "finite: True\n108\n"


def test_log_of_0_in_a_loss() -> None:
    error = failure(
        HEAD
        + MODEL
        + "def mine(t, p):\n    return -ops.mean(t * ops.log(ops.relu(p)))\n"
        + "model.compile('sgd', mine)\nmodel.fit(x, y, verbose=0)\n"
    )
    assert "epoch 1, batch 1: log(0) in the loss, line 10" in error.message
    assert "ops.log(x + 1e-7)" in error.advice


def test_division_by_0_in_a_layer() -> None:
    error = failure(
        HEAD
        + "class Norm(layers.Layer):\n    def call(self, x):\n"
        + "        return x / ops.sum(ops.relu(x) * 0, axis=-1, keepdims=True)\n"
        + "model = keras.Sequential([layers.Dense(4), Norm(name='norm'), layers.Dense(1)])\n"
        + "model.compile('sgd', 'mse')\nmodel.fit(x, y, verbose=0)\n"
    )
    assert "a division by 0 in layer norm, line 9" in error.message


def test_a_slope_that_is_infinite() -> None:
    events = run(
        HEAD
        + MODEL
        + "def root(t, p):\n    return ops.mean(ops.sqrt(ops.relu(p) * 0) + ops.square(t - p))\n"
        + "model.compile('sgd', root)\n"
        + guarded("model.fit(x, y, verbose=0)")
    )
    error = events.ending
    assert isinstance(error, ev.Failed)
    assert error.message.startswith("The gradient of ") and "epoch 1, batch 1" in error.message
    assert "slope of `sqrt` at 0 is infinite, line 10" in error.message
    assert events.printed == "finite: True\n"


def test_a_logarithm_hidden_behind_where() -> None:
    error = failure(
        HEAD
        + MODEL
        + "def hidden(t, p):\n    r = ops.relu(p)\n    return ops.mean(ops.where(r > 0, ops.log(r), 0.0))\n"
        + "model.compile('sgd', hidden)\nmodel.fit(x, y, verbose=0)\n"
    )
    assert "slope of `log` at 0" in error.message and "both of its branches" in error.message


def test_activations_that_explode() -> None:
    error = failure(
        HEAD
        + "model = keras.Sequential([layers.Dense(4, name='first'), "
        + "layers.Dense(4, activation='exponential', name='second'), layers.Dense(1)])\n"
        + "model.compile('sgd', 'mse')\nmodel.fit(x * 1e4, y, verbose=0)\n"
    )
    assert "activations explode, first in layer second" in error.message
    assert "`exp`" in error.message


def test_data_that_a_generator_makes() -> None:
    error = failure(
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


def looped(rate: str, loss: str) -> Events:
    source = LOOP.replace("RATE", rate).replace("LOSS", loss)
    return run(
        HEAD + "import tensorflow as tf\n" + MODEL + guarded("model.compile(loss='mse')" + source)
    )


def test_a_loop_of_ones_own_with_large_steps() -> None:
    events = looped("10.0", "ops.mean(ops.square(y - model(x)))")
    error = events.ending
    assert isinstance(error, ev.Failed) and "at step" in error.message
    assert "learning rate is too high" in error.message and events.printed == "finite: True\n"


def test_a_loop_of_ones_own_with_a_slope() -> None:
    events = looped("0.1", "ops.mean(ops.sqrt(ops.relu(model(x)) * 0))")
    error = events.ending
    assert isinstance(error, ev.Failed) and "at step 1" in error.message
    assert "slope of `sqrt` at 0" in error.message and events.printed == "finite: True\n"


def test_a_loop_of_ones_own_with_a_logarithm() -> None:
    error = looped("0.1", "-ops.mean(ops.log(ops.relu(model(x))))").ending
    assert isinstance(error, ev.Failed) and "log(0) in the loss" in error.message


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
    error = host.events[-1]
    assert isinstance(error, ev.Failed), error
    assert "in epoch 6, batch 9: log(0) in layer counter, line 14" in error.message
    assert sum(state is copies[0] for state in copies) <= 7  # once when built, once an epoch
