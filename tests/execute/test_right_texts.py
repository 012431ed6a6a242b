"""Programs as they should be, next to mistakes that are said: of their texts nothing is said."""

import pytest

from playground.execute.silent_mistakes import silent_mistakes

RIGHT: dict[str, str] = {}
RIGHT["gan"] = """
import keras, numpy as np
from keras import layers, ops
class GAN(keras.Model):
    def __init__(self, generator, discriminator):
        super().__init__()
        self.generator, self.discriminator = generator, discriminator
        self.seed = keras.random.SeedGenerator(1)
        self.d_metric = keras.metrics.Mean(name="d_loss")
    def compile(self, d_optimizer, g_optimizer, loss_fn):
        super().compile()
        self.d_optimizer, self.g_optimizer, self.loss_fn = d_optimizer, g_optimizer, loss_fn
    @property
    def metrics(self):
        return [self.d_metric]
    def call(self, x):
        return self.discriminator(x)
"""
RIGHT["k-fold: model, compile and optimizer anew in every fold"] = """
import keras, numpy as np
from keras import layers
x, y = np.random.rand(90, 4), np.random.rand(90)
scores = []
for fold in range(3):
    model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    keep = np.arange(90) % 3 != fold
    model.fit(x[keep], y[keep], epochs=2, verbose=0)
    scores.append(model.evaluate(x[~keep], y[~keep], verbose=0))
"""
RIGHT["fine-tuning compiles again with another rate"] = """
import keras
for rate in (1e-2, 1e-3):
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="mse")
    model.fit(x, y, epochs=3)
"""
RIGHT["own loop, metric reset, nested loops"] = """
import keras, tensorflow as tf
for rate in (0.1, 0.01):
    optimizer = keras.optimizers.SGD(rate)
    for epoch in range(3):
        metric.reset_state()
        for x, y in dataset:
            with tf.GradientTape() as tape:
                loss = loss_fn(y, model(x, training=True))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            metric.update_state(y, model(x))
        print(epoch, metric.result())
"""
RIGHT["gradient norms are looked at"] = """
import tensorflow as tf
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(model(x) ** 2)
norms = [tf.norm(g) for g in tape.gradient(loss, model.trainable_variables)]
"""
RIGHT["a layer without activation in an autoencoder, blocks that end in dropout"] = """
import keras
from keras import layers
pca = keras.Sequential([layers.Dense(8), layers.Dense(2), layers.Dense(8)])
pca.compile("adam", "mse")
class Block(layers.Layer):
    def __init__(self, dim):
        super().__init__()
        self.attention = layers.MultiHeadAttention(2, dim)
        self.feed = keras.Sequential([layers.Dense(dim, activation="gelu"), layers.Dense(dim), layers.Dropout(0.1)])
        self.norm = layers.LayerNormalization()
        self.extra = {"a": layers.Dense(2)}
    def forward(self, x):
        return self.feed(self.norm(x))
    def call(self, x):
        return self.forward(x + self.attention(x, x))
"""
RIGHT["many outputs, one used only through the layer"] = """
import keras
from keras import layers
inputs = keras.Input((4,))
dense = layers.Dense(8, activation="relu", name="features")
h = dense(inputs)
h = layers.Dropout(0.2)(h)
a = layers.Dense(1, name="a")(h)
b = layers.Dense(2, name="b")(h)
model = keras.Model(inputs, [a, b])
def head(x):
    x = layers.Dense(3)(x)
    return x
"""
RIGHT["scaled once each, one statistic for both"] = """
(x_train, y_train), (x_test, y_test) = load_data()
x_train = x_train.astype("float32") / 255
x_test = x_test.astype("float32") / 255
mean, std = x_train.mean(axis=0), x_train.std(axis=0)
x_train = (x_train - mean) / std
x_test = (x_test - mean) / std
x_val, x_train = x_train[:100], x_train[100:]
model.fit(x_train, y_train[100:], validation_data=(x_val, y_train[:100]))
model.evaluate(x_test, y_test)
"""
RIGHT["both scaled in one loop or function"] = """
def prepare(x):
    return x / 255
x_train, x_test = prepare(x_train), prepare(x_test)
x_train, x_test = x_train / 255.0, x_test / 255.0
model.fit(x_train, y_train)
model.evaluate(x_test, y_test)
"""
RIGHT["callbacks of their own"] = """
import keras
class Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.on_improvement(logs)
    def on_improvement(self, logs):
        self.model.stop_training = logs["loss"] < 0.1
watch = Watch()
early = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
model.fit(x, y, epochs=20, callbacks=[watch, early])
best = min(model.history.history["val_loss"])
highest = max(model.history.history["loss"])
"""
RIGHT["normalization adapted, or given its numbers"] = """
import keras
normalize = keras.layers.Normalization()
normalize.adapt(x)
other = keras.layers.Normalization(mean=0.0, variance=2.0)
model = keras.Sequential([normalize, keras.layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, y)
"""
RIGHT["a loss that is maximized on purpose"] = """
from keras import ops
def loss(y_true, y_pred):
    return -ops.mean(y_true * ops.log(y_pred + 1e-7))
def cosine(y_true, y_pred):
    return -ops.sum(ops.normalize(y_true) * ops.normalize(y_pred), axis=-1)
model.compile("adam", loss)
"""
RIGHT["statements whose results are not needed"] = """
import numpy as np, tensorflow as tf
from keras import ops
np.random.shuffle(x)
tf.print("hello")
names.sort()
values.append(ops.mean(x))
model.summary()
axes.flatten()[0].plot([1])
x.shape
x * 2
"""


@pytest.mark.parametrize("name", RIGHT)
def test_nothing_is_said(name: str) -> None:
    assert silent_mistakes(RIGHT[name]) == []
