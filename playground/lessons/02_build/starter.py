import tensorflow as tf
from tensorflow import keras

keras.utils.set_random_seed(2)


class SimpleDense(keras.layers.Layer):
    def __init__(self, units, input_dim):
        super().__init__()
        self.units = units
        # Your turn: these belong into a method `build(self, input_shape)`.
        self.W = self.add_weight(shape=(input_dim, units), initializer="ones")
        self.b = self.add_weight(shape=(units,), initializer="ones")

    def call(self, inputs):
        return tf.matmul(inputs, self.W) + self.b


small = SimpleDense(units=4, input_dim=3)
print(small(tf.ones(shape=(2, 3))).shape)
