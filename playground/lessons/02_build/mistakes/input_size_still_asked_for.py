# advice: Take `input_dim` out
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(2)


class SimpleDense(keras.layers.Layer):
    def __init__(self, units, input_dim):
        super().__init__()
        self.units = units
        self.input_dim = input_dim

    def build(self, input_shape):
        input_dim = self.input_dim
        self.W = self.add_weight(shape=(input_dim, self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, inputs):
        return tf.matmul(inputs, self.W) + self.b


# One line of code, two widths: each layer finds out when it is called.
small = SimpleDense(units=4, input_dim=3)
print(small(tf.ones(shape=(2, 3))).shape)

large = SimpleDense(units=4, input_dim=300)
print(large(tf.ones(shape=(2, 300))).shape)
