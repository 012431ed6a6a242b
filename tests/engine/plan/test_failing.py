"""A plan that fails is an error in tests; a learner gets the numbers of the step as it is written, and a calm word."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import observe
from playground.engine.plan import failing, plan
from playground.engine.plan.source import Source

layers = keras.layers
RANDOM = np.random.default_rng(2)
X = RANDOM.standard_normal((40, 4)).astype("float32")
Y = RANDOM.standard_normal((40, 1)).astype("float32")


def model_for(eager=False):
    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, "tanh"), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"], run_eagerly=eager)
    return model


def trained(model, batch=4, **more):
    history = model.fit(X, Y, batch_size=batch, epochs=4, verbose=0, **more).history
    return [
        *history.values(),
        *model.get_weights(),
        *[v.numpy() for v in model.optimizer.variables],
    ]


def planner_that_fails(monkeypatch):
    def broken(graph):
        raise RuntimeError("no idea")

    monkeypatch.setattr(plan, "_REWRITINGS", (broken,))


def program_that_fails(monkeypatch, after):
    """A program that does its steps, and `after` some calls breaks off when half is done."""
    calls = []
    made = Source.__init__

    def make(self, *args, **kwargs):
        made(self, *args, **kwargs)
        run = self.run

        def broken(batches):
            run(batches)
            calls.append(batches)
            if len(calls) > after:
                raise RuntimeError("no idea")

        self.run = broken

    monkeypatch.setattr(Source, "__init__", make)


def assert_same(a, b):
    for x, y in zip(a, b, strict=True):
        np.testing.assert_allclose(np.asarray(y), np.asarray(x), rtol=2e-5, atol=1e-6)


def test_a_planner_that_fails_is_an_error_in_tests(monkeypatch):
    planner_that_fails(monkeypatch)
    with pytest.raises(AssertionError, match=r"A plan failed.*no idea"):
        trained(model_for())


def test_a_learner_hears_nothing_of_the_inside(monkeypatch, capsys):
    told = []

    class Listening(observe.Observer):
        def runs_eagerly(self, model, reason):
            told.append(reason)

    monkeypatch.delenv(failing.STRICT)
    planner_that_fails(monkeypatch)
    with observe.observed_by(Listening()):
        assert_same(trained(model_for(eager=True)), trained(plain := model_for()))
    plain.explain_step()
    said = capsys.readouterr().out
    assert told and all("numbers are the same" in text for text in [*told, said])
    assert not any("idea" in text or "Error" in text for text in [*told, said])


@pytest.mark.parametrize("after", [0, 1, 2])
def test_what_a_failed_program_has_done_is_taken_back(monkeypatch, after):
    expected = trained(model_for(eager=True))
    program_that_fails(monkeypatch, after)
    with pytest.raises(AssertionError, match=r"A plan failed.*no idea"):
        trained(model_for())
    monkeypatch.delenv(failing.STRICT)
    assert_same(expected, trained(model_for()))


def test_a_failed_program_of_single_steps_is_taken_back(monkeypatch):
    heard = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: None)
    expected = trained(model_for(eager=True))
    program_that_fails(monkeypatch, 0)
    monkeypatch.delenv(failing.STRICT)
    assert_same(expected, trained(model_for(), callbacks=[heard]))


def test_a_bad_batch_is_reported_as_the_step_reports_it():
    """An index that is out of range only in the third epoch, in a block of steps."""

    class Data(keras.utils.PyDataset):
        epoch = 0

        def __len__(self):
            return 12

        def __getitem__(self, i):
            return np.full((4, 2), 9 if self.epoch == 3 and i == 7 else 1), np.ones((4, 1))

        def on_epoch_begin(self):
            self.epoch += 1

    def message(eager):
        keras.utils.clear_session()
        keras.utils.set_random_seed(5)
        model = keras.Sequential([layers.Embedding(5, 2), layers.Flatten(), layers.Dense(1)])
        model.compile("sgd", "mse", run_eagerly=eager)
        with pytest.raises(Exception) as error:
            model.fit(Data(), epochs=5, verbose=0)
        return type(error.value), str(error.value)

    assert message(False) == message(True)


def test_batches_of_another_dtype_have_a_plan_of_their_own():
    def batches():
        for i in range(24):
            yield X[:5], (Y[:5] if i % 2 else np.full((5, 1), 3, "int32"))

    def weights(eager):
        model = model_for(eager)
        model.fit(batches(), epochs=1, verbose=0)
        return model.get_weights()

    assert_same(weights(True), weights(False))
