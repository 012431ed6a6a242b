"""Logs cost nothing until they are read, and then stay as they were."""

import json

import numpy as np

from playground import engine as keras
from playground.engine import layers
from playground.engine.training.logs import Logs, as_numbers


def test_made_when_read_and_once():
    calls = []
    logs = Logs(lambda: calls.append(1) or {"loss": 0.5})
    assert calls == []
    assert logs["loss"] == 0.5
    assert dict(logs) == {"loss": 0.5} == {**logs}
    assert calls == [1]


def test_behaves_like_the_dict_it_stands_for():
    def make():
        return Logs(lambda: {"a": 1.0, "b": 2.0})

    assert len(make()) == 2
    assert list(make()) == ["a", "b"]
    assert "a" in make()
    assert make().get("c", 3) == 3
    assert make() == {"a": 1.0, "b": 2.0}
    assert make() | {"c": 3} == {"a": 1.0, "b": 2.0, "c": 3}
    assert json.dumps(make()) == '{"a": 1.0, "b": 2.0}'
    logs = make()
    logs["b"] = 5
    assert dict(logs) == {"a": 1.0, "b": 5}


def test_numbers_are_sorted_floats():
    logs = as_numbers({"b": np.float32(2), "a": {"y": 1, "x": np.ones(())}})
    assert list(logs) == ["x", "y", "b"]
    assert all(type(v) is float for v in logs.values())


def test_a_callback_that_keeps_logs_gets_those_of_its_batch():
    kept = []

    class Keep(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            kept.append(logs)

    x = np.random.default_rng(0).normal(size=(30, 2))
    model = keras.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    history = model.fit(x, x[:, :1], batch_size=10, verbose=0, callbacks=[Keep()])
    losses = [logs["loss"] for logs in kept]
    assert len(set(losses)) == 3
    assert losses[-1] == history.history["loss"][0]


def test_metrics_are_not_read_when_nobody_looks():
    reads = []

    class Counting(keras.metrics.Mean):
        def result(self):
            reads.append(1)
            return super().result()

    class Net(keras.Sequential):
        def __init__(self):
            super().__init__([layers.Dense(1)])
            self.counting = Counting(name="counting")

    model = Net()
    model.compile("sgd", "mse")
    model.fit(np.ones((40, 2)), np.ones((40, 1)), batch_size=10, verbose=0)
    assert len(reads) == 1
