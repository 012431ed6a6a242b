"""Models with a `train_step` of their own, as courses write them: GradientTape, GAN, VAE, two optimizers."""

from __future__ import annotations

from tests.fuzz.draw import Draw

_TAPE = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.body = keras.Sequential([layers.Dense(HIDDEN, activation="tanh"), layers.Dense(1)])
        self.mean = keras.metrics.Mean(name="loss")
        self.error = METRIC
    def call(self, x):
        return self.body(x)
    @property
    def metrics(self):
        return [self.mean, self.error]
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            p = self(x, training=True)
            loss = LOSS
        grads = tape.gradient(loss, self.trainable_variables)
        CLIP
        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))
        self.mean.update_state(loss)
        self.error.update_state(y, p)
        RESULT
    def test_step(self, data):
        x, y = data
        p = self(x, training=False)
        self.mean.update_state(ops.mean(ops.square(y - p)))
        self.error.update_state(y, p)
        return {m.name: m.result() for m in self.metrics}
"""

_GAN = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.g = keras.Sequential([keras.Input((3,)), layers.Dense(HIDDEN, activation="relu"), layers.Dense(4)])
        self.d = keras.Sequential([keras.Input((4,)), layers.Dense(HIDDEN, activation="relu"), layers.Dense(1)])
        self.g_loss = keras.metrics.Mean(name="g_loss")
        self.d_loss = keras.metrics.Mean(name="d_loss")
        self.seed = keras.random.SeedGenerator(1)
        self.bce = keras.losses.BinaryCrossentropy(from_logits=True)
    def compile(self, g_optimizer, d_optimizer, **more):
        super().compile(**more)
        self.g_optimizer, self.d_optimizer = g_optimizer, d_optimizer
    @property
    def metrics(self):
        return [self.g_loss, self.d_loss]
    def train_step(self, real):
        n = ops.shape(real)[0]
        fake = self.g(keras.random.normal((n, 3), seed=self.seed))
        both = ops.concatenate([fake, real], axis=0)
        labels = ops.concatenate([ops.ones((n, 1)), ops.zeros((n, 1))], axis=0)
        labels = labels + 0.05 * keras.random.uniform(ops.shape(labels), seed=self.seed)
        with tf.GradientTape() as tape:
            d_loss = self.bce(labels, self.d(both))
        grads = tape.gradient(d_loss, self.d.trainable_weights)
        self.d_optimizer.apply_gradients(zip(grads, self.d.trainable_weights))
        with tf.GradientTape() as tape:
            g_loss = self.bce(ops.zeros((n, 1)), self.d(self.g(keras.random.normal((n, 3), seed=self.seed))))
        grads = tape.gradient(g_loss, self.g.trainable_weights)
        self.g_optimizer.apply_gradients(zip(grads, self.g.trainable_weights))
        self.g_loss.update_state(g_loss)
        self.d_loss.update_state(d_loss)
        return {"g_loss": self.g_loss.result(), "d_loss": self.d_loss.result()}
"""

_VAE = """
class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed = keras.random.SeedGenerator(5)
    def call(self, inputs):
        mean, log_var = inputs
        return mean + ops.exp(0.5 * log_var) * keras.random.normal(ops.shape(mean), seed=self.seed)
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        i = keras.Input((4,))
        h = layers.Dense(HIDDEN, activation="relu")(i)
        mean, log_var = layers.Dense(2, name="mean")(h), layers.Dense(2, name="log_var")(h)
        self.encoder = keras.Model(i, [mean, log_var, Sampling()([mean, log_var])])
        self.decoder = keras.Sequential([keras.Input((2,)), layers.Dense(HIDDEN, "relu"), layers.Dense(4)])
        self.total = keras.metrics.Mean(name="loss")
        self.kl = keras.metrics.Mean(name="kl")
    @property
    def metrics(self):
        return [self.total, self.kl]
    def call(self, x):
        return self.decoder(self.encoder(x)[2])
    def train_step(self, data):
        with tf.GradientTape() as tape:
            mean, log_var, z = self.encoder(data)
            far = ops.mean(ops.sum(ops.square(data - self.decoder(z)), axis=-1))
            kl = -0.5 * (1 + log_var - ops.square(mean) - ops.exp(log_var))
            kl = ops.mean(ops.sum(kl, axis=1))
            loss = far + kl
        grads = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        self.total.update_state(loss)
        self.kl.update_state(kl)
        return {m.name: m.result() for m in self.metrics}
"""


def lines(draw: Draw, optimizer: str, other_optimizer: str) -> list[str]:
    """A program after its `x` (rows, 4) and `y` (rows, 1): up to and with `fit`."""
    hidden = str(draw.one(1, 3, 8, 40))
    fit = [f"batch_size={draw.one(4, 7, 12, 20)}", "epochs=4", "verbose=0"]
    kind = draw.one("tape", "tape", "gan", "vae")
    compiled = f"model.compile(optimizer={optimizer})"
    data = "x, y"
    if kind == "tape":
        text = _TAPE.replace("METRIC", draw.one("keras.metrics.MeanAbsoluteError(name='mae')",
                                                "keras.metrics.R2Score(name='r2')"))  # fmt: skip
        loss = draw.one("ops.mean(ops.square(y - p))", "self.compute_loss(y=y, y_pred=p)")
        text = text.replace("LOSS", loss)
        if "compute_loss" in loss:
            compiled = f"model.compile(optimizer={optimizer}, loss='mse')"
        text = text.replace(
            "CLIP", draw.one("pass", "grads = [ops.clip(g, -0.1, 0.1) for g in grads]")
        )
        text = text.replace("RESULT", draw.one("return {m.name: m.result() for m in self.metrics}",
                                               "return {'loss': self.mean.result(), 'last': loss}"))  # fmt: skip
        if draw.maybe(0.4):
            fit.append("validation_data=(x[:9], y[:9])")
    elif kind == "gan":
        text, data = _GAN, "x"
        given = [f"keras.optimizers.get({o})" for o in (optimizer, other_optimizer)]
        compiled = f"model.compile({', '.join(given)})"
    else:
        text, data = _VAE, "x"
    made = [text.strip().replace("HIDDEN", hidden), "model = Net()", compiled]
    return ["import tensorflow as tf", *made, f"result = model.fit({data}, {', '.join(fit)})"]
