"""The observer's hook in `fit`, as `observe.py` documents it."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, observe

X, Y = np.ones((20, 3), "float32"), np.zeros((20, 1), "float32")


class Watch(observe.Observer):
    def __init__(self, train=True):
        self.train = train
        self.events = []
        self.depth = 0

    def layer_started(self, layer, args, kwargs):
        self.depth += 1

    def layer_ended(self, layer, outputs):
        self.depth -= 1
        self.events.append(("layer", layer.name, outputs.shape))

    def fit_started(self, model, arguments):
        self.arguments = arguments
        return self.train

    def batch_ended(self, model, epoch, step, logs):
        self.events.append(("batch", epoch, step, set(logs)))

    def epoch_ended(self, model, epoch, logs):
        self.events.append(("epoch", epoch, set(logs)))

    def fit_ended(self, model):
        self.events.append(("end",))

    def gradients_applied(self, optimizer, variables):
        self.events.append(("update", len(variables)))


def model():
    made = keras.Sequential([layers.Dense(2, name="a"), layers.Dense(1, name="b")], name="net")
    made.compile("sgd", "mse", metrics=["mae"])
    return made


def test_every_batch_and_epoch_is_told():
    watch = Watch()
    with observe.observed_by(watch):
        model().fit(X, Y, batch_size=8, epochs=2, validation_split=0.2, verbose=0)
    batches = [e for e in watch.events if e[0] == "batch"]
    assert batches == [("batch", e, s, {"loss", "mae"}) for e in (0, 1) for s in (0, 1)]
    epochs = [e for e in watch.events if e[0] == "epoch"]
    assert epochs == [("epoch", e, {"loss", "mae", "val_loss", "val_mae"}) for e in (0, 1)]
    assert ("update", 4) in watch.events  # told while a step still runs as Python
    assert watch.events[-1] == ("end",)
    assert watch.depth == 0
    assert (watch.arguments.epochs, watch.arguments.batch_size, watch.arguments.steps) == (2, 8, 2)
    assert watch.arguments.x.shape == (16, 3)
    assert watch.arguments.validation_x.shape == (4, 3)
    assert watch.arguments.validation_split == 0.2


def test_fit_may_be_skipped_and_still_builds_and_checks():
    made = model()
    watch = Watch(train=False)
    with observe.observed_by(watch):
        history = made.fit(X, Y, epochs=50, verbose=0)
    assert history.history == {}
    assert made.count_params() == 3 * 2 + 2 + 2 + 1
    assert ("layer", "b", (20, 1)) in watch.events
    assert not any(e[0] in ("batch", "update") for e in watch.events)
    wrong = keras.Sequential([layers.Dense(3, activation="softmax")])
    wrong.compile("sgd", "sparse_categorical_crossentropy")
    with observe.observed_by(watch), pytest.raises(ValueError, match="labels from 0 to 2"):
        wrong.fit(X, np.full(20, 7), verbose=0)


def test_an_exception_of_the_observer_ends_fit_and_keeps_the_weights():
    class Stop(observe.Observer):
        def batch_ended(self, model, epoch, step, logs):
            if step == 1:
                raise KeyboardInterrupt

    made = model()
    made.build((None, 3))
    before = made.get_weights()[0]
    with observe.observed_by(Stop()), pytest.raises(KeyboardInterrupt):
        made.fit(X, Y, batch_size=5, epochs=3, verbose=0)
    assert not np.array_equal(made.get_weights()[0], before)
    assert made.history.history == {}


def test_evaluation_may_be_skipped():
    class Skip(observe.Observer):
        def wants_evaluation(self, model):
            return False

    made = model()
    with observe.observed_by(Skip()):
        assert made.evaluate(X, Y, verbose=0) == [0.0, 0.0]
        predicted = made.predict(X, verbose=0)
    assert predicted.shape == (20, 1)
    assert not predicted.any()
