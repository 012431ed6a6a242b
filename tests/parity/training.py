"""Twenty training steps of small models: logs of every batch, history, final weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Calls = Iterator[tuple[str, Callable[[], Any]]]

_rng = np.random.default_rng(5)
X = _rng.normal(size=(40, 6)).astype("float32")
CLASSES = (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype("int32") + (X[:, 3] > 0.5)
BINARY = (X[:, :1] * X[:, 1:2] > 0).astype("float32")
REAL = np.sin(X[:, 2:4]).astype("float32")
SAMPLE_WEIGHT = _rng.random(40).astype("float32")
VALIDATION = slice(30, 40)


def _set_weights(model: Any) -> None:
    rng = np.random.default_rng(6)
    for weight in model.trainable_weights:
        weight.assign(0.4 * rng.normal(size=weight.shape).astype("float32"))


def _trajectory(keras: Any, model: Any, x: Any, y: Any, **fit: Any) -> np.ndarray:
    """Batch logs (20 steps, keys in order), then the history, then all weights, in one row."""
    logs_of_batches: list[list[float]] = []

    class Logs(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            logs_of_batches.append([float(logs[key]) for key in sorted(logs)])

    history = model.fit(
        x, y, batch_size=10, epochs=5, verbose=0, shuffle=False, callbacks=[Logs()], **fit
    )
    curves = [np.ravel(history.history[key]) for key in sorted(history.history)]
    weights = [np.ravel(np.asarray(w)) for w in model.weights]
    return np.concatenate([np.ravel(logs_of_batches), *curves, *weights])


def training(keras: Any) -> Calls:
    """Sequential, functional and subclassed models with everything `compile` and `fit` can weigh."""
    layers, l2 = keras.layers, keras.regularizers.L2

    def sequential(outputs: int = 1, activation: Any = "sigmoid", **compiled: Any) -> Any:
        model = keras.Sequential(
            [
                keras.Input((6,)),
                layers.Dense(5, activation="tanh"),
                layers.Dense(outputs, activation=activation),
            ]
        )
        model.compile(**compiled)
        _set_weights(model)
        return model

    def functional(**compiled: Any) -> Any:
        inputs = keras.Input((6,), name="x")
        hidden = layers.Dense(5, activation="relu", kernel_regularizer=l2(0.01))(inputs)
        skip = layers.Add()([hidden, layers.Dense(5, activity_regularizer=l2(0.02))(hidden)])
        skip = layers.BatchNormalization()(skip)
        outputs = {
            "kind": layers.Dense(3, activation="softmax", name="kind")(skip),
            "size": layers.Dense(2, name="size")(hidden),
        }
        model = keras.Model(inputs, outputs)
        model.compile(**compiled)
        _set_weights(model)
        return model

    class Subclassed(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.last = layers.Dense(5, activation="elu"), layers.Dense(1)
            self.norm = layers.LayerNormalization()

        def call(self, x: Any) -> Any:
            return self.last(self.norm(self.first(x)))

    def subclassed(**compiled: Any) -> Any:
        model = Subclassed()
        model(X[:2])
        model.compile(**compiled)
        _set_weights(model)
        return model

    def run(model: Any, y: Any, **fit: Any) -> np.ndarray:
        return _trajectory(keras, model, X, y, **fit)

    binary = {"loss": "binary_crossentropy", "metrics": ["accuracy", "AUC"]}
    sparse = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    outputs = {"kind": CLASSES, "size": REAL}
    several = {
        "loss": {"kind": "sparse_categorical_crossentropy", "size": "mse"},
        "loss_weights": {"kind": 0.3, "size": 2.0},
        "metrics": {"kind": ["accuracy"], "size": ["mae", "mse"]},
    }
    part, weight = {"validation_split": 0.25}, {"sample_weight": SAMPLE_WEIGHT}
    by_class = {"class_weight": {0: 0.5, 1: 2.0, 2: 1.5}}
    validation = {"validation_data": (X[VALIDATION], BINARY[VALIDATION])}

    optimizers = "sgd rmsprop adam adamw adagrad adadelta adamax nadam ftrl lion adafactor"
    for name in optimizers.split():
        yield f"sequential {name}", lambda n=name: run(sequential(optimizer=n, **binary), BINARY)
    for loss in ("mse", "mae", "hinge", "huber", "binary_focal_crossentropy", "log_cosh"):
        yield f"sequential {loss}", lambda n=loss: run(sequential(optimizer="adam", loss=n), BINARY)
    yield (
        "sequential validation data",
        lambda: run(sequential(optimizer="rmsprop", **binary), BINARY, **validation),
    )
    yield (
        "sequential validation split",
        lambda: run(sequential(3, "softmax", optimizer="adam", **sparse), CLASSES, **part),
    )
    yield (
        "sequential class weight",
        lambda: run(sequential(3, "softmax", optimizer="adam", **sparse), CLASSES, **by_class),
    )
    yield (
        "sequential sample weight",
        lambda: run(sequential(optimizer="adam", **binary), BINARY, **weight),
    )
    yield (
        "sequential weighted metrics",
        lambda: run(
            sequential(optimizer="sgd", loss="mse", metrics=["mae"], weighted_metrics=["mae"]),
            BINARY,
            **weight,
            **part,
        ),
    )
    yield (
        "functional several outputs",
        lambda: run(functional(optimizer="adam", **several), outputs),
    )
    yield (
        "functional validation",
        lambda: run(
            functional(optimizer="rmsprop", **several),
            outputs,
            validation_data=(X[VALIDATION], {k: v[VALIDATION] for k, v in outputs.items()}),
        ),
    )
    yield (
        "functional sample weights",
        lambda: run(
            functional(optimizer="sgd", **several),
            outputs,
            sample_weight={"kind": SAMPLE_WEIGHT, "size": SAMPLE_WEIGHT[::-1].copy()},
        ),
    )
    yield "subclassed", lambda: run(subclassed(optimizer="adam", loss="mse"), BINARY)
    yield (
        "subclassed sample weight",
        lambda: run(
            subclassed(optimizer="adam", loss="mse", metrics=["mae"]), BINARY, **weight, **part
        ),
    )

    def schedule() -> np.ndarray:
        decay = keras.optimizers.schedules.CosineDecay(0.1, 20)
        optimizer = keras.optimizers.SGD(decay, momentum=0.9, clipnorm=0.5)
        return run(sequential(optimizer=optimizer, loss="mse"), BINARY)

    yield "sequential schedule momentum clipnorm", schedule

    def evaluated() -> np.ndarray:
        model = functional(optimizer="adam", **several)
        scores = model.evaluate(X, outputs, batch_size=16, verbose=0, return_dict=True)
        predicted = model.predict(X, batch_size=16, verbose=0)
        parts = [scores[k] for k in sorted(scores)] + [predicted["kind"], predicted["size"]]
        return np.concatenate([np.ravel(part) for part in parts])

    yield "evaluate predict", evaluated

    def batches() -> np.ndarray:
        model = sequential(3, "softmax", optimizer="adam", **sparse)
        seen = [model.train_on_batch(X[i : i + 8], CLASSES[i : i + 8]) for i in range(0, 40, 8)]
        return np.ravel([*seen, model.test_on_batch(X, CLASSES)])

    yield "train_on_batch test_on_batch", batches
