"""Programs whose training diverges, each for another reason: name, the cause in a word, the program after HEAD."""

HEAD = """\
import keras, numpy as np
from keras import layers, ops
import tensorflow as tf
keras.utils.set_random_seed(1)
rng = np.random.default_rng(0)
x = rng.normal(size=(256, 4)).astype("float32")
y = (x[:, :1] + x[:, 1:2] * 0.5).astype("float32")
c = (y > 0).astype("float32")
"""

DIVERGING = (
    (
        "lr_sgd",
        "learning rate",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(learning_rate=3.0), "mse")
m.fit(x, y, epochs=30, verbose=0)
""",
    ),
    (
        "lr_adam",
        "learning rate",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.Adam(learning_rate=1e25), "mse")
m.fit(x, y, epochs=30, verbose=0)
""",
    ),
    (
        "lr_schedule",
        "learning rate",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.001, 8, 2.0)), "mse")
m.fit(x, y, epochs=60, verbose=0)
""",
    ),
    (
        "lr_scheduler_callback",
        "learning rate",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(0.001), "mse")
m.fit(x, y, epochs=60, verbose=0, callbacks=[keras.callbacks.LearningRateScheduler(lambda e, lr: lr * 2)])
""",
    ),
    (
        "features_thousands",
        "features",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(0.01), "mse")
m.fit(x * 1000, y, epochs=30, verbose=0)
""",
    ),
    (
        "one_feature_large",
        "features",
        """
x[:, 2] = 2000 + 100 * x[:, 2]   # year
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, y, epochs=30, verbose=0)
""",
    ),
    (
        "targets_prices",
        "targets",
        """
price = y * 100000 + 300000
m = keras.Sequential([layers.Dense(16, activation="tanh"), layers.Dense(16), layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, price, epochs=30, verbose=0)
""",
    ),
    (
        "pixels",
        "features",
        """
images = rng.integers(0, 256, size=(256, 28 * 28)).astype("uint8")
labels = rng.integers(0, 10, 256)
m = keras.Sequential([layers.Dense(64), layers.Dense(10)])
m.compile("sgd", "mse")
m.fit(images, keras.utils.to_categorical(labels, 10), epochs=5, verbose=0)
""",
    ),
    (
        "log0_own_bce",
        "domain",
        """
def bce(t, p): return -ops.mean(t * ops.log(p) + (1 - t) * ops.log(1 - p))
m = keras.Sequential([layers.Dense(1, activation="sigmoid")])
m.compile(keras.optimizers.SGD(0.5), bce)
m.fit(x * 200, c, epochs=30, verbose=0)
""",
    ),
    (
        "log_negative",
        "domain",
        """
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", lambda t, p: ops.mean(ops.square(ops.log(p) - ops.log(ops.abs(t)))))
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "division",
        "domain",
        """
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", lambda t, p: ops.mean(ops.abs(t - p) / ops.relu(t)))
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "layer_std_zero",
        "domain",
        """
class Standard(layers.Layer):
    def call(self, x):
        return (x - ops.mean(x, axis=-1, keepdims=True)) / ops.std(x, axis=-1, keepdims=True)
m = keras.Sequential([layers.Dense(1), Standard(), layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "sqrt_negative",
        "domain",
        """
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", lambda t, p: ops.mean(ops.sqrt(t - p)))
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "rmse_zero",
        "slope",
        """
class Copy(layers.Layer):
    def build(self, s): self.w = self.add_weight(shape=(), initializer="ones")
    def call(self, x): return x[:, :1] * self.w
m = keras.Sequential([Copy()])
m.compile("sgd", lambda t, p: ops.sqrt(ops.mean(ops.square(t - p))))
m.fit(x, x[:, :1], epochs=3, verbose=0)
""",
    ),
    (
        "norm_slope",
        "slope",
        """
length = layers.Lambda(lambda t: ops.sqrt(ops.sum(ops.square(t), axis=-1, keepdims=True)))
m = keras.Sequential([layers.Dense(4, activation="relu", kernel_initializer="zeros"), length])
m.compile("sgd", "mse")
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "nan_x",
        "data",
        """
x[7, 2] = np.nan
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "inf_y",
        "data",
        """
y = np.log(np.maximum(y, 0))
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "std_zero_features",
        "data",
        """
x[:, 1] = 5
x = (x - x.mean(0)) / x.std(0)
m = keras.Sequential([layers.Dense(1)])
m.compile("adam", "mse")
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "nan_weights_samples",
        "data",
        """
w = np.ones(256); w[9] = np.nan
m = keras.Sequential([layers.Dense(1)])
m.compile("adam", "mse")
m.fit(x, y, epochs=3, verbose=0, sample_weight=w)
""",
    ),
    (
        "exp_softmax",
        "activations",
        """
def softmax(z):
    e = ops.exp(z)
    return e / ops.sum(e, axis=-1, keepdims=True)
m = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(3, activation=softmax)])
m.compile("adam", "sparse_categorical_crossentropy")
m.fit(x * 300, rng.integers(0, 3, 256), epochs=3, verbose=0)
""",
    ),
    (
        "exp_activation",
        "activations",
        """
m = keras.Sequential([layers.Dense(8, activation="exponential") for _ in range(3)] + [layers.Dense(1)])
m.compile("adam", "mse")
m.fit(x * 3, y, epochs=3, verbose=0)
""",
    ),
    (
        "loss_sign",
        "loss",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(0.1), lambda t, p: -ops.mean(ops.square(t - p)))
m.fit(x, y, epochs=300, verbose=0)
""",
    ),
    (
        "loss_mean_pred",
        "loss",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(0.1), lambda t, p: ops.mean(t - p ** 3))
