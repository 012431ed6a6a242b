# One tower, two inputs, a contrastive loss of one's own.
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(0)


def tower(shape):
    inputs = keras.Input(shape)
    h = layers.Dense(8, activation="relu")(inputs)
    return keras.Model(inputs, layers.Dense(4)(h), name="tower")


def distance(pair):
    a, b = pair
    return ops.sqrt(
        ops.maximum(ops.sum(ops.square(a - b), axis=1, keepdims=True), keras.config.epsilon())
    )


def contrastive(y_true, y_pred, margin=1.0):
    y_true = ops.cast(y_true, y_pred.dtype)
    return ops.mean(
        y_true * ops.square(y_pred) + (1 - y_true) * ops.square(ops.maximum(margin - y_pred, 0))
    )


shared = tower((6,))
left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
far = layers.Lambda(distance, output_shape=(1,))([shared(left), shared(right)])
model = keras.Model(inputs=[left, right], outputs=far)
model.compile(loss=contrastive, optimizer="rmsprop")
rng = np.random.RandomState(0)
a, b = rng.rand(40, 6), rng.rand(40, 6)
y = (np.abs(a - b).sum(1) < 2).astype("float32")
h = model.fit([a, b], y, epochs=2, batch_size=10, verbose=0)
print(model.count_params(), len(model.layers), [i.name for i in model.inputs], model.output_shape)
print(np.allclose(model.predict([a, a], verbose=0), np.sqrt(1e-7), atol=1e-5))
print(
    np.allclose(model.predict({"left": a, "right": b}, verbose=0), model.predict([a, b], verbose=0))
)
