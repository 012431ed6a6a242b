"""What is meant so is not called a mistake: right neighbours of the mistakes in `tests/messages/silent.toml`."""

import pytest

from playground import events as ev
from playground.execute import execute
from playground.rehearsal import Recorder

HEAD = """
import numpy as np
import keras
import tensorflow as tf
from keras import layers, ops
x = np.random.rand(60, 8).astype("float32")
yr = np.random.rand(60).astype("float32")
yb = np.random.randint(0, 2, 60)
yc = np.arange(60) % 3

def trained(*stack, y=yr, loss="mse", optimizer="adam", **given):
    model = keras.Sequential([*stack])
    model.compile(optimizer, loss, **given)
    model.fit(x, y, verbose=0)
"""
RIGHT = {
    "sampling of a VAE": """
class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1)
    def call(self, inputs):
        mean, log_var = inputs
        epsilon = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(0.5 * log_var) * epsilon
print(Sampling()([x, x]).shape)
""",
    "noise that asks": """
class Noise(layers.Layer):
    def call(self, x, training=None):
        return x + keras.random.normal(ops.shape(x)) if training else x
trained(Noise(), layers.Dense(1))
""",
    "super after plain names": """
class Block(layers.Layer):
    def __init__(self, units, **kwargs):
        kwargs.setdefault("name", f"block_{units}")
        super().__init__(**kwargs)
        self.dense = layers.Dense(units)
    def call(self, x):
        return self.dense(x)
trained(Block(1))
""",
    "numbers that start a variable": """
class Scale(layers.Layer):
    def __init__(self):
        super().__init__()
        self.scale = keras.Variable(np.random.rand(8), dtype="float32")
        self.rate = 0.5
    def call(self, x):
        return x * self.scale * self.rate
trained(Scale(), layers.Dense(1))
""",
    "a default that is made inside": """
class Net(keras.Model):
    def __init__(self, hidden=None, sizes=[4, 1], activation=keras.activations.relu):
        super().__init__()
        self.hidden = hidden or [layers.Dense(n, activation) for n in sizes]
    def call(self, x):
        for layer in self.hidden:
            x = layer(x)
        return x
trained(Net())
""",
    "one order for both": """
order = np.random.permutation(len(x))
x, yr = x[order], yr[order]
trained(layers.Dense(1))
""",
    "shuffled with the same seed": """
np.random.seed(1)
np.random.shuffle(x)
np.random.seed(1)
np.random.shuffle(yr)
model = keras.Sequential([layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, yr, verbose=0)
""",
    "a shuffled index": """
index = np.arange(60)
np.random.shuffle(index)
x, yr = x[index], yr[index]
model = keras.Sequential([layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x, yr, verbose=0)
""",
    "all pairs of labels": """
def contrastive(y_true, y_pred):
    y_true = ops.reshape(y_true, (-1,))
    same = ops.cast(y_true[:, None] == y_true, "float32")
    return ops.mean((ops.matmul(y_pred, ops.transpose(y_pred)) - same) ** 2)
trained(layers.Dense(4), y=yc, loss=contrastive)
""",
    "weights of samples": """
def loss(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)
model = keras.Sequential([layers.Dense(1)])
model.compile("adam", loss)
model.fit(x, yr[:, None], sample_weight=np.random.rand(60), verbose=0)
""",
    "a library's loss between (n,) and (n, 1)": """
model = keras.Sequential([layers.Dense(1)])
optimizer = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss = ops.mean(keras.losses.mean_squared_error(yr, model(x, training=True)))
optimizer.apply(tape.gradient(loss, model.trainable_weights), model.trainable_weights)
""",
    "a loss that says so": """
def made_in_the_model(_y_true, y_pred):
    return ops.mean(y_pred ** 2)
trained(layers.Dense(1), loss=made_in_the_model)
""",
    "warming up from 0": """
schedule = keras.optimizers.schedules.CosineDecay(0.0, 10, warmup_target=0.01, warmup_steps=5)
trained(layers.Dense(1), optimizer=keras.optimizers.Adam(schedule))
""",
    "a schedule that ends with the training": """
schedule = keras.optimizers.schedules.CosineDecay(0.01, 2 * 8)
model = keras.Sequential([layers.Dense(1)])
model.compile(keras.optimizers.Adam(schedule), "mse")
model.fit(x, yr, epochs=8, verbose=0)
""",
    "samples in order of time": """
trained(layers.Dense(1), y=np.arange(60.0) / 60)
model = keras.Sequential([layers.Dense(1), layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy")
model.fit(x, np.arange(60) % 2, shuffle=False, verbose=0)
""",
    "class 0 for what is unknown, and two classes that share 1": """
trained(layers.Dense(4, activation="softmax"), y=np.arange(60) % 4, loss="sparse_categorical_crossentropy")
trained(layers.Dense(2, activation="softmax"), y=np.eye(2)[yb], loss="binary_crossentropy")
""",
    "a rate that a callback sets": """
model = keras.Sequential([layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.0), "mse")
model.fit(x, yr, verbose=0, callbacks=[keras.callbacks.LearningRateScheduler(lambda epoch: 0.01)])
""",
    "a frozen base that rests": """
base = keras.Sequential([keras.Input((8,)), layers.Dense(4), layers.BatchNormalization()])
head = layers.Dense(1)
optimizer = keras.optimizers.Adam()
with tf.GradientTape() as tape:
    loss = ops.mean((head(base(x, training=False)) - yr[:, None]) ** 2)
optimizer.apply(tape.gradient(loss, head.trainable_weights), head.trainable_weights)
""",
    "dropout in fit, unbuilt and nested": """
inner = keras.Sequential([layers.Dense(4), layers.Dropout(0.5), layers.BatchNormalization()])
trained(inner, layers.Dropout(0.2), layers.Dense(1))
""",
    "scores and from_logits": """
loss = keras.losses.BinaryCrossentropy(from_logits=True)
trained(layers.Dense(1), y=yb[:, None], loss=loss, metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)])
""",
    "probabilities from an own layer": """
class Out(layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(3)
    def call(self, x):
        return ops.softmax(self.dense(x))
trained(Out(), y=yc, loss="sparse_categorical_crossentropy")
""",
    "several labels a sample": """
y = (np.random.rand(60, 3) > 0.5).astype("float32")
trained(layers.Dense(3, activation="sigmoid"), y=y, loss="binary_crossentropy")
""",
    "a gate": """
inputs = keras.Input((8,))
gate = layers.Dense(4, activation="softmax")(inputs)
model = keras.Model(inputs, layers.Dense(1)(layers.Multiply()([gate, layers.Dense(4)(inputs)])))
model.compile("adam", "mse")
model.fit(x, yr, verbose=0)
""",
    "data kept apart": """
model = keras.Sequential([layers.Dense(1)])
model.compile("adam", "mse")
model.fit(x[:40], yr[:40], validation_data=(x[40:], yr[40:]), verbose=0)
""",
    "few points that come again": """
points = np.array([[0, 0], [0, 1], [1, 0], [1, 1]] * 10, "float32")
model = keras.Sequential([layers.Dense(4, activation="tanh"), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(points, points.sum(1), validation_split=0.5, verbose=0)
""",
    "pixels that are scaled inside": """
model = keras.Sequential([layers.Rescaling(1 / 255), layers.Dense(1)])
model.compile("adam", "mse")
model.fit(np.random.randint(0, 255, (60, 8)).astype("uint8"), yr, verbose=0)
""",
    "a metric that counts in variables": """
class Count(keras.metrics.Metric):
    def __init__(self, name="count"):
        super().__init__(name=name)
        self.seen = self.add_variable(shape=(), initializer="zeros")
    def update_state(self, y_true, y_pred, sample_weight=None):
        self.seen.assign_add(ops.mean(ops.cast(y_true == y_pred, "float32")))
    def result(self):
        return self.seen
trained(layers.Dense(1), y=yr[:, None], metrics=[Count()])
""",
    "the highest accuracy": """
stop = keras.callbacks.EarlyStopping(monitor="accuracy", mode="max")
model = keras.Sequential([layers.Dense(3, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x, yc, callbacks=[stop], validation_split=0.2, class_weight={0: 1, 1: 2, 2: 1}, verbose=0)
""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_left_alone(name: str) -> None:
    host = Recorder()
    execute(ev.Run(HEAD + RIGHT[name]), host)
    said = [e for e in host.events if isinstance(e, ev.Notice | ev.Failed | ev.Diverged)]
    assert not said, said
    assert isinstance(host.events[-1], ev.Finished)
