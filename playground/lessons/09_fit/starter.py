import numpy as np
import tensorflow as tf
from tensorflow import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(9)
x, y = datasets.moons(n=500, noise=0.1, seed=9)

model = keras.Sequential([
    layers.Dense(16, activation="tanh"),
    layers.Dense(1, activation="sigmoid"),
])
loss_function = keras.losses.BinaryCrossentropy()
optimizer = keras.optimizers.SGD(learning_rate=0.5)


def batches(x, y, batch_size):
    """Yields (xb, yb), batch after batch, until every sample had its turn."""
    yield x[:batch_size], y[:batch_size]  # your turn: this is only the first batch


def train_step(xb, yb):
    """One step of the optimizer. Returns the loss before it."""
    loss = loss_function(yb, model(xb, training=True))
    return float(loss)  # your turn: nothing is learned from it


def train(x, y, epochs, batch_size):
    """Returns the mean loss of each epoch."""
    history = []
    for xb, yb in batches(x, y, batch_size):
        history.append(train_step(xb, yb))
    return history


steps = None

losses = train(x, y, epochs=20, batch_size=32)
print("loss of the first and the last epoch:", losses[0], losses[-1])
print("steps:", int(optimizer.iterations))
