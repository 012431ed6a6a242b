"""A replayed step allocates no arrays, and variables live side by side."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np

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


def test_no_allocation_after_the_first_steps():
    model = model_of(layers.Dense(200, activation="relu"), layers.Dense(100, activation="tanh"))
    step = compiled_step(model, "train_step")
    batch = [(X, Y)]
    for _ in range(5):
        step(batch)
    tracemalloc.start()
    try:
        for _ in range(20):
            step(batch)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        for _ in range(20):
            step(batch)
        _, peak = tracemalloc.get_traced_memory()
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    hidden = (
        64 * 100 * 4
    )  # bytes of one hidden layer's outputs; NumPy itself takes some for the time of a call
    assert peak - before < hidden
    assert after - before < 1000


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
