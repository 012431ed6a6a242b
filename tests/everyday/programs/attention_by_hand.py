# Attention three ways: by hand, with the layers, with a causal mask.
import keras
import numpy as np
from keras import layers, ops

rng = np.random.RandomState(0)
q, k, v = (rng.rand(2, 4, 6).astype("float32") for _ in range(3))
scores = ops.matmul(q, ops.transpose(k, (0, 2, 1))) / ops.sqrt(6.0)
by_hand = ops.matmul(ops.softmax(scores, axis=-1), v)
print(by_hand.shape, np.round(np.array(by_hand)[0, 0], 4))
out, weights = layers.Attention(use_scale=False)([q, v, k], return_attention_scores=True)
print(np.round(np.array(out)[0, 0], 4), np.round(np.array(weights).sum(-1), 4).tolist())
causal = layers.Attention()([q, v, k], use_causal_mask=True)
print(np.allclose(np.array(causal)[:, 0], v[:, 0], atol=1e-5))
add = layers.AdditiveAttention(use_scale=False)([q, v, k])
print(np.round(np.array(add)[1, 2], 4))
mha = layers.MultiHeadAttention(num_heads=2, key_dim=3, use_bias=False)
y, s = mha(q, v, key=k, return_attention_scores=True)
print(y.shape, s.shape, [tuple(w.shape) for w in mha.weights], mha.count_params())
masked = mha(q, v, key=k, attention_mask=np.tril(np.ones((1, 4, 4), bool)))
print(
    np.isfinite(np.array(masked)).all(), round(float(ops.mean(ops.one_hot(np.array([0, 2]), 3))), 4)
)
mask = ops.expand_dims(ops.cast(np.array([[1, 1, 0, 0], [1, 1, 1, 1]]), "bool"), 1)
print(
    np.array(ops.where(mask, scores, -1e9)).shape,
    np.array(layers.Softmax()(scores, mask=mask))[0, 0, 2:].tolist(),
)
