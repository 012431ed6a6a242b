# Transfer learning without a download: freeze a base, train a head, unfreeze, train on.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
base = keras.Sequential(
    [
        layers.Input((8, 8, 3)),
        layers.Conv2D(4, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.MaxPooling2D(),
        layers.Flatten(),
    ],
    name="base",
)
base.trainable = False
inputs = keras.Input((8, 8, 3))
x = layers.Rescaling(1.0 / 255)(inputs)
x = base(x, training=False)
outputs = layers.Dense(3, activation="softmax", name="head")(x)
model = keras.Model(inputs, outputs)
print(len(model.trainable_weights), len(model.non_trainable_weights), len(model.weights))
rng = np.random.RandomState(0)
images, labels = rng.randint(0, 255, (30, 8, 8, 3)), rng.randint(0, 3, 30)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
before = base.get_weights()
model.fit(images, labels, epochs=2, verbose=0)
print(all((a == b).all() for a, b in zip(before, base.get_weights())))
base.trainable = True
for layer in base.layers[:1]:
    layer.trainable = False
model.compile(keras.optimizers.Adam(1e-5), "sparse_categorical_crossentropy", metrics=["accuracy"])
print(len(model.trainable_weights), [l.trainable for l in base.layers])
model.fit(images, labels, epochs=1, verbose=0)
print([bool((a == b).all()) for a, b in zip(before, base.get_weights())])
features = keras.Model(base.inputs, base.get_layer(index=0).output)
print(features.predict(images[:2] / 255.0, verbose=0).shape)
