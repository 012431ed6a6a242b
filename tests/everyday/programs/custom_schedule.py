# Schedules: built in, of one's own, in an optimizer, and serialized.
import keras
import numpy as np


class Warmup(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, peak, warmup):
        self.peak, self.warmup = peak, warmup

    def __call__(self, step):
        step = keras.ops.cast(step, "float32")
        rise = step / self.warmup
        fall = keras.ops.sqrt(self.warmup / keras.ops.maximum(step, 1.0))
        return self.peak * keras.ops.where(step < self.warmup, rise, fall)

    def get_config(self):
        return {"peak": self.peak, "warmup": self.warmup}


s = Warmup(0.1, 4)
print([round(float(s(i)), 4) for i in range(8)])
x = np.linspace(0, 1, 32).reshape(-1, 1)
y = 3 * x
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
model.compile(keras.optimizers.SGD(learning_rate=s, momentum=0.9, nesterov=True), "mse")
h = model.fit(x, y, batch_size=8, epochs=4, verbose=0, shuffle=False)
print(
    [round(v, 4) for v in h.history["loss"]],
    int(model.optimizer.iterations),
    round(float(model.optimizer.learning_rate), 5),
)
print(type(model.optimizer.get_config()["learning_rate"]).__name__)
cos = keras.optimizers.schedules.CosineDecayRestarts(0.1, 5, t_mul=2.0, m_mul=0.9, alpha=0.1)
print([round(float(cos(i)), 5) for i in (0, 2, 5, 9, 14, 30)])
exp = keras.optimizers.schedules.ExponentialDecay(
    initial_learning_rate=1e-2, decay_steps=10, decay_rate=0.9
)
opt = keras.optimizers.Adam(exp)
again = keras.optimizers.Adam.from_config(opt.get_config())
print(
    again.get_config()["learning_rate"]["class_name"],
    keras.optimizers.deserialize(keras.optimizers.serialize(opt)).name,
)
cb = keras.callbacks.LearningRateScheduler(lambda epoch: 0.1 if epoch < 2 else 0.01, verbose=0)
model.compile(keras.optimizers.SGD(0.5), "mse")
print(
    [
        round(v, 4)
        for v in model.fit(x, y, epochs=4, verbose=0, callbacks=[cb]).history["learning_rate"]
    ]
)
