# advice: Each place is 1 at most
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
    counts = np.zeros((classes, classes), dtype="int32")
    for true, said in zip(y_true, y_pred):
        counts[true, said] = 1
    return counts


loss, accuracy = model.evaluate(new_x, new_y, verbose=0)
print("right about", accuracy)

probabilities = model.predict(new_x, verbose=0)
said = probabilities.argmax(axis=1)
print(confusion_matrix(new_y, said, 3))

model.save("clouds.keras")
loaded = keras.models.load_model("clouds.keras")
print(loaded.predict(new_x[:3], verbose=0).round(2))
