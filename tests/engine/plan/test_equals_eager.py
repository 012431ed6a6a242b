"""A plan leaves the same numbers behind as the eager step it was recorded from."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras

layers = keras.layers
RANDOM = np.random.default_rng(7)
POINTS = RANDOM.standard_normal((60, 6)).astype("float32")
CLASSES = RANDOM.integers(0, 3, 60).astype("int32")
ONE_HOT = np.eye(3, dtype="float32")[CLASSES]
YES = (POINTS[:, :1] * POINTS[:, 1:2] > 0).astype("float32")
NUMBERS = np.abs(POINTS[:, :2] @ RANDOM.standard_normal((2, 1)).astype("float32")) + 0.1


def classifier(*inner, units=3, last="softmax"):
    return keras.Sequential([keras.Input((6,)), *inner, layers.Dense(units, activation=last)])


def residual():
    inputs = keras.Input((6,))
    x = inputs
    for _ in range(3):
        x = layers.add([x, layers.Dense(6, activation="relu")(x)])
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(x))


def convolution():
    return keras.Sequential(
        [
            keras.Input((6,)),
            layers.Reshape((3, 2, 1)),
            layers.Conv2D(4, 2, activation="relu"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ]
    )


class Scaled(layers.Layer):
    """A learner's own layer, in operators and NumPy functions."""

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], 5), initializer="random_normal")
        self.b = self.add_weight(shape=(5,), initializer="zeros")
        self.scale = self.add_weight(shape=(), initializer="ones")

    def call(self, inputs):
        bent = keras.ops.tanh(self.scale * (inputs @ self.w + self.b))
        return bent + keras.ops.square(inputs[:, :1])


MODELS = {
    "dense": lambda: classifier(layers.Dense(5, activation="tanh")),
    "relu": lambda: classifier(layers.Dense(40, activation="relu"), layers.Dense(40)),
    "residual": residual,
    "own layer": lambda: classifier(Scaled()),
    "normalized": lambda: classifier(
        layers.Dense(8, activation="gelu"), layers.BatchNormalization(), layers.LayerNormalization()
    ),
    "dropout": lambda: classifier(
        layers.Dense(8, activation="elu"), layers.Dropout(0.4), layers.GaussianNoise(0.1)
    ),
    "regularized": lambda: classifier(
        layers.Dense(8, kernel_regularizer="l2", kernel_constraint="unit_norm"),
        layers.ActivityRegularization(l1=0.01),
        layers.Dense(4, activation="selu", use_bias=False, bias_regularizer="l1"),
    ),
    "convolution": convolution,
    "embedding": lambda: keras.Sequential(
        [
            layers.Rescaling(2.0, 4.0),
            layers.Embedding(12, 3),
            layers.GlobalAveragePooling1D(),
            layers.Dense(3, activation="softmax"),
        ]
    ),
}


def trained(make, compiling, y, eager, weights=None, batch=14, epochs=6, **more):
    """What is left after a `fit`: weights, optimizer variables, history."""
    keras.utils.set_random_seed(3)
    model = make()
    model.compile(**compiling(), run_eagerly=eager)
    history = model.fit(
        POINTS, y, batch_size=batch, epochs=epochs, verbose=0, sample_weight=weights, **more
    )
    if not eager:
        plans = model._plans["train_step"]
        assert plans.problem is None and plans.last is not None, plans.problem
    state = [v.numpy() for v in (*model.variables, *model.optimizer.variables)]
    return state, history.history


def assert_equal_training(make, compiling, y, **more):
    eager, eager_history = trained(make, compiling, y, True, **more)
    plan, plan_history = trained(make, compiling, y, False, **more)
    for a, b in zip(eager, plan, strict=True):
        scale = max(1e-3, float(np.abs(a).max(initial=0)))
        np.testing.assert_allclose(b, a, rtol=0, atol=4e-6 * scale)
    assert plan_history.keys() == eager_history.keys()
    for name, values in eager_history.items():
        np.testing.assert_allclose(plan_history[name], values, rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_models(name):
    assert_equal_training(
        MODELS[name],
        lambda: {
            "optimizer": "adam",
            "loss": "sparse_categorical_crossentropy",
            "metrics": ["accuracy"],
        },
        CLASSES,
    )


OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.1),
    "nesterov": lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    "clipped": lambda: keras.optimizers.SGD(0.1, global_clipnorm=0.1),
    "clipped one by one": lambda: keras.optimizers.Adam(0.01, clipnorm=0.1),
    "centered": lambda: keras.optimizers.RMSprop(0.01, centered=True, momentum=0.5),
    "amsgrad": lambda: keras.optimizers.Adam(0.01, amsgrad=True),
    "averaged": lambda: keras.optimizers.Adam(0.01, use_ema=True, ema_overwrite_frequency=3),
    "accumulating": lambda: keras.optimizers.SGD(0.1, gradient_accumulation_steps=2),
    "scheduled": lambda: keras.optimizers.Adam(
        keras.optimizers.schedules.ExponentialDecay(0.01, 5, 0.5)
    ),
} | {
    name: (lambda name=name: keras.optimizers.get(name))
    for name in (
        "rmsprop", "adamw", "adagrad", "adadelta", "adamax", "nadam", "ftrl", "lion", "lamb", "adafactor"
    )
}  # fmt: skip


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name):
    assert_equal_training(
        MODELS["dense"],
        lambda: {"optimizer": OPTIMIZERS[name](), "loss": "sparse_categorical_crossentropy"},
        CLASSES,
    )


