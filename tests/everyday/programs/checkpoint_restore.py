# Train, keep the best, restore, go on where it ended.
import os

import keras
import numpy as np

keras.utils.set_random_seed(0)
x = np.random.RandomState(0).rand(64, 3).astype("float32")
y = x @ np.array([[1.0], [2.0], [3.0]], "float32")
os.makedirs("ckpt", exist_ok=True)


def build():
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.Adam(0.02), "mse", metrics=["mae"])
    return model


model = build()
saver = keras.callbacks.ModelCheckpoint(
    "ckpt/best.keras", monitor="val_loss", save_best_only=True, mode="min"
)
every = keras.callbacks.ModelCheckpoint("ckpt/{epoch:02d}.weights.h5", save_weights_only=True)
log = keras.callbacks.CSVLogger("log.csv", separator=";")
model.fit(x, y, epochs=3, validation_split=0.25, verbose=0, callbacks=[saver, every, log])
print(sorted(os.listdir("ckpt")))
print(open("log.csv").readline().strip(), len(open("log.csv").readlines()))
best = keras.models.load_model("ckpt/best.keras")
print(
    np.allclose(best.predict(x, verbose=0), model.predict(x, verbose=0)),
    int(best.optimizer.iterations),
)
other = build()
other.load_weights("ckpt/03.weights.h5")
print(all(np.allclose(a, b) for a, b in zip(other.get_weights(), model.get_weights())))
h = best.fit(x, y, epochs=5, initial_epoch=3, verbose=0)
print(h.epoch, int(best.optimizer.iterations))
model.save("whole.keras")
again = keras.saving.load_model("whole.keras")
print(
    [l.name for l in again.layers] == [l.name for l in model.layers],
    again.loss,
    type(again.optimizer).__name__,
)
