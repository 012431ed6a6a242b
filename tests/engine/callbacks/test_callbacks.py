"""Callbacks: when they are called, and what each does to a real training."""

import csv

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import callbacks, layers

rng = np.random.default_rng(0)
X = rng.normal(size=(24, 3)).astype("float32")
Y = X.sum(1, keepdims=True)


def model(rate=0.1):
    keras.utils.set_random_seed(0)
    made = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    made.compile(keras.optimizers.SGD(rate), "mse")
    return made


def test_order_of_events():
    class Plain(callbacks.Callback):
        pass

    events = []
    for name in ("train", "test"):
        for end in ("begin", "end"):
            hook = f"on_{name}_{end}"
            setattr(Plain, hook, lambda self, logs=None, hook=hook: events.append(hook))
    for name in ("epoch", "train_batch", "test_batch"):
        for end in ("begin", "end"):
            hook = f"on_{name}_{end}"
            setattr(Plain, hook, lambda self, i, logs=None, hook=hook: events.append(f"{hook} {i}"))
    model().fit(X, Y, batch_size=12, validation_data=(X, Y), verbose=0, callbacks=[Plain()])
    assert events == [
        "on_train_begin",
        "on_epoch_begin 0",
        *(f"on_train_batch_{end} {i}" for i in (0, 1) for end in ("begin", "end")),
        "on_test_begin",
        *(f"on_test_batch_{end} {i}" for i in (0, 1) for end in ("begin", "end")),
        "on_test_end",
        "on_epoch_end 0",
        "on_train_end",
    ]


def test_on_batch_end_is_an_alias():
    seen = []

    class Old(callbacks.Callback):
        def on_batch_end(self, batch, logs=None):
            seen.append((batch, sorted(logs)))

    model().fit(X, Y, batch_size=12, verbose=0, callbacks=[Old()])
    assert seen == [(0, ["loss"]), (1, ["loss"])]


def test_early_stopping_stops_and_restores():
    made = model(rate=0.0)
    stop = callbacks.EarlyStopping(monitor="loss", patience=2, restore_best_weights=True)
    history = made.fit(X, Y, epochs=20, verbose=0, callbacks=[stop])
    assert len(history.epoch) == 3
    diverging = model(rate=2.0)
    best = diverging.get_weights()

    class Keep(callbacks.Callback):
        losses, weights = [], []

        def on_epoch_end(self, epoch, logs=None):
            self.losses.append(logs["loss"])
            self.weights.append(self.model.get_weights()[0])

    keep = Keep()
    stop = callbacks.EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)
    diverging.fit(X, Y, epochs=10, verbose=0, callbacks=[keep, stop])
    best = keep.weights[int(np.argmin(keep.losses))]
    np.testing.assert_array_equal(diverging.get_weights()[0], best)


def test_terminate_on_nan():
    x = X.copy()
    x[0] = np.nan
    history = model().fit(x, Y, epochs=10, verbose=0, callbacks=[callbacks.TerminateOnNaN()])
    assert len(history.epoch) == 1
    with pytest.raises(RuntimeError, match="NaN or Inf loss"):
        model().fit(x, Y, verbose=0, callbacks=[callbacks.TerminateOnNaN(raise_error=True)])


def test_learning_rate_scheduler_and_history():
    schedule = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    history = model(0.4).fit(X, Y, epochs=3, verbose=0, callbacks=[schedule])
    assert history.history["learning_rate"] == pytest.approx([0.2, 0.1, 0.05])


def test_reduce_on_plateau():
    reduce = callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1, min_delta=100)
    made = model(0.4)
    made.fit(X, Y, epochs=3, verbose=0, callbacks=[reduce])
    assert float(made.optimizer.learning_rate.value) == pytest.approx(0.1)


def test_an_unknown_monitor_is_reported():
    with pytest.raises(ValueError, match="maximized or minimized"):
        model().fit(X, Y, verbose=0, callbacks=[callbacks.EarlyStopping(monitor="nothing")])


def test_checkpoints_keep_the_best(tmp_path):
    path = tmp_path / "best.npz"
    best = callbacks.ModelCheckpoint(
        path, monitor="loss", save_best_only=True, save_weights_only=True
    )
    made = model(0.05)
    history = made.fit(X, Y, epochs=4, verbose=0, callbacks=[best])
    assert best.best == min(history.history["loss"])
    every = callbacks.ModelCheckpoint(str(tmp_path / "{epoch:02d}-{loss:.2f}.keras"))
    made.fit(X, Y, epochs=2, verbose=0, callbacks=[every])
    assert len(list(tmp_path.glob("0[12]-*.keras"))) == 2


def test_csv_logger(tmp_path):
    path = tmp_path / "log.csv"
    history = model().fit(X, Y, epochs=3, verbose=0, callbacks=[callbacks.CSVLogger(path)])
    with open(path) as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1", "2"]
    assert [float(row["loss"]) for row in rows] == history.history["loss"]


def test_lambda_callback():
    seen = []
    watch = callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
    model().fit(X, Y, epochs=2, verbose=0, callbacks=[watch])
    assert seen == [0, 1]


def test_what_a_checkpoint_says(tmp_path, capsys):
    """Keras 3.15.1's own lines, for a best that gets better and one that does not."""
    path = str(tmp_path / "best.keras")
    best = callbacks.ModelCheckpoint(path, monitor="loss", save_best_only=True, verbose=1)
    best.set_model(model())
    for epoch, loss in enumerate((2.0, 1.0, 3.0)):
        best.on_epoch_end(epoch, {"loss": loss})
    assert capsys.readouterr().out == (
        f"\nEpoch 1: loss improved from None to 2.00000, saving model to {path}\n"
        f"\nEpoch 1: finished saving model to {path}\n"
        f"\nEpoch 2: loss improved from 2.00000 to 1.00000, saving model to {path}\n"
        f"\nEpoch 2: finished saving model to {path}\n"
        "\nEpoch 3: loss did not improve from 1.00000\n"
    )
