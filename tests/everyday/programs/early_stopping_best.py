# EarlyStopping takes the best weights back; history, epochs and monitored numbers.
import keras, numpy as np

x = np.linspace(-1, 1, 32, dtype="float32")[:, None]
y = x**3
model = keras.Sequential(
    [keras.Input((1,)), keras.layers.Dense(6, activation="tanh"), keras.layers.Dense(1)]
)
model.set_weights(
    [0.3 * np.sin(np.arange(w.size) + 1).reshape(w.shape) for w in model.get_weights()]
)
model.compile(optimizer=keras.optimizers.SGD(0.9, momentum=0.9), loss="mse", metrics=["mae"])
stop = keras.callbacks.EarlyStopping(
    monitor="val_loss", patience=2, restore_best_weights=True, start_from_epoch=1, verbose=1
)
history = model.fit(
    x[::2],
    y[::2],
    validation_data=(x[1::2], y[1::2]),
    epochs=30,
    batch_size=8,
    shuffle=False,
    verbose=0,
    callbacks=[stop],
)
print(sorted(history.history), len(history.epoch), stop.stopped_epoch, stop.best_epoch)
print(["%.4f" % v for v in history.history["val_loss"][:4]], "%.4f" % stop.best)
print("%.4f" % model.evaluate(x[1::2], y[1::2], verbose=0)[0])
