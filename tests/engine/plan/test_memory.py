"""A replayed step allocates no arrays, and variables live side by side."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

from playground import engine as keras
from playground.engine.plan import compiled_step

layers = keras.layers
RANDOM = np.random.default_rng(2)
X = RANDOM.standard_normal((64, 50)).astype("float32")
Y = RANDOM.integers(0, 10, 64).astype("int32")


def model_of(*inner):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((50,)), *inner, layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def dense(*sizes, hidden=None, last=None):
    """A chain of Dense layers, inputs first."""
    inner = [layers.Dense(n, activation=hidden) for n in sizes[1:-1]]
    return keras.Sequential(
        [keras.Input(sizes[:1]), *inner, layers.Dense(sizes[-1], activation=last)]
    )


def residual():
    x = inputs = keras.Input((64,))
    for _ in range(4):
        x = layers.add([x, layers.Dense(64, activation="relu")(x)])
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


CLASSES = "sparse_categorical_crossentropy"
TRAININGS = {  # the shapes of `benchmarks/workloads.py`: model, features, batch size, optimizer, loss
    "linear": (lambda: dense(2, 1), 2, 128, "rmsprop", "mse"),
    "tanh": (
        lambda: dense(2, 4, 2, 1, hidden="tanh", last="sigmoid"),
        2,
        10,
        "sgd",
        "binary_crossentropy",
    ),
    "wide": (
        lambda: dense(784, 512, 10, hidden="relu", last="softmax"),
        784,
        128,
        "rmsprop",
        CLASSES,
    ),
    "residual": (residual, 64, 32, "adam", CLASSES),
}
# NumPy's own: it casts through a buffer of 8192 elements, and a sum or a number read from an array lives for a moment
A_CALL = 8192 * 8 + 2048


@pytest.mark.parametrize("name", TRAININGS)
@pytest.mark.parametrize("metrics", [None, ["accuracy"]])
def test_no_step_allocates_after_the_first(name, metrics):
    """Nothing stays: after many more steps less than 1000 bytes are held that were not before. Nothing comes and goes
    but what NumPy takes within a call: at no time is more held than that."""
    make, features, size, optimizer, loss = TRAININGS[name]
    keras.utils.set_random_seed(1)
    model = make()
    model.compile(optimizer, loss, metrics=metrics)
    x = RANDOM.standard_normal((size, features)).astype("float32")
    classes = model.output_shape[-1]
    y = RANDOM.integers(0, classes if classes > 1 else 2, size)
    batch = [(x, y.astype("int32") if classes > 1 else y[:, None].astype("float32"))]
    step = compiled_step(model, "train_step")
    for _ in range(6):  # recorded, planned, replayed
        step(batch)
    assert model._plans["train_step"].last is not None
    steps = 20 if name == "wide" else 200
    tracemalloc.start()
    try:
        for _ in range(3):
            step(batch)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in range(steps):
            step(batch)
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()  # Python keeps some freed tuples to use them again
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 1000
    assert peak - before < A_CALL


def test_a_fit_holds_no_more_in_later_epochs():
    """Blocks, partial batches, validation and logs: what an epoch takes it gives back, but for its line in History."""
    model = model_of(layers.Dense(20, activation="relu"))
    held = []

    class Held(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        model.fit(
            X, Y, batch_size=10, epochs=60, verbose=0, validation_split=0.2, callbacks=[Held()]
        )
    finally:
        tracemalloc.stop()
    an_epoch = 1000  # bytes: five numbers in History and in `held`
    assert held[-1] - held[9] < 50 * an_epoch


def test_weights_and_slots_are_views_of_flat_arrays():
    model = model_of(layers.Dense(20, activation="relu"))
    model.fit(X, Y, batch_size=16, epochs=2, verbose=0)
    bases = {id(v.array.base) for v in model.trainable_weights}
    assert len(bases) == 1
    base = model.trainable_weights[0].array.base
    assert base.shape == (model.count_params(),)


def test_buffers_are_used_again():
    model = model_of(*[layers.Dense(64, activation="tanh") for _ in range(6)])
    step = compiled_step(model, "train_step")
    for _ in range(6):
        step([(X, Y)])
    plan = model._plans["train_step"].last.plan
    computed = sum(x.size * x.dtype.itemsize for x in plan.graph.nodes() if x.kind == "op")
    assert plan.source.memory.bytes < computed / 2


def test_a_model_trained_before_as_part_of_another_still_trains():
    """The second model moves the variables of the first, whose plan has to notice."""
    inner = layers.Dense(8, activation="tanh")
    first = model_of(inner)
    first.fit(X, Y, batch_size=16, epochs=2, verbose=0)
    second = keras.Sequential([keras.Input((50,)), inner, layers.Dense(10, activation="softmax")])
    second.compile("adam", "sparse_categorical_crossentropy")
    second.fit(X, Y, batch_size=16, epochs=2, verbose=0)
    before = inner.kernel.numpy()
    first.fit(X, Y, batch_size=16, epochs=2, verbose=0)
    assert not np.array_equal(before, inner.kernel.numpy())
    second.fit(X, Y, batch_size=16, epochs=1, verbose=0)
