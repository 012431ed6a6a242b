# advice: has a bias too
from tensorflow import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(3)

# A disc (class 1) inside a ring (class 0).
x, y = datasets.circle(n=500, noise=0.1, seed=3)

model = keras.Sequential([
    layers.Dense(7, activation="tanh"),
    layers.Dense(1, activation="sigmoid"),
])
parameters = 2 * 7 + 7 * 1

model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.05),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=1, batch_size=32, validation_split=0.2, verbose=0)
print("loss and accuracy:", model.evaluate(x, y, verbose=0))


class Squares(keras.layers.Layer):
    def call(self, inputs):
        return inputs * inputs


# A circle is a straight line when you look at the squares of the coordinates.
squared = keras.Sequential([
    Squares(),
    layers.Dense(1, activation="sigmoid"),
])

squared.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.05),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
squared.fit(x, y, epochs=1, batch_size=32, validation_split=0.2, verbose=0)
print("loss and accuracy with squares:", squared.evaluate(x, y, verbose=0))
