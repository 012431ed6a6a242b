# advice: past
import numpy as np

import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(6)

# The two arms of a spiral (classes 0 and 1), and how far each point is from the centre.
x, y = datasets.spiral(n=500, noise=0.05, seed=6)
distance = np.sqrt(np.sum(x**2, axis=1, keepdims=True))


class SimpleDense(keras.layers.Layer):
    def __init__(self, units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units))
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        return self.activation(keras.ops.matmul(inputs, self.W) + self.b)


inputs = keras.Input(shape=(2,))
bent = SimpleDense(16, "tanh")(inputs)
waves = SimpleDense(16, keras.ops.sin)(inputs)
h = layers.Concatenate()([bent, waves])

block = SimpleDense(32, "tanh")(h)
h = block

arm = SimpleDense(1, "sigmoid", name="arm")(h)
far = SimpleDense(1, name="far")(h)
model = keras.Model(inputs, [arm, far])

model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss=["binary_crossentropy", "mean_squared_error"],
    metrics=[["accuracy"], ["mean_absolute_error"]],
)
model.fit(x, [y, distance], epochs=1, batch_size=32, validation_split=0.2, verbose=0)
