# Linear regression with tf.Variable and assign_sub, as the first pages of a TensorFlow book.
import numpy as np, tensorflow as tf

rng = np.random.RandomState(0)
x = rng.randn(50, 2).astype(np.float32)
y = x @ np.array([[2.0], [-1.0]], np.float32) + 0.5
w = tf.Variable(tf.zeros((2, 1)), name="w")
b = tf.Variable(tf.zeros(()), name="b")


@tf.function
def train_step(x, y, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(tf.matmul(x, w) + b - y))
    dw, db = tape.gradient(loss, [w, b])
    w.assign_sub(rate * dw)
    b.assign_sub(rate * db)
    return loss


ds = tf.data.Dataset.from_tensor_slices((x, y)).batch(10).prefetch(tf.data.AUTOTUNE)
for epoch in range(4):
    total = 0.0
    for xb, yb in ds:
        total += train_step(xb, yb, tf.constant(0.1))
    tf.print("epoch", epoch) if False else print("epoch %d loss %.5f" % (epoch, total / len(ds)))
print(w.numpy().ravel().round(3), round(float(b), 3), w.name.split(":")[0])
