# What each optimizer does to the same parabola, and its options.
import keras
import numpy as np
import tensorflow as tf

for make in (
    lambda: keras.optimizers.SGD(0.1),
    lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    lambda: keras.optimizers.RMSprop(0.1, rho=0.8, momentum=0.1, centered=True),
    lambda: keras.optimizers.Adam(0.1, beta_1=0.8),
    lambda: keras.optimizers.Adam(0.1, amsgrad=True),
    lambda: keras.optimizers.AdamW(0.1, weight_decay=0.1),
    lambda: keras.optimizers.Adagrad(0.5),
    lambda: keras.optimizers.Adadelta(1.0),
    lambda: keras.optimizers.Adamax(0.1),
    lambda: keras.optimizers.Nadam(0.1),
    lambda: keras.optimizers.Ftrl(0.5),
    lambda: keras.optimizers.Lion(0.05),
    lambda: keras.optimizers.Lamb(0.1),
    lambda: keras.optimizers.SGD(0.1, use_ema=True, ema_momentum=0.5),
    lambda: keras.optimizers.Adafactor(0.1),
    lambda: keras.optimizers.SGD(0.1, weight_decay=0.05),
):
    opt, v = make(), keras.Variable(np.array([4.0, -2.0], "float32"))
    for _ in range(5):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(v * v)
        opt.apply_gradients([(tape.gradient(loss, v), v)])
    print(opt.name, np.round(np.array(v), 4).tolist(), int(opt.iterations))
opt = keras.optimizers.get("adam")
print(type(opt).__name__, round(float(opt.learning_rate), 6), sorted(opt.get_config())[:4])
opt.learning_rate.assign(0.5)
print(
    float(opt.learning_rate),
    keras.optimizers.get({"class_name": "SGD", "config": {"learning_rate": 0.3}}).get_config()[
        "learning_rate"
    ],
)
