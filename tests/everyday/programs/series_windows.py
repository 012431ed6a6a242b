# Windows of a time series by hand and with the utility; a recurrent model and a baseline.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
t = np.arange(200)
series = np.sin(t / 8).astype("float32")
size = 10
x = np.stack([series[i : i + size] for i in range(len(series) - size)])[..., np.newaxis]
y = series[size:]
cut = int(0.8 * len(x))
model = keras.models.Sequential(
    [
        layers.Input((size, 1)),
        layers.LSTM(8, return_sequences=True),
        layers.LSTM(4),
        layers.Dense(1),
    ]
)
model.compile(loss="mse", optimizer=keras.optimizers.Adam(learning_rate=0.01), metrics=["mae"])
h = model.fit(
    x[:cut],
    y[:cut],
    epochs=6,
    batch_size=32,
    validation_data=(x[cut:], y[cut:]),
    verbose=0,
    shuffle=False,
)
print(len(h.history["val_mae"]), h.history["loss"][-1] < h.history["loss"][0])
window = x[-1:]
for _ in range(5):
    nxt = model.predict(window, verbose=0)
    window = np.concatenate([window[:, 1:], nxt[:, None]], axis=1)
print(window.shape, model.layers[0].output.shape, model.summary(print_fn=lambda *a, **k: None))
