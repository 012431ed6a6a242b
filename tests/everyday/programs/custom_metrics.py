# A metric class and metric functions; results by hand.
import keras
import numpy as np
from keras import ops


class F1(keras.metrics.Metric):
    def __init__(self, threshold=0.5, name="f1", **kwargs):
        super().__init__(name=name, **kwargs)
        self.threshold = threshold
        self.tp = self.add_weight(name="tp", initializer="zeros")
        self.fp = self.add_weight(name="fp", initializer="zeros")
        self.fn = self.add_weight(name="fn", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_true = ops.cast(y_true, "bool")
        y_pred = ops.greater(y_pred, self.threshold)
        hit = ops.logical_and(y_true, y_pred)
        self.tp.assign_add(ops.sum(ops.cast(hit, self.dtype)))
        self.fp.assign_add(
            ops.sum(ops.cast(ops.logical_and(ops.logical_not(y_true), y_pred), self.dtype))
        )
        self.fn.assign_add(
            ops.sum(ops.cast(ops.logical_and(y_true, ops.logical_not(y_pred)), self.dtype))
        )

    def result(self):
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn + 1e-7)

    def get_config(self):
        return {**super().get_config(), "threshold": self.threshold}


def off_by(y_true, y_pred):
    return ops.mean(ops.abs(ops.cast(y_true, "float32") - y_pred), axis=-1)


m = F1()
m.update_state(np.array([1, 0, 1, 1]), np.array([0.9, 0.8, 0.2, 0.7]))
print(round(float(m.result()), 4), m.name, [v.name for v in m.variables], m.get_config())
m.reset_state()
print(float(m.tp))
model = keras.Sequential(
    [keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid", kernel_initializer="ones")]
)
model.compile(
    keras.optimizers.SGD(0.1),
    "binary_crossentropy",
    metrics=[F1(), off_by, keras.metrics.AUC(name="auc"), "accuracy"],
)
x = np.array([[1, 2], [-1, 0], [0.5, -2], [3, 1], [-2, -2], [0, 1.0]])
y = np.array([[1], [0], [0], [1], [0], [0]])
h = model.fit(x, y, epochs=3, batch_size=3, shuffle=False, verbose=0)
for name in sorted(h.history):
    print(name, [round(v, 4) for v in h.history[name]])
print(model.metrics_names, [m.name for m in model.metrics])
print(F1.from_config(m.get_config()).threshold)
