from tensorflow import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(3)

# A disc (class 1) inside a ring (class 0).
x, y = datasets.circle(n=500, noise=0.1, seed=3)

model = keras.Sequential([
    layers.Dense(1, activation="sigmoid"),
])

model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=0.05),
    loss="binary_crossentropy",
    metrics=["accuracy"],
)
model.fit(x, y, epochs=40, batch_size=32, validation_split=0.2, verbose=0)
print("loss and accuracy:", model.evaluate(x, y, verbose=0))

# Before you run it: how many parameters will `model` have?
parameters = None
