# Images changed by hand in a PyDataset, and by layers.
import math

import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)


class Flips(keras.utils.PyDataset):
    def __init__(self, x, y, batch_size, **kwargs):
        super().__init__(**kwargs)
        self.x, self.y, self.batch_size = x, y, batch_size
        self.epochs = 0

    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)

    def __getitem__(self, idx):
        low = idx * self.batch_size
        high = min(low + self.batch_size, len(self.x))
        batch = self.x[low:high].copy()
        batch[::2] = batch[::2, :, ::-1]
        return batch, self.y[low:high]

    def on_epoch_end(self):
        self.epochs += 1


rng = np.random.RandomState(0)
x, y = rng.rand(20, 6, 6, 3).astype("float32"), rng.randint(0, 2, (20, 1))
data = Flips(x, y, 8)
model = keras.Sequential(
    [
        keras.Input((6, 6, 3)),
        layers.Conv2D(4, 3, padding="same", activation="relu"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
h = model.fit(data, epochs=2, verbose=0)
print(len(data), data.epochs, len(h.history["loss"]), model.predict(data, verbose=0).shape)
augment = keras.Sequential(
    [layers.Resizing(8, 8), layers.Rescaling(scale=2.0, offset=-1), layers.CenterCrop(4, 4)]
)
out = augment(x[:2])
print(
    out.shape,
    float(np.max(out)) <= 1.0,
    layers.ZeroPadding2D(1)(x[:1]).shape,
    layers.Cropping2D(1)(x[:1]).shape,
    layers.UpSampling2D(2)(x[:1]).shape,
)
noisy = layers.GaussianNoise(0.1)
print(np.allclose(noisy(x[:1]), x[:1]), np.allclose(noisy(x[:1], training=True), x[:1]))
