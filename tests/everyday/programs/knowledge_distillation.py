# Distillation: a teacher, a student, a temperature; train_step with a tape in the tf way.
import keras, numpy as np, tensorflow as tf
from keras import layers


def net(width, name, k):
    m = keras.Sequential(
        [keras.Input((4,)), layers.Dense(width, activation="relu"), layers.Dense(3)], name=name
    )
    m.set_weights(
        [0.5 * np.sin(np.arange(w.size) * k + 1).reshape(w.shape) for w in m.get_weights()]
    )
    return m


class Distiller(keras.Model):
    def __init__(self, student, teacher):
        super().__init__()
        self.teacher, self.student = teacher, student
        self.tracker = keras.metrics.Mean(name="distillation_loss")

    def compile(self, optimizer, metrics, student_loss_fn, alpha=0.1, temperature=3):
        super().compile(optimizer=optimizer, metrics=metrics)
        self.student_loss_fn, self.alpha, self.temperature = student_loss_fn, alpha, temperature

    def train_step(self, data):
        x, y = data
        soft = self.teacher(x, training=False)
        with tf.GradientTape() as tape:
            pred = self.student(x, training=True)
            hard = self.student_loss_fn(y, pred)
            d = (
                keras.losses.KLDivergence()(
                    tf.nn.softmax(soft / self.temperature, axis=1),
                    tf.nn.softmax(pred / self.temperature, axis=1),
                )
                * self.temperature**2
            )
            loss = self.alpha * hard + (1 - self.alpha) * d
        g = tape.gradient(loss, self.student.trainable_variables)
        self.optimizer.apply_gradients(zip(g, self.student.trainable_variables))
        self.tracker.update_state(d)
        for m in self.metrics:
            if m.name not in ("loss", "distillation_loss"):
                m.update_state(y, pred)
        return {m.name: m.result() for m in self.metrics if m.name != "loss"} | {
            "student_loss": hard
        }

    def test_step(self, data):
        x, y = data
        pred = self.student(x, training=False)
        for m in self.metrics:
            if m.name not in ("loss", "distillation_loss"):
                m.update_state(y, pred)
        return {"student_loss": self.student_loss_fn(y, pred)}

    def call(self, x):
        return self.student(x)


d = Distiller(net(4, "student", 2), net(16, "teacher", 3))
d.compile(
    keras.optimizers.Adam(0.01),
    [keras.metrics.SparseCategoricalAccuracy()],
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
)
x = np.sin(np.arange(96.0)).reshape(24, 4).astype("float32")
y = np.arange(24) % 3
h = d.fit(x, y, epochs=3, batch_size=8, shuffle=False, verbose=0).history
print(
    sorted(h),
    {k: [round(float(v), 4) for v in vs] for k, vs in sorted(h.items()) if "accuracy" not in k},
    len(d.trainable_variables),
)
