# A character model: windows of text, an Embedding, a GRU; sampling with a temperature, greedy.
import keras, numpy as np
from keras import layers

text = "hello world hello keras "
chars = sorted(set(text))
index = {c: i for i, c in enumerate(chars)}
seq, nxt = [], []
for i in range(len(text) - 5):
    seq.append([index[c] for c in text[i : i + 5]])
    nxt.append(index[text[i + 5]])
x, y = np.array(seq), np.array(nxt)
model = keras.Sequential(
    [
        keras.Input((5,)),
        layers.Embedding(len(chars), 4),
        layers.GRU(6),
        layers.Dense(len(chars), activation="softmax"),
    ]
)
model.set_weights([0.5 * np.cos(np.arange(w.size)).reshape(w.shape) for w in model.get_weights()])
model.compile(
    keras.optimizers.SGD(0.5),
    "sparse_categorical_crossentropy",
    metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=3, name="top3")],
)
h = model.fit(x, y, epochs=4, batch_size=len(x), verbose=0)
print({k: [round(float(a), 4) for a in v] for k, v in h.history.items()})


def sample(p, temperature):
    p = np.log(p + 1e-9) / temperature
    p = np.exp(p) / np.sum(np.exp(p))
    return int(np.argmax(p))


out = "hello"
for _ in range(6):
    p = model.predict(np.array([[index[c] for c in out[-5:]]]), verbose=0)[0]
    out += chars[sample(p, 0.7)]
print(repr(out), model.count_params())
