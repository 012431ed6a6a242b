# A learning rate finder: the rate grows batch by batch until the loss explodes, nan and all.
import keras
import numpy as np

x = np.random.RandomState(0).rand(256, 4).astype("float32")
y = x.sum(axis=1, keepdims=True)


class Finder(keras.callbacks.Callback):
    def __init__(self, start=1e-4, end=1e6, steps=64):
        super().__init__()
        self.rates, self.losses = [], []
        self.start, self.factor = start, (end / start) ** (1 / steps)

    def on_train_begin(self, logs=None):
        self.model.optimizer.learning_rate.assign(self.start)

    def on_train_batch_end(self, batch, logs=None):
        lr = float(self.model.optimizer.learning_rate)
        self.rates.append(lr)
        self.losses.append(logs["loss"])
        self.model.optimizer.learning_rate.assign(lr * self.factor)


model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(optimizer=keras.optimizers.SGD(), loss="mse")
finder = Finder()
h = model.fit(x, y, batch_size=16, epochs=4, verbose=0, callbacks=[finder], shuffle=False)
print(
    len(finder.rates),
    round(finder.rates[0], 6),
    np.isnan(finder.losses[-1]),
    np.isnan(h.history["loss"]).tolist(),
)
print([round(v, 3) for v in finder.losses[:5]])
best = finder.rates[int(np.nanargmin(finder.losses))]
print(1e-4 < best < 1e3)
