import numpy as np
from tensorflow import keras
from keras import layers

keras.utils.set_random_seed(11)
places = np.array([[0.0, 1.0], [0.9, -0.6], [-0.9, -0.6]])


def clouds(n, seed):
    """Points around three places, and the number of the place of each: 0, 1 or 2."""
    random = np.random.default_rng(seed)
    y = random.integers(0, 3, n)
    return (places[y] + random.normal(0, 0.5, (n, 2))).astype("float32"), y


x, y = clouds(600, seed=1)
new_x, new_y = clouds(200, seed=2)

model = keras.Sequential([
    layers.Dense(16, activation="tanh"),
    layers.Dense(3, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.02),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=15, validation_split=0.2, verbose=0)


def confusion_matrix(y_true, y_pred, classes):
    """(classes, classes) counts: row = what it is, column = what the model said."""
    return np.zeros((classes, classes), dtype="int32")  # your turn


# Your turn: accuracy, probabilities, said, and the model in a file.
print("right about", model.evaluate(x, y, verbose=0)[1], "of what it learned from")
