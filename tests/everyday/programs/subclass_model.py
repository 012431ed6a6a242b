# Model subclassing: build by calling, training argument, nested layers, weights' names, saving the weights.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)


class Block(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.dense = layers.Dense(units, activation="relu")
        self.drop = layers.Dropout(0.5)

    def call(self, x, training=False):
        return self.drop(self.dense(x), training=training)


class Net(keras.Model):
    def __init__(self, n=3, **kwargs):
        super().__init__(**kwargs)
        self.blocks = [Block(4, name=f"block_{i}") for i in range(2)]
        self.head = layers.Dense(n, activation="softmax")

    def call(self, inputs, training=False):
        x = inputs
        for block in self.blocks:
            x = block(x, training=training)
        return self.head(x)


net = Net(name="net")
print(net.built, len(net.weights))
x = np.random.RandomState(0).rand(12, 6).astype("float32")
out = net(x)
print(net.built, out.shape, len(net.weights), net.count_params(), [l.name for l in net.layers])
net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
h = net.fit(x, np.arange(12) % 3, epochs=2, batch_size=4, verbose=0)
print(sorted(h.history), np.allclose(net.predict(x, verbose=0), np.array(net(x)), atol=1e-6))
print(np.allclose(np.array(net(x, training=True)), np.array(net(x))))
net.save_weights("net.weights.h5")
other = Net(name="net")
other(x)
other.load_weights("net.weights.h5")
print(np.allclose(np.array(other(x)), np.array(net(x)), atol=1e-6))
print(
    [w.path for w in net.weights][:3],
    net.trainable_variables[0].shape,
    len(net.non_trainable_variables),
)
