# A subclass with train_step and test_step of its own, compute_loss, metrics that reset.
import keras, numpy as np
from keras import layers, ops


class Custom(keras.Model):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra = keras.metrics.Mean(name="extra")

    @property
    def metrics(self):
        return super().metrics + [self.extra]

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        loss = ops.mean(ops.square(y_pred - y))
        loss = loss + ops.sum(self.losses) if self.losses else loss
        self.extra.update_state(loss)
        return loss


inp = keras.Input((3,))
out = layers.Dense(1, kernel_regularizer="l2")(
    layers.Dense(4, activation="relu", activity_regularizer=keras.regularizers.L1(1e-3))(inp)
)
model = Custom(inp, out)
model.set_weights(
    [0.5 * np.sin(np.arange(w.size) + 1).reshape(w.shape) for w in model.get_weights()]
)
model.compile(keras.optimizers.Adam(0.05), metrics=["mae"])
x = np.sin(np.arange(30.0)).reshape(10, 3)
y = x.sum(1, keepdims=True)
h = model.fit(
    x, y, epochs=3, batch_size=5, shuffle=False, verbose=0, validation_data=(x, y)
).history
print({k: [round(v, 4) for v in vs] for k, vs in sorted(h.items())})
print(
    {k: round(v, 4) for k, v in sorted(model.evaluate(x, y, verbose=0, return_dict=True).items())}
)
print([m.name for m in model.metrics], model.metrics_names)
