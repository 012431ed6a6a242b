# The convnet of the book on made-up digits, from channels to a confusion table.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
train = (rng.rand(60, 12, 12) * 60).astype("uint8")
labels = rng.randint(0, 3, 60)
for i, k in enumerate(labels):
    train[i, 4 * k : 4 * k + 3, :] = 250
train = train.reshape((60, 12, 12, 1)).astype("float32") / 255
inputs = keras.Input(shape=(12, 12, 1))
x = layers.Conv2D(filters=8, kernel_size=3, activation="relu")(inputs)
x = layers.MaxPooling2D(pool_size=2)(x)
x = layers.Conv2D(filters=16, kernel_size=3, activation="relu")(x)
x = layers.Flatten()(x)
x = layers.Dropout(0.5)(x)
outputs = layers.Dense(3, activation="softmax")(x)
model = keras.Model(inputs=inputs, outputs=outputs)
model.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
h = model.fit(train, labels, epochs=12, batch_size=16, verbose=0)
loss, acc = model.evaluate(train, labels, verbose=0)
print(acc > 0.9, model.count_params(), [l.output.shape for l in model.layers])
table = np.zeros((3, 3), int)
for t, p in zip(labels, np.argmax(model.predict(train, verbose=0), axis=-1)):
    table[t, p] += 1
print(table.sum(), np.trace(table) > 54)
kernels = model.layers[1].get_weights()[0]
print(
    kernels.shape,
    model.get_layer(index=2).name,
    model.get_layer(
        "dense" if any(l.name == "dense" for l in model.layers) else model.layers[-1].name
    ).units,
)
activation_model = keras.Model(inputs=model.input, outputs=[l.output for l in model.layers[1:4]])
print([a.shape for a in activation_model.predict(train[:2], verbose=0)])
