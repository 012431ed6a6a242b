# A variational autoencoder with its own train_step, as books write it.
import keras
import numpy as np
import tensorflow as tf
from keras import layers

keras.utils.set_random_seed(3)
latent = 2


class Sampling(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.seed_generator = keras.random.SeedGenerator(1337)

    def call(self, inputs):
        mean, log_var = inputs
        batch, dim = keras.ops.shape(mean)[0], keras.ops.shape(mean)[1]
        noise = keras.random.normal((batch, dim), seed=self.seed_generator)
        return mean + keras.ops.exp(0.5 * log_var) * noise


inputs = keras.Input((8, 8, 1))
h = layers.Conv2D(4, 3, strides=2, padding="same", activation="relu")(inputs)
h = layers.Flatten()(h)
h = layers.Dense(16, activation="relu")(h)
mean = layers.Dense(latent, name="mean")(h)
log_var = layers.Dense(latent, name="log_var")(h)
z = Sampling(name="z")([mean, log_var])
encoder = keras.Model(inputs, [mean, log_var, z], name="encoder")

code = keras.Input((latent,))
h = layers.Dense(4 * 4 * 4, activation="relu")(code)
h = layers.Reshape((4, 4, 4))(h)
h = layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu")(h)
decoder = keras.Model(
    code, layers.Conv2D(1, 3, padding="same", activation="sigmoid")(h), name="decoder"
)


class VAE(keras.Model):
    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(**kwargs)
        self.encoder, self.decoder = encoder, decoder
        self.total = keras.metrics.Mean(name="loss")
        self.reconstruction = keras.metrics.Mean(name="reconstruction_loss")
        self.kl = keras.metrics.Mean(name="kl_loss")

    @property
    def metrics(self):
        return [self.total, self.reconstruction, self.kl]

    def call(self, x):
        return self.decoder(self.encoder(x)[2])

    def train_step(self, data):
        if isinstance(data, tuple):
            data = data[0]
        with tf.GradientTape() as tape:
            mean, log_var, z = self.encoder(data)
            out = self.decoder(z)
            reconstruction = tf.reduce_mean(
                tf.reduce_sum(keras.losses.binary_crossentropy(data, out), axis=(1, 2))
            )
            kl = -0.5 * (1 + log_var - tf.square(mean) - tf.exp(log_var))
            kl = tf.reduce_mean(tf.reduce_sum(kl, axis=1))
            loss = reconstruction + kl
        grads = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(grads, self.trainable_weights))
        self.total.update_state(loss)
        self.reconstruction.update_state(reconstruction)
        self.kl.update_state(kl)
        return {m.name: m.result() for m in self.metrics}


x = np.random.RandomState(0).rand(64, 8, 8, 1).astype("float32")
vae = VAE(encoder, decoder)
vae.compile(optimizer=keras.optimizers.Adam(0.01))
history = vae.fit(x, epochs=3, batch_size=16, verbose=0)
print(sorted(history.history), len(history.history["loss"]))
print(history.history["loss"][-1] < history.history["loss"][0])
print(
    encoder.count_params(),
    decoder.count_params(),
    vae.decoder.predict(np.zeros((2, 2)), verbose=0).shape,
)
