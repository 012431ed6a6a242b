# advice: far_off
import numpy as np
import tensorflow as tf
from tensorflow import keras

from playground import datasets

keras.utils.set_random_seed(4)


class SimpleDense(keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units = units
        self.activation = activation

    def build(self, input_shape):
        input_dim = input_shape[-1]
        self.W = self.add_weight(shape=(input_dim, self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        y = tf.matmul(inputs, self.W) + self.b
        if self.activation is not None:
            y = self.activation(y)
        return y


# x: 1000 points in the plane. y: the cloud each belongs to, 0 or 1.
x, y = datasets.two_clouds(n=1000, noise=0.4, seed=1)

model = keras.Sequential([
    SimpleDense(units=4, activation=tf.nn.relu),
    SimpleDense(units=1, activation=tf.nn.sigmoid),
])


def far_off(y_true, y_pred):
    wrong = tf.abs(y_true - y_pred) > 0.25
    return tf.reduce_mean(tf.cast(wrong, "float32"))


model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.02),
    loss="binary_crossentropy",
    metrics=["accuracy", "mae", "far_off"],
)
model.fit(x, y, epochs=1, batch_size=8, validation_split=0.2, verbose=0)

# Points that were not there when the model was trained.
new_x, new_y = datasets.two_clouds(n=500, noise=0.4, seed=2)
print("loss and metrics on new points:", model.evaluate(new_x, new_y, verbose=0))

point = np.array([[1.2, 1.2]])
print("class 1, says the model, with probability", model.predict(point, verbose=0))


def cubic_error(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred) ** 3)


other = keras.Sequential([
    SimpleDense(units=4, activation=tf.nn.relu),
    SimpleDense(units=1, activation=tf.nn.sigmoid),
])
other.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.3, momentum=0.9),
    loss=cubic_error,
    metrics=["accuracy"],
)
other.fit(x, y, epochs=1, batch_size=8, validation_split=0.2, verbose=0)
