# advice: lies on its side
import numpy as np
from tensorflow import keras
from keras import layers

keras.utils.set_random_seed(3)
random = np.random.default_rng(3)

# Six pictures of 28 × 28 pixels, and one number to be told about each.
images = random.uniform(size=(6, 28, 28)).astype("float32")
targets = random.uniform(size=(6,)).astype("float32")

flatten = layers.Flatten()
dense = layers.Dense(32, activation="relu")


def encode(images):
    """(n, 28, 28) → (n, 32)"""
    return dense(flatten(images))


def errors_of(predictions, targets):
    """(n, 1) and (n,) → (n, 1)"""
    return predictions - keras.ops.reshape(targets, (-1, 1))


print("encoded:", encode(images).shape)

# 32 numbers come in, 10 go out: 32 × 10 weights and 10 biases.
shape_of_W = (10, 32)
parameters = 330

head = layers.Dense(10)
scores = head(encode(images))
print("scores:", scores.shape)

print("errors:", errors_of(np.zeros((6, 1), "float32"), targets).shape)
