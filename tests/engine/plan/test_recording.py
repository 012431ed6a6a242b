"""What a plan has to notice: values read by Python code, things that change from step to step."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import observe
from playground.engine.plan import compiled_step

X = np.random.default_rng(1).standard_normal((40, 4)).astype("float32")
Y = X[:, :1] - X[:, 1:2]


def compiled(model, optimizer="sgd", **more):
    model.compile(optimizer, "mse", **more)
    return model


def sequential(*layers):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(1)])


class Reading(keras.layers.Layer):
    """Its `call` depends on the numbers."""

    def call(self, inputs):
        if float(keras.ops.mean(inputs)) > 0:
            return inputs * 2.0
        return inputs


class Counting(keras.layers.Layer):
    """Does something else in every step."""

    calls = 0

    def call(self, inputs):
        self.calls += 1
        return inputs * float(self.calls)


@pytest.mark.parametrize("layer", [Reading, Counting])
def test_steps_that_cannot_be_replayed_run_eagerly_and_say_why(layer):
    def weights(eager):
        model = compiled(sequential(layer()), run_eagerly=eager)
        model.fit(X, Y, batch_size=10, epochs=3, verbose=0, shuffle=False)
        return model

    eager, plan = weights(True), weights(False)
    for a, b in zip(eager.get_weights(), plan.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    problem = plan._plans["train_step"].problem
    assert problem is not None


def test_the_place_where_values_are_read_is_named(capsys):
    model = compiled(sequential(Reading()))
    model.fit(X, Y, epochs=1, verbose=0)
    model.explain_step()
    said = capsys.readouterr().out
    assert "reads the values of a tensor" in said
    assert "in `call` at line" in said and "test_recording.py" in said


def _cond(x):
    return keras.ops.cond(keras.ops.mean(x) > 0, lambda: x * 2.0, lambda: x - 1.0)


def _switch(x):
    branches = [lambda v: v, lambda v: v * 2.0, lambda v: v - 1.0]
    return keras.ops.switch(keras.ops.cast(keras.ops.sum(x) % 3, "int32"), branches, x)


def _while_loop(x):
    return keras.ops.while_loop(lambda v: keras.ops.max(v) > 0.5, lambda v: (v * 0.5,), (x,))[0]


def _bincount(x):
    counts = keras.ops.bincount(keras.ops.cast(x[:, 0] > 0, "int32"))
    return x * keras.ops.cast(counts[0], x.dtype)


@pytest.mark.parametrize("function", [_cond, _switch, _while_loop, _bincount])
def test_operations_that_go_by_values_are_done_anew_in_every_step_and_named(function, capsys):
    """Which way is taken differs from batch to batch: a plan of one way would be wrong in the next."""

    def trained(eager):
        model = compiled(sequential(keras.layers.Lambda(function)), run_eagerly=eager)
        history = model.fit(X, Y, batch_size=5, epochs=3, verbose=0, shuffle=False).history
        return model, [*model.get_weights(), history["loss"]]

    _, eager = trained(True)
    model, plan = trained(False)
    for a, b in zip(eager, plan, strict=True):
        np.testing.assert_array_equal(a, b)
    model.explain_step()
    said = capsys.readouterr().out
    name = function.__name__.removeprefix("_")
    assert f"`ops.{name}` goes by the values of a tensor" in said
    assert f"in `{function.__name__}` at line" in said or "in `<lambda>` at line" in said


def test_a_condition_that_is_always_the_same_is_part_of_the_plan():
    def doubled(x):
        return keras.ops.cond(keras.ops.convert_to_tensor(True), lambda: x * 2.0, lambda: x)

    model = compiled(sequential(keras.layers.Lambda(doubled)))
    model.fit(X, Y, epochs=2, batch_size=10, verbose=0)
    assert model._plans["train_step"].last is not None


def test_an_observer_is_told():
    told = []

    class Listening(observe.Observer):
        def runs_eagerly(self, model, reason):
            told.append((model, reason))

    model = compiled(sequential(Reading()))
    with observe.observed_by(Listening()):
        model.fit(X, Y, epochs=2, batch_size=10, verbose=0)
    assert [m for m, _ in told] == [model]


def test_values_that_nothing_depends_on_may_be_read():
    class Halved(keras.layers.Layer):
        def call(self, inputs):
            return inputs * float(keras.ops.sqrt(0.25))

    model = compiled(sequential(Halved()))
    model.fit(X, Y, epochs=2, batch_size=10, verbose=0)
    assert model._plans["train_step"].last is not None


def test_the_learning_rate_may_change_between_steps():
    def weights(eager):
        model = compiled(sequential(), run_eagerly=eager)
        step = compiled_step(model, "train_step")
        for i in range(12):
            model.optimizer.learning_rate = 0.1 / (i + 1)
            step([(X[:10], Y[:10])])
        return model.get_weights()

    for a, b in zip(weights(True), weights(False), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-6)


def test_a_learning_rate_that_python_computes_is_not_frozen():
    rates = iter(np.linspace(0.1, 0.01, 40))
    optimizer = keras.optimizers.SGD(learning_rate=lambda: float(next(rates)))
    model = compiled(sequential(), optimizer)
    model.fit(X, Y, batch_size=10, epochs=3, verbose=0)
    assert model._plans["train_step"].problem is not None


def test_weights_assigned_between_steps_are_seen():
    model = compiled(sequential())
    step = compiled_step(model, "train_step")
    for _ in range(6):
        step([(X[:10], Y[:10])])
    model.set_weights([np.zeros((4, 1)), np.ones(1)])
    model.reset_metrics()
    logs = step([(X[:10], Y[:10])])
    assert float(logs["loss"]) == pytest.approx(np.mean((1 - Y[:10]) ** 2), rel=1e-5)


def test_what_was_read_from_a_variable_does_not_change_with_it():
    model = compiled(sequential())
    step = compiled_step(model, "train_step")
    for _ in range(6):
        step([(X[:10], Y[:10])])
    kernel = model.layers[-1].kernel
    before, numbers = kernel.value, kernel.numpy()
    step([(X[:10], Y[:10])])
    np.testing.assert_array_equal(before.numpy(), numbers)
    assert not np.array_equal(kernel.numpy(), numbers)


def test_attributes_changed_between_two_fits_are_seen():
    class Power(keras.layers.Layer):
        factor = 1.0

        def call(self, inputs):
            return inputs * self.factor

    def weights(eager):
        layer = Power()
        model = compiled(sequential(layer), run_eagerly=eager)
        model.fit(X, Y, batch_size=10, epochs=2, verbose=0)
        layer.factor = 0.5
        model.fit(X, Y, batch_size=10, epochs=2, verbose=0)
        return model.get_weights()

    for a, b in zip(weights(True), weights(False), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-7)


def test_how_many_batches_are_done_together_is_not_seen():
    class Listening(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            """Wants to hear of each."""

    def history(*callbacks):
        keras.utils.set_random_seed(3)
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, "sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=["accuracy", "mae"])
        fit = model.fit(
            X, Y > 0, batch_size=4, epochs=8, validation_split=0.2, verbose=0, callbacks=callbacks
        )
        return fit.history

    assert history() == history(Listening())


def test_what_a_metric_of_ones_own_does_is_seen_in_the_next_fit():
    class Scaled(keras.metrics.Mean):
        factor = 1.0

        def update_state(self, y_true, y_pred, sample_weight=None):
            super().update_state(keras.ops.ones_like(y_pred))

        def result(self):
            return super().result() * self.factor

    metric = Scaled(name="scaled")
    model = compiled(sequential(), metrics=[metric])
    for factor in (1.0, 1.0, 3.0, 5.0):
        metric.factor = factor
        history = model.fit(X, Y, batch_size=10, epochs=3, verbose=0).history
        assert history["scaled"] == [factor] * 3


def test_dropout_draws_anew_in_every_step():
    model = compiled(sequential(keras.layers.Dropout(0.5)))
    model.optimizer.learning_rate = 0.0
    step = compiled_step(model, "train_step")
    losses = []
    for _ in range(12):
        model.reset_metrics()
        losses.append(float(step([(X, Y)])["loss"]))
    assert model._plans["train_step"].last is not None
    assert len({round(x, 6) for x in losses}) == 12


def test_labels_are_checked_in_replayed_steps_too():
    model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    labels = np.zeros(40, "int32")
    step = compiled_step(model, "train_step")
    for _ in range(6):
        step([(X, labels)])
    labels[7] = 5
    with pytest.raises(ValueError, match="Received the label 5"):
        step([(X, labels)])


def test_batches_of_two_sizes_share_the_variables():
    def weights(eager):
        keras.utils.set_random_seed(1)
        model = compiled(sequential(keras.layers.Dense(3)), "adam", run_eagerly=eager)
        step = compiled_step(model, "train_step")
        for size in (10, 10, 10, 10, 10, 7, 7, 7, 7, 7, 10, 7, 10):
            step([(X[:size], Y[:size])])
        return model.get_weights()

    for a, b in zip(weights(True), weights(False), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-7)


def test_run_eagerly_records_nothing():
    model = compiled(sequential(), run_eagerly=True)
    model.fit(X, Y, verbose=0)
    assert not model._plans


def test_predictions_of_a_model_that_changes_nothing():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Identity()])
    np.testing.assert_array_equal(model.predict(X, batch_size=4, verbose=0), X)


def test_the_first_steps_of_a_plan_are_the_recorded_operations_one_by_one():
    def weights(eager, steps):
        model = sequential(
            keras.layers.Dense(6, "relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.3, seed=3),
        )
        model.compile("adam", "mse", metrics=["mae"], run_eagerly=eager)
        logs = model.fit(X[: steps * 5], Y[: steps * 5], 5, verbose=0, shuffle=False).history
        return [*logs.values(), *model.get_weights(), *model.optimizer.variables]

    for steps in (3, 4):  # two are recorded, two rehearsed
        for a, b in zip(weights(True, steps), weights(False, steps), strict=True):
            np.testing.assert_array_equal(np.asarray(a), np.asarray(b))
    for a, b in zip(weights(True, 6), weights(False, 6), strict=True):
        np.testing.assert_allclose(np.asarray(b), np.asarray(a), rtol=2e-4, atol=1e-6)


def test_the_learners_call_runs_about_as_often_as_in_keras():
    called = []

    class Loud(keras.layers.Layer):
        def call(self, inputs):
            called.append(inputs.shape)
            return inputs

    model = keras.Sequential([Loud(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(X, Y, batch_size=5, epochs=6, verbose=0)
    # once to find the shapes, twice to see that the second step does what the first did; Keras on JAX: 2 or 3 times
    assert len(called) == 3
    called.clear()
    model.fit(X, Y, batch_size=5, epochs=6, verbose=0)
    assert len(called) == 1
