# Small batches that act as a large one: by the optimizer and by hand.
import keras
import numpy as np
import tensorflow as tf

x = np.linspace(-1, 1, 16).reshape(-1, 1).astype("float32")
y = 2 * x + 0.5


def net():
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])


whole, parts, hand = net(), net(), net()
whole.compile(keras.optimizers.SGD(0.1), "mse")
whole.fit(x, y, batch_size=16, epochs=4, verbose=0, shuffle=False)
parts.compile(keras.optimizers.SGD(0.1, gradient_accumulation_steps=4), "mse")
parts.fit(x, y, batch_size=4, epochs=4, verbose=0, shuffle=False)
print(
    np.round(whole.get_weights()[0], 4),
    np.allclose(whole.get_weights()[0], parts.get_weights()[0], atol=1e-5),
    int(parts.optimizer.iterations),
)
opt = keras.optimizers.SGD(0.1)
for epoch in range(4):
    total = [tf.zeros(v.shape) for v in hand.trainable_variables]
    for i in range(0, 16, 4):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(hand(x[i : i + 4]) - y[i : i + 4])) / 4
        total = [t + g for t, g in zip(total, tape.gradient(loss, hand.trainable_variables))]
    opt.apply_gradients(zip(total, hand.trainable_variables))
print(
    np.allclose(whole.get_weights()[0], hand.get_weights()[0], atol=1e-5),
    np.round(hand.get_weights()[1], 4),
)
