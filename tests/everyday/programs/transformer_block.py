# A transformer block as a layer, with token and position embeddings.
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(1)


class TransformerBlock(layers.Layer):
    def __init__(self, embed_dim, num_heads, ff_dim, rate=0.1, **kwargs):
        super().__init__(**kwargs)
        self.att = layers.MultiHeadAttention(num_heads=num_heads, key_dim=embed_dim)
        self.ffn = keras.Sequential(
            [layers.Dense(ff_dim, activation="relu"), layers.Dense(embed_dim)]
        )
        self.norm1 = layers.LayerNormalization(epsilon=1e-6)
        self.norm2 = layers.LayerNormalization(epsilon=1e-6)
        self.drop1, self.drop2 = layers.Dropout(rate), layers.Dropout(rate)

    def call(self, inputs, training=None):
        out = self.drop1(self.att(inputs, inputs), training=training)
        out1 = self.norm1(inputs + out)
        return self.norm2(out1 + self.drop2(self.ffn(out1), training=training))


class Tokens(layers.Layer):
    def __init__(self, maxlen, vocab, dim):
        super().__init__()
        self.token_emb = layers.Embedding(input_dim=vocab, output_dim=dim)
        self.pos_emb = layers.Embedding(input_dim=maxlen, output_dim=dim)

    def call(self, x):
        positions = ops.arange(0, ops.shape(x)[-1], 1)
        return self.token_emb(x) + self.pos_emb(positions)


inputs = layers.Input(shape=(12,))
x = Tokens(12, 50, 8)(inputs)
x = TransformerBlock(8, 2, 16)(x)
x = layers.GlobalAveragePooling1D()(x)
x = layers.Dropout(0.1)(x)
outputs = layers.Dense(2, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
rng = np.random.RandomState(0)
data, labels = rng.randint(0, 50, (64, 12)), rng.randint(0, 2, 64)
h = model.fit(data, labels, batch_size=16, epochs=3, validation_split=0.25, verbose=0)
print(sorted(h.history), model.count_params(), [len(l.weights) for l in model.layers])
p = model.predict(data[:5], verbose=0)
print(p.shape, np.allclose(p.sum(1), 1, atol=1e-5), p.dtype)
