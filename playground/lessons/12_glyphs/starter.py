import numpy as np
from tensorflow import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(12)

# 800 pictures of 8 × 8 pixels, (800, 8, 8, 1), and which digit each shows, 0 to 9.
x, y = datasets.glyphs(samples=800, classes=10, seed=1)
test_x, test_y = datasets.glyphs(samples=400, classes=10, seed=2)


def score(model):
    """Right answers of 1000 pictures that nobody has seen, minus one for every 50 parameters."""
    new_x, new_y = datasets.glyphs(samples=1000, classes=10, seed=3)
    right = np.sum(model.predict(new_x, verbose=0).argmax(axis=1) == new_y)
    return int(right) - model.count_params() // 50


# Your turn, from here on: a model, compile, fit, accuracy and counts.
print(x.shape, y.shape, "the first shows a", y[0])
