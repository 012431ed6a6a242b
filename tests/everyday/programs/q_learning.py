# A value network for a corridor: experience replay, a target network, one-hot states.
import random
from collections import deque

import keras
import numpy as np

keras.utils.set_random_seed(0)
n = 5


def network():
    model = keras.Sequential(
        [keras.Input((n,)), keras.layers.Dense(12, activation="relu"), keras.layers.Dense(2)]
    )
    model.compile(keras.optimizers.Adam(0.01), keras.losses.Huber())
    return model


online, target = network(), network()
target.set_weights(online.get_weights())
memory = deque(maxlen=200)
steps = 0
for episode in range(6):
    at = 0
    for _ in range(20):
        state = np.eye(n)[at]
        if random.random() < 0.6:
            action = random.randrange(2)
        else:
            action = int(np.argmax(online.predict(state[None], verbose=0)[0]))
        nxt = min(n - 1, max(0, at + (1 if action else -1)))
        done = nxt == n - 1
        memory.append((state, action, float(done), np.eye(n)[nxt], done))
        at = nxt
        steps += 1
        if done:
            break
    batch = random.sample(list(memory), min(16, len(memory)))
    s, a, r, s2, d = map(np.array, zip(*batch))
    best = target.predict_on_batch(s2).max(axis=1)
    q = np.array(online.predict_on_batch(s))
    q[np.arange(len(a)), a] = r + 0.9 * np.array(best) * (1 - d)
    loss = online.train_on_batch(s, q)
    if episode % 3 == 2:
        target.set_weights(online.get_weights())
print(steps > 6, np.isfinite(float(loss)), q.shape, q.dtype.kind)
