"""Layers that a program defines for itself: operations of `keras.ops`, weights, losses, moving means, inner layers."""

from __future__ import annotations

import re

from tests.fuzz import layer_options as of
from tests.fuzz.draw import Draw, Shape

# h: (…, U) → (…, U). What a learner may write in `call`; `self.v` is a weight (U, U), `self.s` a weight ().
STATEMENTS = """
h = ops.sin(h)
h = h * ops.sigmoid(h)
h = ops.softmax(h, axis=-1)
h = ops.cumsum(h, axis=-1)
h = h - ops.mean(h, axis=-1, keepdims=True)
h = h / (1.0 + ops.std(h, axis=0))
h = (h - ops.mean(h)) / ops.sqrt(ops.var(h) + 0.1)
h = ops.where(h > 0, h, 0.1 * h)
h = ops.clip(h, -1.0, 1.0)
h = ops.flip(h, axis=-1)
h = ops.roll(h, 1, axis=-1)
h = ops.sort(h, axis=-1)
h = ops.maximum(h, 0.5 * ops.stop_gradient(h))
h = h + ops.max(h, axis=-1, keepdims=True)
h = h - ops.amin(h, axis=0)
h = ops.concatenate([h, -h], axis=-1)[..., :U]
h = ops.stack([h, 2.0 * h], axis=-1)[..., 0]
h = ops.split(ops.concatenate([h, h], axis=-1), 2, axis=-1)[1]
h = ops.einsum('...i,ij->...j', h, self.v)
h = ops.matmul(h, ops.transpose(self.v))
h = h @ self.v + h
h = ops.tensordot(h, self.v, axes=1)
h = ops.expand_dims(h, 1)[:, 0]
h = ops.squeeze(ops.expand_dims(h, -1), -1)
h = ops.transpose(ops.transpose(h))
h = ops.reshape(h, ops.shape(h))
h = h - ops.logsumexp(h, axis=-1, keepdims=True)
h = ops.square(h)
h = ops.sqrt(ops.abs(h) + 1.0)
h = ops.exp(-ops.square(h))
h = ops.log1p(ops.abs(h))
h = h ** 2 - h
h = ops.normalize(h, axis=-1)
h = h * ops.one_hot(ops.argmax(h, axis=-1), U)
h = ops.take(h, [0] * U, axis=-1)
h = ops.repeat(h, 2, axis=-1)[..., ::2]
h = ops.tile(h[..., :1], U) if len(h.shape) == 2 else h
h = ops.pad(h, [[0, 0]] * (len(h.shape) - 1) + [[1, 0]])[..., :U]
h = h * ops.cast(h > 0.1, h.dtype)
h = ops.top_k(h, U)[0]
h = h * ops.norm(h, axis=-1, keepdims=True)
h = ops.broadcast_to(ops.mean(h, axis=-1, keepdims=True), ops.shape(h)) * self.s
h = self.s * h + (1.0 - self.s) * ops.tanh(h)
h = h / ops.max(ops.abs(h) + 1.0)
h = ops.relu(h) + ops.gelu(-h)
h = ops.prod(ops.stack([h, h + 1.0]), axis=0)
h = ops.arctan(h) * ops.erf(h)
h = ops.logaddexp(h, -h)
h = ops.floor(h * 4.0) / 4.0 + h
h = ops.triu(self.v)[0] * h
h = ops.diagonal(self.v) + h
h = ops.moveaxis(ops.moveaxis(h, 0, -1), -1, 0)
h = ops.minimum(h, ops.roll(h, 1, axis=0))
h = ops.vectorized_map(lambda row: row - ops.mean(row), h)
h = ops.cond(ops.mean(h) > 0, lambda: h * 2.0, lambda: h)
h = ops.fori_loop(0, 3, lambda i, c: c * 0.5 + 0.1, h)
h = ops.scan(lambda c, t: (c + t, c * 0.5), ops.zeros_like(h[0]), h)[1]
h = ops.nan_to_num(h / h)
h = ops.bincount(ops.cast(ops.abs(ops.ravel(h)[:4]), 'int32'), minlength=3)[0] * 0.1 + h
h = ops.segment_sum(h, ops.zeros((ops.shape(h)[0],), 'int32'), num_segments=1) * 0.1 + h
h = h * ops.unstack(ops.arange(U + 1.0))[1]
h[..., :1]; h = h + h[..., -1:]
h = h + ops.ones_like(h) * ops.arange(U, dtype=h.dtype)
self.add_loss(0.01 * ops.mean(ops.square(h)))
self.add_loss(0.01 * ops.sum(ops.abs(self.v)))
self.count.assign_add(1.0); h = h + 0.01 * self.count
self.moving.assign(0.9 * self.moving + 0.1 * ops.mean(h)); h = h - self.moving
self.moving.assign(ops.mean(h) if training else self.moving); h = h + ops.tanh(self.moving)
h = h * 1.1 if training else h
h = self.inner(h)
h = self.norm(h, training=training)
""".strip().splitlines()
RANDOM_STATEMENTS = [
    "h = h + 0.1 * keras.random.normal(ops.shape(h), seed=self.seed)",
    "h = h * keras.random.uniform(ops.shape(h), seed=self.seed)",
    "h = keras.random.dropout(h, 0.3, seed=self.seed) if training else h",
    "h = h + keras.random.truncated_normal(ops.shape(h), stddev=0.1, seed=self.seed)",
]


class OwnLayers:
    """The layer classes of one program: `texts` define them."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def layer(self, draw: Draw, shape: Shape) -> tuple[str, Shape]:
        name, units = draw.name("Own"), min(draw.units(), 33)
        if draw.certain:
            # Left out: what TensorFlow compiles for seconds, and the length that JAX wants to know. A variable that is
            # assigned itself is a recursion without end in Keras on TensorFlow.
            left_out = ("vectorized_map", "bincount")
            statements = [s for s in STATEMENTS if not any(name in s for name in left_out)]
            statements = [s.replace("else self.moving)", "else self.moving.value)") for s in statements]  # fmt: skip
        else:
            statements = STATEMENTS + RANDOM_STATEMENTS
        body = draw.some(statements, 1, 4)
        more = draw.call(
            "self.add_weight",
            "shape=(U, U)",
            "initializer='glorot_uniform'",
            options={
                "regularizer": of.REGULARIZERS,
                "constraint": of.CONSTRAINTS[:4],
                "trainable": ["False"],
            },
            often=0.1,
        )
        # what is not used is not made: a program is read by people
        parts = {
            "self.v": f"self.v = {more}",
            "self.s": "self.s = self.add_weight(shape=(), initializer='ones')",
            "self.count": "self.count = self.add_weight(shape=(), initializer='zeros', trainable=False)",
            "self.moving": "self.moving = self.add_weight(shape=(), initializer='zeros', trainable=False)",
            "self.inner": "self.inner = layers.Dense(U, activation='tanh')",
            "self.norm": "self.norm = layers.BatchNormalization()",
            "self.seed": "self.seed = keras.random.SeedGenerator(3)",
        }
        made = [text for part, text in parts.items() if any(part in s for s in body)]
        lines = [
            f"class {name}(layers.Layer):",
            "    def build(self, input_shape):",
            "        self.w = self.add_weight(shape=(input_shape[-1], U), initializer='glorot_uniform')",
            *[f"        {text}" for text in made],
            "    def call(self, inputs, training=False):",
            "        h = ops.matmul(inputs, self.w)",
            *[f"        {text}" for text in body],
            "        return h",
        ]
        self.texts.append(re.sub(r"\bU\b", str(units), "\n".join(lines)))
        return f"{name}()", (*shape[:-1], units)
