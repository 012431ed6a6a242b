import tensorflow as tf
from tensorflow import keras
from keras import layers, models


class NaiveDense:
    """A dense layer without Keras: it must be told how wide its input is."""

    def __init__(self, input_size, output_size, activation):
        self.activation = keras.activations.get(activation)
        start = tf.random.uniform((input_size, output_size), minval=0.0, maxval=0.1)
        self.W = tf.Variable(start)
        self.b = tf.Variable(tf.zeros((output_size,)))

    def __call__(self, inputs):
        return self.activation(tf.matmul(inputs, self.W) + self.b)

    @property
    def weights(self):
        return [self.W, self.b]


class NaiveSequential:
    """Calls its layers one after the other."""

    def __init__(self, layers):
        self.layers = layers

    def __call__(self, inputs):
        x = inputs
        for layer in self.layers:
            x = layer(x)
        return x

    @property
    def weights(self):
        return [weight for layer in self.layers for weight in layer.weights]


naive = NaiveSequential([
    NaiveDense(input_size=784, output_size=32, activation="relu"),
    NaiveDense(input_size=32, output_size=64, activation="relu"),
    NaiveDense(input_size=64, output_size=32, activation="relu"),
    NaiveDense(input_size=32, output_size=10, activation="softmax"),
])

images = tf.ones(shape=(2, 784))
print("naive:", naive(images).shape)

# Each layer finds out by itself how wide its input is.
model = models.Sequential([
    layers.Dense(32, activation="relu"),
    layers.Dense(64, activation="relu"),
    layers.Dense(32, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
print("model:", model(images).shape)

# One number is different. In the naive model it would have been two.
wider = models.Sequential([
    layers.Dense(32, activation="relu"),
    layers.Dense(128, activation="relu"),
    layers.Dense(32, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
print("wider:", wider(images).shape)
