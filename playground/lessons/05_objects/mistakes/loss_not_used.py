# advice: `cubic_error` is not the loss
import tensorflow as tf
from tensorflow import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(5)

# 600 points to learn from, 200 to watch, 200 that come later, without labels.
x, y = datasets.moons(n=600, noise=0.1, seed=5)
val_x, val_y = datasets.moons(n=200, noise=0.1, seed=6)
new_x, _ = datasets.moons(n=200, noise=0.1, seed=7)

model = keras.Sequential([
    layers.Dense(16, activation="tanh"),
    layers.Dense(16, activation="tanh"),
    layers.Dense(1, activation="sigmoid"),
])


def cubic_error(y_true, y_pred):
    return tf.reduce_mean(tf.abs(y_true - y_pred) ** 3)


model.compile(
    optimizer=keras.optimizers.SGD(learning_rate=0.3, momentum=0.9),
    loss="mean_squared_error",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=30, batch_size=32, validation_data=(val_x, val_y), verbose=0)

probabilities = model.predict(new_x, verbose=0)
print(probabilities.shape)
print(probabilities[:5])
