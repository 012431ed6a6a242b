# Callbacks of one's own: logs, stopping, a learning rate that is changed from inside.
import keras
import numpy as np

x = np.linspace(-1, 1, 40).reshape(-1, 1).astype("float32")
y = 2 * x + 1


class Patience(keras.callbacks.Callback):
    def __init__(self, patience=0):
        super().__init__()
        self.patience = patience
        self.best_weights = None

    def on_train_begin(self, logs=None):
        self.wait, self.stopped_epoch, self.best = 0, 0, np.inf

    def on_epoch_end(self, epoch, logs=None):
        current = logs.get("loss")
        if np.less(current, self.best):
            self.best, self.wait, self.best_weights = current, 0, self.model.get_weights()
        else:
            self.wait += 1
            if self.wait >= self.patience:
                self.stopped_epoch = epoch
                self.model.stop_training = True
                self.model.set_weights(self.best_weights)

    def on_train_end(self, logs=None):
        print("stopped", self.stopped_epoch, sorted(logs))


class Halve(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if not hasattr(self.model.optimizer, "learning_rate"):
            raise ValueError("no rate")
        lr = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        self.model.optimizer.learning_rate = lr * 0.5 if epoch else lr

    def on_test_begin(self, logs=None):
        print("test begins")

    def on_predict_batch_end(self, batch, logs=None):
        print("predicted", batch, logs["outputs"].shape)


model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(
    keras.optimizers.SGD(0.4), "mse", metrics=[keras.metrics.RootMeanSquaredError(name="rmse")]
)
h = model.fit(x, y, epochs=8, batch_size=40, verbose=0, callbacks=[Patience(3), Halve()])
print([round(v, 5) for v in h.history["loss"]])
print(round(float(model.optimizer.learning_rate), 7))
print([round(float(v), 5) for v in model.evaluate(x, y, verbose=0, callbacks=[Halve()])])
model.predict(x, batch_size=30, verbose=0, callbacks=[Halve()])
history = keras.callbacks.LambdaCallback(
    on_epoch_end=lambda e, logs: print("epoch", e, round(logs["loss"], 5))
)
model.fit(x, y, epochs=2, batch_size=40, verbose=0, callbacks=history)
