# advice: The bias should begin as zeros
import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(2)


class SimpleDense(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        input_dim = input_shape[-1]
        self.W = self.add_weight(shape=(input_dim, self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="random_normal")

    def call(self, inputs):
        return tf.matmul(inputs, self.W) + self.b


# One line of code, two widths: each layer finds out when it is called.
small = SimpleDense(units=4)
print(small(tf.ones(shape=(2, 3))).shape)

large = SimpleDense(units=4)
print(large(tf.ones(shape=(2, 300))).shape)
