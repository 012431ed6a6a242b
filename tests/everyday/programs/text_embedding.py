# Text by hand: a vocabulary, padding, an Embedding with a mask, an LSTM.
import keras
import numpy as np
from keras import layers
from keras.utils import pad_sequences

keras.utils.set_random_seed(0)
texts = [
    "a good film",
    "bad bad plot",
    "good plot good cast",
    "a bad film",
    "nice",
    "what a waste of time",
]
labels = np.array([1, 0, 1, 0, 1, 0])
words = sorted({w for t in texts for w in t.split()})
index = {w: i + 1 for i, w in enumerate(words)}
seqs = [[index[w] for w in t.split()] for t in texts]
x = pad_sequences(seqs, maxlen=5, padding="post", truncating="post")
print(x[0], x.shape, x.dtype, pad_sequences(seqs, maxlen=3)[-1])
model = keras.Sequential(
    [
        keras.Input((5,)),
        layers.Embedding(len(index) + 1, 6, mask_zero=True),
        layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
        layers.LSTM(3),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
h = model.fit(x, labels, epochs=3, verbose=0)
print(
    model.count_params(),
    model.layers[0].compute_mask(x)[0].shape
    if hasattr(model.layers[0].compute_mask(x)[0], "shape")
    else None,
)
short = model.predict(x[:1], verbose=0)
longer = model.predict(np.concatenate([x[:1], np.zeros((1, 4), "int32")], axis=1)[:, :5], verbose=0)
print(np.allclose(short, longer), short.shape)
vectors = model.layers[0].get_weights()[0]
print(vectors.shape, np.argsort(vectors @ vectors[1]).shape)
