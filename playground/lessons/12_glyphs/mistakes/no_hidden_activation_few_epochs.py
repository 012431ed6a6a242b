# advice: more epochs
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


model = keras.Sequential([
    layers.Flatten(),
    layers.Dense(4),
    layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.01),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=3, batch_size=32, validation_split=0.2, verbose=0)

loss, accuracy = model.evaluate(test_x, test_y, verbose=0)
print("right about", accuracy, "with", model.count_params(), "parameters, score", score(model))

said = model.predict(test_x, verbose=0).argmax(axis=1)
counts = np.zeros((10, 10), dtype="int32")
np.add.at(counts, (test_y, said), 1)
print(counts)
