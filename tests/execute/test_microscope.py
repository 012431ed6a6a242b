"""What the microscope tells of a model is what the model computes, and the gradients are those of each sample alone."""

from typing import Any

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground.engine import GradientTape, layers, ops
from playground.execute import execute
from playground.execute.microscope import Microscope, slide_of, trace
from tests import programs
from tests.execute.test_weights import Desk

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
Y = (X[:, :1] > 0).astype("float32")


class Own(layers.Layer):
    def __init__(self, units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units, self.activation = units, keras.activations.get(activation)

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units), name="numbers")
        self.b = self.add_weight(shape=(self.units,), initializer="random_normal")

    def call(self, inputs):
        return self.activation(ops.matmul(inputs, self.W) + self.b)


def keys_of(model) -> dict[int, str]:
    return {id(layer): layer.name for layer in model.layers}


def seen(model, x: Any = X, y: Any = Y) -> ev.Trace:
    slide = slide_of(x, y)
    assert slide is not None
    return trace(model, slide, keys_of(model), 1, 0)


def by_layer(told: ev.Trace) -> dict[str, tuple[ev.Quantity, ...]]:
    return {layer.layer: layer.quantities for layer in told.layers}


def numbers(array: ev.Array | None) -> np.ndarray:
    assert array is not None
    return array.numpy()


def sequential(*stack, loss="binary_crossentropy"):
    model = keras.Sequential(list(stack))
    model.compile("sgd", loss)
    model.build((None, 3))
    return model


def test_an_own_layer_is_told_operation_by_operation() -> None:
    model = sequential(Own(4, "tanh", name="first"), layers.Dense(1, activation="sigmoid"))
    told = by_layer(seen(model))["first"]
    assert [(q.name, q.kind, q.operands) for q in told] == [
        ("inputs", "input", ()),
        ("W", "weight", ()),
        ("matmul", "operation", (0, 1)),
        ("b", "weight", ()),
        ("add", "operation", (2, 3)),
        ("tanh", "operation", (4,)),
    ]
    inputs, w, product, b, z, a = (numbers(q.values) for q in told)
    assert np.allclose(product, inputs @ w) and np.allclose(z, product + b)
    assert np.allclose(a, np.tanh(z))


def single(model, x, y, row):
    """The loss of one sample and its gradient with respect to the first layer's outputs, without the microscope."""
    first, *rest = model.layers
    with GradientTape() as tape:
        out = first(x[row : row + 1], training=False)
        tape.watch(out)
        answer = out
        for layer in rest:
            answer = layer(answer, training=False)
        loss = model.compute_loss(y=ops.convert_to_tensor(y[row : row + 1]), y_pred=answer)
    return float(loss), np.asarray(tape.gradient(loss, out))


@pytest.mark.parametrize(
    "loss",
    [
        "binary_crossentropy",
        keras.losses.MeanSquaredError(reduction="sum"),
        lambda y, p: ops.mean(ops.square(y - p)) ** 2,  # no mean of its samples' losses
    ],
)
def test_losses_and_gradients_are_those_of_each_sample_alone(loss) -> None:
    model = sequential(Own(4, "tanh", name="first"), Own(1, "sigmoid"), loss=loss)
    told = seen(model)
    gradient = numbers(by_layer(told)["first"][-1].gradient)
    for at in (0, 7, len(told.samples) - 1):
        own_loss, own_gradient = single(model, X, Y, told.samples[at])
        assert numbers(told.losses)[at] == pytest.approx(own_loss, rel=1e-4)
        assert np.allclose(gradient[at], own_gradient[0], rtol=1e-3, atol=1e-7)


def test_two_heads_and_a_shortcut() -> None:
    inputs = keras.Input((3,))
    h = Own(3, ops.sin, name="bent")(inputs)
    h = layers.Add(name="sum")([h, inputs])
    model = keras.Model(inputs, [Own(1, "sigmoid", name="one")(h), layers.Dense(1, name="two")(h)])
    model.compile("sgd", ["binary_crossentropy", "mse"])
    told = seen(model, X, [Y, X[:, 1:2]])
    layers_seen = by_layer(told)
    assert list(layers_seen) == ["bent", "sum", "one", "two"]
    total = layers_seen["sum"]
    assert [q.name for q in total] == ["inputs[0]", "inputs[1]", "add"]
    assert np.allclose(numbers(total[2].gradient), numbers(total[0].gradient))


def test_classes_over_time_and_words() -> None:
    words = np.random.default_rng(1).integers(0, 5, (12, 4))
    model = keras.Sequential(
        [layers.Embedding(5, 2), layers.SimpleRNN(3, name="rnn"), layers.Dense(5)]
    )
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model(words)
    told = seen(model, words, words[:, 0])
    assert told.losses is not None and np.isfinite(numbers(told.losses)).all()
    assert {"rnn", "dense"} <= {name.rstrip("_0123456789") for name in by_layer(told)}


