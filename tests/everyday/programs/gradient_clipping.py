# Gradients clipped by norm, by value and globally: in optimizers and by hand.
import keras
import numpy as np
import tensorflow as tf

x = np.array([[10.0, -20.0], [30.0, 5.0]], "float32")
y = np.array([[100.0], [-50.0]], "float32")
for options in ({}, {"clipnorm": 1.0}, {"clipvalue": 0.5}, {"global_clipnorm": 1.0}):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.01, **options), "mse")
    model.fit(x, y, epochs=2, verbose=0, shuffle=False)
    print(sorted(options), [np.round(w, 4).tolist() for w in model.get_weights()])
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, kernel_initializer="zeros")])
opt = keras.optimizers.Adam(0.1)
for step in range(3):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    grads = tape.gradient(loss, model.trainable_variables)
    clipped, norm = tf.clip_by_global_norm(grads, 5.0)
    by_norm = [tf.clip_by_norm(g, 2.0) for g in grads]
    by_value = [tf.clip_by_value(g, -1.0, 1.0) for g in grads]
    opt.apply_gradients(zip(clipped, model.trainable_variables))
    print(
        round(float(norm), 2),
        [round(float(tf.norm(g)), 4) for g in clipped],
        [round(float(tf.norm(g)), 3) for g in by_norm],
    )
print(np.round(model.get_weights()[0].ravel(), 4), np.round(by_value[0].numpy().ravel(), 3))
for bad in ({"clipnorm": 1.0, "clipvalue": 1.0}, {"clipnorm": -1}):
    try:
        keras.optimizers.SGD(0.1, **bad)
    except ValueError as error:
        print(type(error).__name__)