@pytest.mark.parametrize(
    "loss",
    ["mse", "mae", "mape", "msle", "huber", "log_cosh", "poisson"],
)
def test_losses_of_numbers(loss):
    assert_equal_training(
        lambda: classifier(layers.Dense(5, activation="tanh"), units=1, last="softplus"),
        lambda: {"optimizer": "rmsprop", "loss": loss, "metrics": ["mae", "mse"]},
        NUMBERS,
    )


@pytest.mark.parametrize("loss", ["binary_crossentropy", "binary_focal_crossentropy", "hinge"])
def test_losses_of_yes_and_no(loss):
    assert_equal_training(
        lambda: classifier(layers.Dense(5, activation="tanh"), units=1, last="sigmoid"),
        lambda: {
            "optimizer": "rmsprop",
            "loss": loss,
            "metrics": ["accuracy", keras.metrics.AUC(name="auc")],
        },
        YES,
    )


@pytest.mark.parametrize(
    "loss",
    [
        "categorical_crossentropy",
        "kl_divergence",
        "cosine_similarity",
        "categorical_focal_crossentropy",
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        lambda y, p: keras.ops.sum(keras.ops.square(y - p), axis=-1),
    ],
)
def test_losses_of_classes(loss):
    assert_equal_training(
        MODELS["dense"],
        lambda: {
            "optimizer": "adam",
            "loss": loss,
            "metrics": ["accuracy", "top_k_categorical_accuracy"],
        },
        ONE_HOT,
    )


def test_probabilities_that_are_clipped():
    """Saturated answers, right and wrong: no gradient flows where the probability was clipped."""

    def make():
        model = classifier(units=1, last="sigmoid")
        kernel, bias = model.get_weights()
        model.set_weights([40 * kernel, bias])
        return model

    assert_equal_training(
        make, lambda: {"optimizer": "sgd", "loss": "binary_crossentropy"}, YES, epochs=3
    )


def test_sample_weights():
    assert_equal_training(
        MODELS["dense"],
        lambda: {
            "optimizer": "adam",
            "loss": "sparse_categorical_crossentropy",
            "weighted_metrics": ["accuracy"],
        },
        CLASSES,
        weights=RANDOM.random(60).astype("float32"),
    )


def test_validation_with_moving_means_which_are_the_same_for_every_batch():
    assert_equal_training(
        MODELS["normalized"],
        lambda: {"optimizer": "adam", "loss": "sparse_categorical_crossentropy"},
        CLASSES,
        batch=8,
        epochs=12,
        validation_split=0.4,
    )


def test_validation_and_a_smaller_last_batch():
    assert_equal_training(
        MODELS["dropout"],
        lambda: {
            "optimizer": "adam",
            "loss": "sparse_categorical_crossentropy",
            "metrics": ["accuracy"],
        },
        CLASSES,
        batch=9,
        validation_split=0.3,
    )


def test_two_outputs():
    def make():
        inputs = keras.Input((6,))
        x = layers.Dense(5, activation="tanh")(inputs)
        outputs = {
            "kind": layers.Dense(3, activation="softmax", name="kind")(x),
            "sign": layers.Dense(1, activation="sigmoid", name="sign")(x),
        }
        return keras.Model(inputs, outputs)

    assert_equal_training(
        make,
        lambda: {
            "optimizer": "adam",
            "loss": {"kind": "sparse_categorical_crossentropy", "sign": "binary_crossentropy"},
            "loss_weights": {"kind": 1.0, "sign": 0.3},
            "metrics": {"kind": ["accuracy"]},
        },
        {"kind": CLASSES, "sign": YES},
    )


class OwnStep(keras.Model):
    """The training step of chapter 7: own gradients, own metric, a dict of results."""

    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(3, activation="softmax")
        self.mean = keras.metrics.Mean(name="mean")

    def call(self, inputs):
        return self.inner(inputs)

    def train_step(self, data):
        x, y = data
        with keras.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        weights = self.trainable_weights
        self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        self.mean.update_state(loss)
        return {"mean": self.mean.result(), "last": loss}

    @property
    def metrics(self):
        return [self.mean]


def test_own_train_step():
    assert_equal_training(
        OwnStep,
        lambda: {"optimizer": "adam", "loss": "sparse_categorical_crossentropy"},
        CLASSES,
    ) if hasattr(keras, "GradientTape") else pytest.skip("no keras.GradientTape")
