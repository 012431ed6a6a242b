"""`compile`, `fit`, `evaluate`, `predict`: numbers against NumPy, orders of events, and helpful errors."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 3)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0], [0.5]])).astype("float32")


def linear(**kwargs):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.compile(**{"optimizer": keras.optimizers.SGD(0.1), "loss": "mse", **kwargs})
    return model


def by_hand(w, b, x, y, rate, batch):
    """Plain gradient descent on the mean squared error; returns weights and the mean loss of an epoch."""
    losses = []
    for start in range(0, len(x), batch):
        xb, yb = x[start : start + batch], y[start : start + batch]
        error = xb @ w + b - yb
        losses.append((np.mean(error**2), len(xb)))
        w = w - rate * 2 * xb.T @ error / len(xb)
        b = b - rate * 2 * error.mean(0)
    return w, b, sum(loss * n for loss, n in losses) / len(x)


@pytest.mark.parametrize("run_eagerly", [True, False])
def test_fit_is_gradient_descent(run_eagerly):
    model = linear(run_eagerly=run_eagerly)
    w, b = model.get_weights()
    history = model.fit(X, Y, batch_size=16, epochs=3, shuffle=False, verbose=0)
    for epoch in range(3):
        w, b, loss = by_hand(w, b, X, Y, 0.1, 16)
        assert history.history["loss"][epoch] == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(model.get_weights()[0], w, rtol=1e-4)
    np.testing.assert_allclose(model.get_weights()[1], b, rtol=1e-4, atol=1e-6)


def test_a_separable_problem_is_learned():
    keras.utils.set_random_seed(0)
    x = np.concatenate([rng.normal(-2, 1, (100, 2)), rng.normal(2, 1, (100, 2))])
    y = np.repeat([0, 1], 100)
    model = keras.Sequential(
        [layers.Dense(4, activation="tanh"), layers.Dense(1, activation="sigmoid")]
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=60, batch_size=16, verbose=0)
    assert history.history["accuracy"][-1] > 0.95
    assert history.history["loss"][-1] < history.history["loss"][0]


def test_history_has_validation_and_epochs():
    history = linear(metrics=["mae"]).fit(X, Y, epochs=3, validation_split=0.2, verbose=0)
    assert history.epoch == [0, 1, 2]
    assert set(history.history) == {"loss", "mae", "val_loss", "val_mae"}
    assert all(type(v) is float for v in history.history["val_mae"])


def test_validation_is_the_end_of_the_data():
    model = linear()
    model.optimizer.learning_rate = 0.0
    history = model.fit(X, Y, validation_split=0.2, verbose=0)
    assert history.history["val_loss"][0] == pytest.approx(
        model.evaluate(X[40:], Y[40:], verbose=0), rel=1e-6
    )


def test_validation_freq():
    history = linear().fit(X, Y, epochs=5, validation_data=(X, Y), validation_freq=2, verbose=0)
    assert len(history.history["val_loss"]) == 2


def test_evaluate_predict_and_shapes():
    model = linear(metrics=["mae"])
    loss, mae = model.evaluate(X, Y, batch_size=7, verbose=0)
    predicted = model.predict(X, batch_size=7, verbose=0)
    assert predicted.shape == (50, 1)
    assert isinstance(predicted, np.ndarray)
    assert loss == pytest.approx(np.mean((predicted - Y) ** 2), rel=1e-5)
    assert mae == pytest.approx(np.mean(np.abs(predicted - Y)), rel=1e-5)


def test_shuffling_changes_the_order_and_a_seed_repeats_it():
    seen = []

    class Watch(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(logs["loss"])

    for _ in range(2):
        linear().fit(X, Y, batch_size=10, epochs=2, verbose=0, callbacks=[Watch()])
    assert seen[:10] == seen[10:]
    assert seen[:5] != seen[5:10]


def test_names_are_sorted_with_those_of_the_validation():
    """As in Keras, for History, for callbacks and for the columns of a CSVLogger."""
    model = linear()
    model.compile("sgd", "mse", metrics=["mae"], weighted_metrics=["mae"])
    history = model.fit(X, Y, validation_split=0.2, verbose=0).history
    names = ["loss", "mae", "val_loss", "val_mae", "val_weighted_mae", "weighted_mae"]
    assert list(history) == names


def test_a_name_that_two_metrics_have_stands_twice_in_a_list():
    """As in Keras 3.15.1, where a list has four values here, and a dict three."""
    model = linear()
    model.compile("sgd", "mse", metrics=["mae"], weighted_metrics=["mae"])
    weights = np.linspace(0, 1, len(X))
    named = model.evaluate(X, Y, sample_weight=weights, verbose=0, return_dict=True)
    values = model.evaluate(X, Y, sample_weight=weights, verbose=0)
    assert values == [named["loss"], named["mae"], named["mae"], named["weighted_mae"]]


def test_no_samples_are_an_error():
    with pytest.raises(ValueError, match=r"at least one sample. Received x of shape \(0, "):
        linear().fit(X[:0], Y[:0], verbose=0)


def test_sample_weights_and_class_weights():
    model = linear()
    weights = np.linspace(0, 2, 50).astype("float32")
    predicted = model.predict(X, verbose=0)
    expected = np.mean(weights * np.mean((predicted - Y) ** 2, axis=-1))
    assert model.test_on_batch(X, Y, sample_weight=weights) == pytest.approx(expected, rel=1e-5)
    labels = (Y[:, 0] > 0).astype(int)
    weighted = model.train_on_batch(X, labels, class_weight={0: 1.0, 1: 3.0})
    by_class = np.where(labels == 1, 3.0, 1.0) * (predicted[:, 0] - labels) ** 2
    assert weighted == pytest.approx(np.mean(by_class), rel=1e-5)


def test_regularizers_and_added_losses_count():
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((3,)), layers.Dense(1, kernel_regularizer=keras.regularizers.L2(0.1))]
    )
    model.compile("sgd", "mse")
    plain = np.mean((model.predict(X, verbose=0) - Y) ** 2)
    penalty = 0.1 * np.sum(model.layers[0].kernel.numpy() ** 2)
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(plain + penalty, rel=1e-5)


def test_constraints_hold_after_every_step():
    model = keras.Sequential([layers.Dense(1, kernel_constraint="non_neg")])
    model.compile("rmsprop", "mse")
    model.fit(X, Y, verbose=0)
    assert model.layers[0].kernel.numpy().min() >= 0


def test_frozen_layers_stay():
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4), layers.Dense(1)])
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    before = model.layers[0].get_weights()
    model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], before[0])


def test_nan_in_the_data_does_not_crash():
    x = X.copy()
    x[0, 0] = np.nan
    history = linear(metrics=["mae"]).fit(x, Y, epochs=2, verbose=0)
    assert np.isnan(history.history["loss"]).all()


def test_a_train_step_of_ones_own():
    class Custom(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(1)
            self.tracker = keras.metrics.Mean(name="distance")

        def call(self, x):
            return self.dense(x)

        def train_step(self, data):
            x, y = data
            with keras.GradientTape() as tape:
                loss = ops.mean(ops.square(self(x, training=True) - y))
            variables = self.trainable_variables
            self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
            self.tracker.update_state(loss)
            return {"distance": self.tracker.result()}

    model = Custom()
    model.compile("sgd")
    distances = model.fit(X, Y, epochs=8, verbose=0).history["distance"]
    assert distances[-1] < distances[0]


def test_super_train_step_can_be_extended():
    class More(keras.Sequential):
        def train_step(self, data):
            logs = super().train_step(data)
            logs["extra"] = 10.0
            return logs

    model = More([layers.Dense(1)])
    model.compile("sgd", "mse")
    assert set(model.fit(X, Y, verbose=0).history) == {"loss", "extra"}


def test_compute_loss_of_ones_own():
    class Doubled(keras.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return 2 * super().compute_loss(x, y, y_pred, sample_weight, training)

    model, twin = Doubled([keras.Input((3,)), layers.Dense(1)]), linear()
    model.compile("sgd", "mse")
    model.set_weights(twin.get_weights())
    assert model.evaluate(X, Y, verbose=0) == pytest.approx(
        2 * twin.evaluate(X, Y, verbose=0), rel=1e-6
    )


def test_several_outputs_with_losses_by_name():
    inputs = keras.Input((3,))
    model = keras.Model(
        inputs, [layers.Dense(1, name="a")(inputs), layers.Dense(1, name="b")(inputs)]
    )
    model.compile(
        "sgd", {"a": "mse", "b": "mae"}, loss_weights={"a": 1.0, "b": 0.5}, metrics={"b": ["mse"]}
    )
    history = model.fit(X, [Y, Y], verbose=0).history
    assert set(history) == {"loss", "a_loss", "b_loss", "b_mse"}
    model.optimizer.learning_rate = 0.0
    logs = model.evaluate(X, {"a": Y, "b": Y}, return_dict=True, verbose=0)
    assert logs["loss"] == pytest.approx(logs["a_loss"] + 0.5 * logs["b_loss"], rel=1e-5)


def test_generators_and_datasets():
    def batches():
        while True:
            yield X[:10], Y[:10]

    class Data(keras.utils.PyDataset):
        num_batches = 3

        def __getitem__(self, index):
            return X[index * 10 : index * 10 + 10], Y[index * 10 : index * 10 + 10]

    assert len(linear().fit(batches(), steps_per_epoch=4, epochs=2, verbose=0).epoch) == 2
    assert len(linear().fit(Data(), epochs=2, verbose=0).epoch) == 2


def test_fit_steps_is_fit_one_batch_at_a_time():
    model, twin = linear(), linear()
    steps = model.fit_steps(X, Y, batch_size=20, epochs=2, shuffle=False, verbose=0)
    seen = [(epoch, step) for epoch, step, _ in steps]
    assert seen == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    history = twin.fit(X, Y, batch_size=20, epochs=2, shuffle=False, verbose=0)
    assert model.history.history == history.history


def test_a_fit_that_is_left_keeps_weights_and_history():
    model = linear()
    before = model.get_weights()[0]
    steps = model.fit_steps(X, Y, batch_size=20, epochs=5, verbose=0)
    for epoch, _, _ in steps:
        if epoch == 1:
            break
    steps.close()
    assert len(model.history.history["loss"]) == 1
    assert not np.array_equal(model.get_weights()[0], before)


@pytest.mark.parametrize(
    ("use", "message"),
    [
        (lambda m: keras.Sequential([layers.Dense(1)]).fit(X, Y), r"call `compile\(\)` before"),
        (lambda m: m.fit(X, Y[:10], verbose=0), "'x' sizes: 50"),
        (lambda m: m.fit([1, 2], [3, 4], verbose=0), "Unrecognized data type"),
        (lambda m: m.fit(X, verbose=0), "no targets were given"),
        (lambda m: m.fit(X[:1], Y[:1], validation_split=0.5), "not sufficient to split"),
        (lambda m: m.compile("addam"), "Did you mean 'adam'"),
        (lambda m: m.compile("adam", "msee"), "Did you mean 'mse'"),
        (lambda m: m.compile("adam", "mse", metrics=["acuracy"]), "Did you mean 'accuracy'"),
        (
            lambda m: m.fit(X, Y, callbacks=[keras.callbacks.History], verbose=0),
            r"Is `\(\)` missing",
        ),
    ],
)
def test_errors(use, message):
    with pytest.raises(ValueError, match=message):
        use(linear())