def test_what_is_large_is_left_out_and_the_model_stays_as_it_was() -> None:
    x = np.random.default_rng(0).normal(size=(30, 200)).astype("float32")
    model = keras.Sequential([layers.Dense(300), layers.BatchNormalization(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(x, x[:, :1], epochs=1, verbose=0)
    before = [np.array(w) for w in model.get_weights()]
    told = seen(model, x, x[:, :1])
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights()))
    first = told.layers[0].quantities
    assert first[0].values is None and first[1].values is None and first[0].shape == (200,)
    assert len(ev.to_json([told])) < 400_000


def test_nothing_is_seen_of_data_that_are_no_arrays_or_of_a_call_that_takes_no_other_batch() -> (
    None
):
    class Picky(layers.Layer):
        def call(self, inputs):
            if inputs.shape[0] != 8:
                raise ValueError("eight")
            return inputs

    assert slide_of(X, None) is None and slide_of(X, Y[:3]) is None
    model = keras.Sequential([Picky(), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X[:8], Y[:8], batch_size=8, verbose=0)
    microscope = Microscope()
    assert microscope.look({}, 0, 0) is None
    unbuilt = keras.Sequential([layers.Dense(1)])
    microscope.fit_started(unbuilt, X, Y, "model")
    assert microscope.look({}, 0, 0) is None and not unbuilt.built
    microscope.fit_started(model, X, Y, "model")
    assert microscope.look(keys_of(model), 1, 0) is None


def test_a_run_ends_with_a_trace_that_knows_the_lines() -> None:
    told = programs.run(
        "import keras, numpy as np\n"
        "class Double(keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        y = x * 2.0\n"
        "        return keras.ops.tanh(y)\n"
        "model = keras.Sequential([Double(), keras.layers.Dense(1)])\n"
        "model.compile('sgd', 'mse')\n"
        "model.fit(np.ones((8, 2), 'float32'), np.ones((8, 1)), epochs=2, verbose=0)\n"
    )
    found = [e for e in told if isinstance(e, ev.Trace)]
    assert len(found) == 1 and (found[0].epoch, found[0].step) == (2, 0)
    double = found[0].layers[0].quantities
    assert [(q.name, q.line) for q in double if q.kind == "operation"] == [
        ("multiply", 4),
        ("tanh", 5),
    ]
    assert ev.events_from_json(ev.to_json(found)) == found


STEPS = """
import keras, numpy as np
from keras import layers
keras.utils.set_random_seed(2)
x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
model = keras.Sequential([
    layers.Dense(3, activation="tanh", name="hidden"), layers.Dropout(0.5), layers.Dense(1, name="answer")])
model.compile(OPTIMIZER, loss="mse")
model.fit(x, x[:, :1], epochs=4, batch_size=8, verbose=0)
"""


class Patient(Desk):
    """Says one command whenever training waits for one, and none before."""

    def receive(self, seconds: float | None) -> ev.Command | None:
        return super().receive(seconds) if seconds is None else None


def updates(optimizer: str) -> list[dict[tuple[str, str], ev.WeightUpdate]]:
    """After each of five batches, of which the later ones are replayed plans."""
    desk = Patient(*[ev.Step()] * 6, ev.Resume())
    execute(ev.Run(STEPS.replace("OPTIMIZER", optimizer), paused=True), desk)
    assert isinstance(desk.events[-1], ev.Finished), desk.events[-1]
    traces = [e for e in desk.of(ev.Trace) if e.step]
    return [{(u.layer, u.name): u for u in e.updates} for e in traces[1:6]]


def test_an_update_is_what_the_optimizer_did_with_the_gradient_of_the_batch() -> None:
    told = updates("keras.optimizers.SGD(0.5, momentum=0.9)")
    assert len(told) == 5
    velocity = None
    for each in told:
        assert list(each) == [
            (layer, name) for layer in ("hidden", "answer") for name in ("kernel", "bias")
        ]
        kernel = each["hidden", "kernel"]
        now = numbers(kernel.kept["momentum"])
        assert np.allclose(numbers(kernel.after), numbers(kernel.before) + now, atol=1e-6)
        if velocity is not None:  # dropout's mask is the same when the gradient is taken once more
            expected = 0.9 * velocity - 0.5 * numbers(kernel.gradient)
            assert np.allclose(now, expected, atol=1e-6)
        velocity = now


def test_what_adam_keeps_is_told_by_its_name() -> None:
    kernel = updates("keras.optimizers.Adam(0.1)")[1]["answer", "kernel"]
    assert set(kernel.kept) == {"momentum", "velocity"}
    assert not np.allclose(numbers(kernel.before), numbers(kernel.after))


def test_no_update_is_told_of_a_step_of_ones_own_or_after_the_end() -> None:
    own = STEPS.replace(
        "model = keras.Sequential([",
        "class Mine(keras.Sequential):\n    def train_step(self, data):\n"
        "        return super().train_step(data)\nmodel = Mine([",
    ).replace("OPTIMIZER", "'sgd'")
    desk = Patient(*[ev.Step()] * 4, ev.Resume())
    execute(ev.Run(own, paused=True), desk)
    assert isinstance(desk.events[-1], ev.Finished), desk.events[-1]
    traces = desk.of(ev.Trace)
    assert traces and not any(e.updates for e in traces)
