import numpy as np
from tensorflow import keras
from keras import layers

keras.utils.set_random_seed(3)
random = np.random.default_rng(3)

# Six pictures of 28 × 28 pixels, and one number to be told about each.
images = random.uniform(size=(6, 28, 28)).astype("float32")
targets = random.uniform(size=(6,)).astype("float32")

dense = layers.Dense(32, activation="relu")


def encode(images):
    """(n, 28, 28) → (n, 32)"""
    return dense(images)


def errors_of(predictions, targets):
    """(n, 1) and (n,) → (n, 1)"""
    return predictions - targets


print("encoded:", encode(images).shape)

# Your turn: a layer `head`, its `scores`, and what you think of its weights.
shape_of_W = None
parameters = None

print("errors:", errors_of(np.zeros((6, 1), "float32"), targets).shape)