m.fit(x, y, epochs=300, verbose=0)
""",
    ),
    (
        "initial_weights",
        "initial weights",
        """
wide = keras.initializers.RandomNormal(stddev=100)
m = keras.Sequential([layers.Dense(16, kernel_initializer=wide) for _ in range(2)] + [layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, y, epochs=30, verbose=0)
""",
    ),
    (
        "class_weight",
        "sample weights",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, c[:, 0], epochs=30, verbose=0, class_weight={0: 1.0, 1: 100000.0})
""",
    ),
    (
        "penalty",
        "penalty",
        """
strong = keras.regularizers.L2(1000.0)
m = keras.Sequential([layers.Dense(16, activation="relu", kernel_regularizer=strong), layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x, y, epochs=30, verbose=0)
""",
    ),
    (
        "float16",
        "precision",
        """
keras.mixed_precision.set_global_policy("float16")
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(x * 500, y, epochs=3, verbose=0)
""",
    ),
    (
        "weights_set",
        "weights",
        """
m = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
m.compile("sgd", "mse")
w = m.get_weights(); w[0][0, 0] = np.inf; m.set_weights(w)
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "rnn",
        "activations",
        """
seq = rng.normal(size=(64, 200, 4)).astype("float32")
gain = keras.initializers.Orthogonal(gain=1.4)
m = keras.Sequential([layers.SimpleRNN(32, "linear", recurrent_initializer=gain), layers.Dense(1)])
m.compile("sgd", "mse")
m.fit(seq, seq[:, -1, :1], epochs=5, verbose=0)
""",
    ),
    (
        "loop_sgd",
        "learning rate",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
opt = keras.optimizers.SGD(5.0)
for step in range(100):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(m(x) - y))
    g = tape.gradient(loss, m.trainable_variables)
    opt.apply_gradients(zip(g, m.trainable_variables))
""",
    ),
    (
        "loop_log",
        "domain",
        """
m = keras.Sequential([layers.Dense(1, activation="relu")])
opt = keras.optimizers.SGD(0.01)
for step in range(100):
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(c * tf.math.log(m(x)))
    g = tape.gradient(loss, m.trainable_variables)
    opt.apply_gradients(zip(g, m.trainable_variables))
""",
    ),
    (
        "loop_features",
        "features",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
opt = keras.optimizers.SGD(0.01)
x = x * 1000
for step in range(100):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(m(x) - y))
    g = tape.gradient(loss, m.trainable_variables)
    opt.apply_gradients(zip(g, m.trainable_variables))
""",
    ),
    (
        "loop_ascent",
        "loss",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
opt = keras.optimizers.SGD(0.1)
for step in range(1000):
    with tf.GradientTape() as tape:
        loss = -tf.reduce_mean(tf.square(m(x) - y))
    g = tape.gradient(loss, m.trainable_variables)
    opt.apply_gradients(zip(g, m.trainable_variables))
""",
    ),
    (
        "own_train_step",
        "learning rate",
        """
class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.d, self.e = layers.Dense(8), layers.Dense(1)
        self.mean = keras.metrics.Mean(name="mse")
    def call(self, x): return self.e(self.d(x))
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = ops.mean(ops.square(self(x, training=True) - y))
        self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
        self.mean.update_state(loss)
        return {"mse": self.mean.result()}
m = Own(); m.compile(keras.optimizers.SGD(10.0)); m.fit(x, y, epochs=5, verbose=0)
""",
    ),
    (
        "poisson_negative",
        "domain",
        """
m = keras.Sequential([layers.Dense(1)])
m.compile("sgd", lambda t, p: ops.mean(p - t * ops.log(p)))
m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "vae_exp",
        "activations",
        """
inp = keras.Input((4,))
lv = layers.Dense(2, kernel_initializer=keras.initializers.RandomNormal(stddev=200.0))(inp)
out = layers.Dense(1)(layers.Lambda(lambda v: ops.exp(v))(lv))
m = keras.Model(inp, out); m.compile("adam", "mse"); m.fit(x, y, epochs=3, verbose=0)
""",
    ),
    (
        "momentum",
        "learning rate",
        """
m = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1)])
m.compile(keras.optimizers.SGD(0.3, momentum=0.99), "mse")
m.fit(x, y, epochs=60, verbose=0)
""",
    ),
)
