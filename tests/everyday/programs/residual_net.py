# Residual blocks as functions, batch normalization, global pooling.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)


def residual_block(x, filters, pooling=False):
    residual = x
    x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Conv2D(filters, 3, activation="relu", padding="same", use_bias=False)(x)
    if pooling:
        x = layers.MaxPooling2D(2, padding="same")(x)
        residual = layers.Conv2D(filters, 1, strides=2)(residual)
    elif filters != residual.shape[-1]:
        residual = layers.Conv2D(filters, 1)(residual)
    return layers.add([x, residual])


inputs = keras.Input((9, 9, 3))
x = layers.Rescaling(1.0 / 255)(inputs)
x = residual_block(x, 4, pooling=True)
x = residual_block(x, 8, pooling=True)
x = residual_block(x, 8)
x = layers.SeparableConv2D(8, 3, padding="same", activation="relu")(x)
x = layers.GlobalAveragePooling2D()(x)
model = keras.Model(inputs, layers.Dense(1, activation="sigmoid")(x))
rng = np.random.RandomState(0)
images, y = rng.randint(0, 256, (16, 9, 9, 3)), rng.randint(0, 2, 16)
model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
h = model.fit(images, y, epochs=2, batch_size=8, verbose=0, validation_data=(images, y))
print(
    sorted(h.history),
    model.count_params(),
    len(model.trainable_weights),
    len(model.non_trainable_weights),
)
print([(l.name, l.output.shape) for l in model.layers if "add" in l.name or "pool" in l.name])
bn = [l for l in model.layers if isinstance(l, layers.BatchNormalization)][0]
print(
    bn.momentum,
    bn.epsilon,
    bn.axis,
    [w.name for w in bn.weights],
    bool((bn.moving_mean.numpy() != 0).any()),
)
