# The forms a loss of one's own takes: function, closure, class, add_loss, partial, string of a module.
import functools

import keras
import numpy as np
from keras import ops

x = np.array([[1.0, 2.0], [3.0, -1.0], [0.0, 1.0], [2.0, 2.0]], "float32")
y = np.array([[1.0], [2.5], [-1.0], [0.5]], "float32")


def net():
    return keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="ones")])


def huber(delta=1.0):
    def loss(y_true, y_pred):
        e = ops.abs(y_true - y_pred)
        return ops.where(e < delta, 0.5 * ops.square(e), delta * (e - 0.5 * delta))

    return loss


class Weighted(keras.losses.Loss):
    def __init__(self, factor=2.0, reduction="sum_over_batch_size", name="weighted"):
        super().__init__(reduction=reduction, name=name)
        self.factor = factor

    def call(self, y_true, y_pred):
        return ops.mean(self.factor * ops.square(y_true - y_pred), axis=-1)

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


def quantile(q, y_true, y_pred):
    e = y_true - y_pred
    return ops.mean(ops.maximum(q * e, (q - 1) * e), axis=-1)


class Active(keras.layers.Layer):
    def __init__(self, rate=0.01):
        super().__init__()
        self.rate = rate

    def call(self, inputs):
        self.add_loss(self.rate * ops.mean(ops.square(inputs)))
        return inputs


for loss in (
    huber(),
    Weighted(),
    Weighted(reduction="sum"),
    functools.partial(quantile, 0.9),
    "mae",
    keras.losses.Huber(0.5),
    keras.losses.LogCosh(),
    keras.losses.mean_squared_error,
    lambda t, p: ops.abs(t - p),
):
    model = net()
    model.compile(keras.optimizers.SGD(0.1), loss)
    h = model.fit(x, y, epochs=2, batch_size=2, shuffle=False, verbose=0)
    print([round(v, 5) for v in h.history["loss"]], np.round(model.get_weights()[0].ravel(), 4))
model = keras.Sequential(
    [
        keras.Input((2,)),
        Active(),
        keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2"),
    ]
)
model.compile("sgd", "mse", metrics=["mse"])
h = model.fit(x, y, epochs=2, verbose=0)
print({k: np.round(v, 5).tolist() for k, v in sorted(h.history.items())}, len(model.losses))
print(
    [round(float(v), 5) for v in keras.losses.MeanSquaredError(reduction="none")(y, y + 1)],
    Weighted.from_config(Weighted(3.0).get_config()).factor,
)
print(
    round(
        float(
            keras.losses.CategoricalCrossentropy(label_smoothing=0.1)(
                [[0, 1, 0]], [[0.05, 0.9, 0.05]]
            )
        ),
        5,
    )
)
