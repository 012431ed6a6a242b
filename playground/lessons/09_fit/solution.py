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
    order = np.random.permutation(len(x))
    for start in range(0, len(x), batch_size):
        chosen = order[start : start + batch_size]
        yield x[chosen], y[chosen]


def train_step(xb, yb):
    """One step of the optimizer. Returns the loss before it."""
    with tf.GradientTape() as tape:
        predictions = model(xb, training=True)
        loss = loss_function(yb, predictions)
    gradients = tape.gradient(loss, model.trainable_weights)
    optimizer.apply_gradients(zip(gradients, model.trainable_weights))
    return float(loss)


def train(x, y, epochs, batch_size):
    """Returns the mean loss of each epoch."""
    history = []
    for epoch in range(epochs):
        losses = [train_step(xb, yb) for xb, yb in batches(x, y, batch_size)]
        history.append(np.mean(losses))
    return history


# 500 / 32 is 15.6, so an epoch has 16 batches.
steps = 20 * 16

losses = train(x, y, epochs=20, batch_size=32)
print("loss of the first and the last epoch:", losses[0], losses[-1])
print("steps:", int(optimizer.iterations))
