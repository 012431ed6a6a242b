# Callbacks that write: ModelCheckpoint, CSVLogger, BackupAndRestore is not used; LambdaCallback; order of calls.
import keras, numpy as np, os

x = np.linspace(0, 1, 16)[:, None]
y = 3 * x
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(keras.optimizers.SGD(0.3), "mse")
calls = []


class Order(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        calls.append("train")

    def on_epoch_begin(self, epoch, logs=None):
        calls.append("e%d" % epoch)

    def on_train_batch_end(self, batch, logs=None):
        calls.append("b%d" % batch)

    def on_test_begin(self, logs=None):
        calls.append("test")

    def on_epoch_end(self, epoch, logs=None):
        calls.append(sorted(logs))

    def on_train_end(self, logs=None):
        calls.append("end")


cp = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)
w = keras.callbacks.ModelCheckpoint("w{epoch:02d}.weights.h5", save_weights_only=True)
csv = keras.callbacks.CSVLogger("log.csv", separator=";")
lam = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda epoch, logs: print("epoch", epoch, round(logs["loss"], 4))
)
model.fit(
    x,
    y,
    epochs=2,
    batch_size=8,
    shuffle=False,
    verbose=0,
    validation_data=(x, y),
    callbacks=[cp, w, csv, lam, Order()],
)
print(sorted(os.listdir(".")), calls)
lines = open("log.csv").read().split("\n")
print(lines[0], len(lines))
best = keras.models.load_model("best.keras")
print(round(float(best.evaluate(x, y, verbose=0)), 5))
