# A mixture density network: several outputs joined, a loss of one's own, sampling by hand.
import keras, numpy as np
from keras import layers, ops

K = 2
inp = keras.Input((1,))
h = layers.Dense(6, activation="tanh")(inp)
out = layers.Concatenate()(
    [
        layers.Dense(K, activation="softmax", name="pi")(h),
        layers.Dense(K, name="mu")(h),
        layers.Dense(K, activation="softplus", name="sigma")(h),
    ]
)
model = keras.Model(inp, out)
model.set_weights(
    [0.6 * np.sin(np.arange(w.size) + 2).reshape(w.shape) for w in model.get_weights()]
)


def nll(y, p):
    pi, mu, sigma = ops.split(p, 3, axis=-1)
    sigma = sigma + 1e-3
    log = -0.5 * ops.square((y - mu) / sigma) - ops.log(sigma) - 0.5 * np.log(2 * np.pi)
    return -ops.logsumexp(ops.log(pi + 1e-8) + log, axis=-1)


def spread(y, p):
    return ops.mean(p[:, 2 * K :])


model.compile(keras.optimizers.Adam(0.02), loss=nll, metrics=[spread])
x = np.linspace(-1, 1, 24)[:, None]
y = np.sin(3 * x) + 0.1
h = model.fit(x, y, epochs=4, batch_size=8, shuffle=False, verbose=0).history
print(
    {k: [round(float(v), 4) for v in vs] for k, vs in h.items()},
    model.predict(x[:1], verbose=0).round(3).tolist(),
)
