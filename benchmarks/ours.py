"""The same trainings as a user of a Keras-like package writes them: for our engine, and for Keras itself."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks.families import data_of, is_of_a_family, model_for
from benchmarks.workloads import Workload


def model_of(workload: Workload, keras: Any, watched: bool = False) -> Any:
    """A compiled model with the workload's weights. `keras` is the package."""
    layers = keras.layers
    if is_of_a_family(workload):
        model = model_for(workload, keras)
    elif workload.name == "W4":
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
    if workload.sizes:
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


class Fit:
    """`run(epochs)` calls `fit`, with accuracy and validation when `watched`; `restart()` forgets what was learned."""

    def __init__(self, workload: Workload, keras: Any, watched: bool = False) -> None:
        self.workload = workload
        self.model = model_of(workload, keras, watched)
        self.x, self.y = data_of(workload) if is_of_a_family(workload) else workload.data()
        self.more = {"validation_split": 0.2} if watched else {}
        self.start: list[tuple[Any, Any]] = []

    def restart(self) -> None:
        if not self.start:  # before the first run: the optimizer has no slots yet
            self.model.optimizer.build(self.model.trainable_variables)
            variables = [*self.model.weights, *self.model.optimizer.variables]
            self.start = [(v, np.array(v)) for v in variables]
        for variable, value in self.start:
            variable.assign(value)

    def seconds(self, epochs: int) -> float:
        """The processor's time for `run` from the initial weights, on however many cores."""
        self.restart()
        start = time.process_time()
        self.run(epochs)
        return time.process_time() - start

    def run(self, epochs: int) -> list[float]:
        """The last epoch's logs."""
        history = self.model.fit(
            self.x,
            self.y,
            batch_size=self.workload.batch_size,
            epochs=epochs,
            verbose=0,
            **self.more,
        )
        return [values[-1] for values in history.history.values()]


def first_fit(workload: Workload, keras: Any) -> float:
    """The time of the first `fit`, of one epoch, of a new model."""
    fit = Fit(workload, keras)
    start = time.perf_counter()
    fit.run(1)
    return time.perf_counter() - start
