"""A plan is made and equals the eager step from one weight to 100,000, for batches that divide the data and do not."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras

layers, optimizers = keras.layers, keras.optimizers
RANDOM = np.random.default_rng(4)


def dense(inputs, *units):
    return keras.Sequential(
        [keras.Input((inputs,)), *[layers.Dense(n, "tanh") for n in units], layers.Dense(1)]
    )


SIZES = {
    "1 weight": lambda: keras.Sequential([keras.Input((1,)), layers.Dense(1, use_bias=False)]),
    "10": lambda: dense(3, 2),
    "1,000": lambda: dense(30, 30),
    "one long kernel of 25,000": lambda: dense(250, 100),
    "two long kernels": lambda: dense(160, 160, 160),
    "100,000": lambda: dense(784, 128),
}
OPTIMIZERS = {
    "sgd": lambda: optimizers.SGD(0.05),
    "momentum": lambda: optimizers.SGD(0.05, momentum=0.9, nesterov=True, clipnorm=1.0),
    "averaged": lambda: optimizers.Adam(0.01, use_ema=True, ema_overwrite_frequency=3),
    "accumulating": lambda: optimizers.AdamW(0.01, gradient_accumulation_steps=2),
    "decayed": lambda: optimizers.Adam(
        optimizers.schedules.CosineDecay(0.01, 20), weight_decay=0.01, amsgrad=True
    ),
    "clipped": lambda: optimizers.Nadam(0.01, global_clipnorm=0.5),
} | {
    name: (lambda name=name: optimizers.get(name))
    for name in ("adam", "adamw", "nadam", "rmsprop", "adagrad", "adadelta", "adamax", "ftrl", "lion", "lamb")
}  # fmt: skip


def trained(make, optimizer, eager, x, y, batch, validation):
    keras.utils.clear_session()
    keras.utils.set_random_seed(3)
    model = make()
    model.compile(optimizer(), "mse", metrics=["mae"], run_eagerly=eager)
    history = model.fit(
        x, y, batch, epochs=6, verbose=0, validation_data=(x[:13], y[:13]) if validation else None
    )
    if not eager:
        plans = model._plans["train_step"]
        assert plans.problem is None and plans.last is not None
        assert plans.last.plan.made
    return history.history, [v.numpy() for v in (*model.variables, *model.optimizer.variables)]


def assert_equal(make, optimizer, batch=8, validation=False, samples=56, stray=0.0):
    """`stray` is the share of numbers that may differ: where the sign of a rounding decides."""
    (width,) = make().input_shape[1:]
    x = RANDOM.standard_normal((samples, width)).astype("float32")
    y = RANDOM.standard_normal((samples, 1)).astype("float32")
    eager, state = trained(make, optimizer, True, x, y, batch, validation)
    plan, plan_state = trained(make, optimizer, False, x, y, batch, validation)
    assert eager.keys() == plan.keys()
    for name, values in eager.items():
        close = 2e-3 if stray else 5e-5
        np.testing.assert_allclose(plan[name], values, rtol=close, atol=1e-6, err_msg=name)
    for a, b in zip(state, plan_state, strict=True):
        scale = max(1e-3, float(np.abs(a).max(initial=0)))
        assert np.mean(np.abs(b - a) > 4e-5 * scale) <= stray


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("batch", "validation"), [(8, False), (9, True), (56, True)])
def test_sizes(size, batch, validation):
    assert_equal(SIZES[size], OPTIMIZERS["adam"], batch, validation)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_of_long_arrays(name):
    assert_equal(SIZES["two long kernels"], OPTIMIZERS[name], stray=0.05 if name == "lion" else 0.0)


def test_a_long_array_in_the_batch():
    """More samples in a batch than the numbers of an array that are updated at a time."""
    assert_equal(lambda: dense(1, 1), OPTIMIZERS["adam"], 25_000, samples=75_000)


class Twisted(layers.Layer):
    """A long weight that meets itself in another order, and cut: no piece of it can be updated for itself."""

    def build(self, input_shape):
        self.w = self.add_weight(shape=(30_000,), initializer="random_normal")

    def call(self, x):
        ops = keras.ops
        turned = self.w + 0.5 * ops.flip(self.w) * self.w
        again = turned * ops.flip(turned) + turned
        shifted = ops.concatenate([again[10_000:], again[:10_000]])
        return x * ops.sum(ops.reshape(shifted, (3, 10_000)), axis=1)[:2]


def test_a_long_array_that_is_read_in_another_order():
    assert_equal(
        lambda: keras.Sequential([keras.Input((2,)), Twisted(), layers.Dense(1)]),
        lambda: optimizers.SGD(1e-4, momentum=0.9),
    )
