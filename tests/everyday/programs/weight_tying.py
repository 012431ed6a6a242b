# An autoencoder whose decoder uses the encoder's weights, transposed.
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(0)


class Tied(layers.Layer):
    def __init__(self, dense, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.dense = dense
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        self.bias = self.add_weight(
            name="bias", shape=(self.dense.kernel.shape[0],), initializer="zeros"
        )

    def call(self, inputs):
        return self.activation(ops.matmul(inputs, ops.transpose(self.dense.kernel)) + self.bias)


enc = layers.Dense(3, activation="relu", name="enc")
inputs = keras.Input((6,))
code = enc(inputs)
outputs = Tied(enc, "sigmoid", name="dec")(code)
model = keras.Model(inputs, outputs)
print(
    model.count_params(),
    len(model.trainable_weights),
    [w.path.split("/")[-1] for w in model.weights],
)
x = np.random.RandomState(0).rand(50, 6).astype("float32")
model.compile("adam", "binary_crossentropy")
h = model.fit(x, x, epochs=5, verbose=0)
print(h.history["loss"][-1] < h.history["loss"][0])
encoder = keras.Model(inputs, code)
by_hand = 1 / (
    1
    + np.exp(
        -(
            encoder.predict(x, verbose=0) @ enc.get_weights()[0].T
            + model.get_layer("dec").bias.numpy()
        )
    )
)
print(np.allclose(model.predict(x, verbose=0), by_hand, atol=1e-5))
