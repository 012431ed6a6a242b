# A convolutional autoencoder that takes noise away; its halves used alone.
import keras
import numpy as np
from keras import layers
from keras.models import Model

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
clean = np.zeros((40, 8, 8, 1), "float32")
for i in range(40):
    clean[i, rng.randint(8), :, 0] = 1
noisy = np.clip(clean + 0.3 * rng.normal(size=clean.shape), 0.0, 1.0)
inp = layers.Input(shape=(8, 8, 1))
x = layers.Conv2D(8, (3, 3), activation="relu", padding="same")(inp)
x = layers.MaxPooling2D((2, 2), padding="same")(x)
encoded = layers.Conv2D(4, (3, 3), activation="relu", padding="same", name="code")(x)
x = layers.Conv2DTranspose(8, (3, 3), strides=2, activation="relu", padding="same")(encoded)
x = layers.Conv2D(1, (3, 3), activation="sigmoid", padding="same")(x)
autoencoder = Model(inp, x)
autoencoder.compile(optimizer="adam", loss="binary_crossentropy")
h = autoencoder.fit(
    x=noisy,
    y=clean,
    epochs=4,
    batch_size=10,
    shuffle=True,
    validation_data=(noisy, clean),
    verbose=0,
)
print(h.history["loss"][-1] < h.history["loss"][0], sorted(h.history))
encoder = Model(autoencoder.input, autoencoder.get_layer("code").output)
print(
    encoder.predict(noisy[:3], verbose=0).shape,
    autoencoder.predict(noisy, verbose=0).shape,
    autoencoder.count_params(),
)
error = np.mean(np.square(autoencoder.predict(noisy, verbose=0) - clean), axis=(1, 2, 3))
print(error.shape, bool(np.quantile(error, 0.9) >= error.min()))
