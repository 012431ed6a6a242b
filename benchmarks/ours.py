"""The same trainings as a user of a Keras-like package writes them: for our engine, and for Keras itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.workloads import Workload


def model_of(workload: Workload, keras: Any, watched: bool = False) -> Any:
    """A compiled model with the workload's weights. `keras` is the package."""
    layers = keras.layers
    if workload.name == "W4":
        inputs = keras.Input((workload.sizes[0],))
        x = inputs
        for units in workload.sizes[1:-1]:
            x = layers.add([x, layers.Dense(units, activation="relu")(x)])
        model = keras.Model(inputs, layers.Dense(workload.sizes[-1], activation="softmax")(x))
    else:
        hidden = {"W2": "tanh", "W3": "relu"}.get(workload.name)
        last = {"W2": "sigmoid", "W3": "softmax"}.get(workload.name)
        *inner, outputs = workload.sizes[1:]
        model = keras.Sequential([keras.Input((workload.sizes[0],))])
        for units in inner:
            model.add(layers.Dense(units, activation=hidden))
        model.add(layers.Dense(outputs, activation=last))
    model.set_weights(workload.weights())
    optimizer = {
        "sgd": keras.optimizers.SGD,
        "rmsprop": keras.optimizers.RMSprop,
        "adam": keras.optimizers.Adam,
    }[workload.optimizer](learning_rate=workload.learning_rate)
    model.compile(
        optimizer=optimizer, loss=workload.loss, metrics=["accuracy"] if watched else None
    )
    return model


def fit_of(workload: Workload, keras: Any, watched: bool = False) -> Callable[[int], Any]:
    """`run(epochs)` calls `fit`, with accuracy and validation when `watched`."""
    model = model_of(workload, keras, watched)
    x, y = workload.data()
    more = {"validation_split": 0.2} if watched else {}

    def run(epochs: int) -> Any:
        history = model.fit(x, y, batch_size=workload.batch_size, epochs=epochs, verbose=0, **more)
        return [values[-1] for values in history.history.values()]

    return run
