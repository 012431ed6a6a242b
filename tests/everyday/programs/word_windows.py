# Skip-gram pairs with negative samples; dot products of two embeddings; nearest words.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
words = "the quick brown fox jumps over the lazy dog the fox sleeps".split()
vocab = {w: i for i, w in enumerate(dict.fromkeys(words))}
ids = [vocab[w] for w in words]
rng = np.random.RandomState(0)
target, context, label = [], [], []
for i, t in enumerate(ids):
    for j in range(max(0, i - 2), min(len(ids), i + 3)):
        if i != j:
            target += [t, t]
            context += [ids[j], rng.randint(len(vocab))]
            label += [1, 0]
target, context, label = map(np.array, (target, context, label))
t_in, c_in = keras.Input((1,), dtype="int32"), keras.Input((1,), dtype="int32")
emb = layers.Embedding(len(vocab), 5, name="words", embeddings_initializer="uniform")
score = layers.Dot(axes=-1, normalize=True)([emb(t_in), layers.Embedding(len(vocab), 5)(c_in)])
out = layers.Dense(1, activation="sigmoid")(layers.Flatten()(score))
model = keras.Model([t_in, c_in], out)
model.compile("rmsprop", "binary_crossentropy")
h = model.fit([target, context], label, epochs=3, verbose=0)
print(len(vocab), len(label), model.count_params(), len(h.history["loss"]))
vectors = model.get_layer("words").get_weights()[0]
vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
print(vectors.shape, int((vectors @ vectors[0]).argmax()), score.shape)
