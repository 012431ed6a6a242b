"""A functional model full of operations, to be saved and read by Keras and by the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

X = np.linspace(-2, 2, 60, dtype="float32").reshape(5, 4, 3)


def operations(keras: Any) -> Any:
    """A model of operations that take arguments other than tensors: axes, shapes, types, keys, numbers."""
    ops = keras.ops
    x = keras.Input((4, 3), name="x")
    y = ops.concatenate([ops.mean(x, 1, True), x[:, :1], ops.max(x, axis=1, keepdims=True)], axis=1)
    y = keras.layers.Dense(6, name="dense")(ops.reshape(y, (-1, 9)) * 2.0 + 1)
    y = ops.transpose(ops.expand_dims(y, -1), (0, 2, 1))
    y = ops.pad(ops.clip(ops.where(y > 0, y, ops.zeros_like(y)), 0, 1), ((0, 0), (1, 1), (0, 0)))
    a, b, c = ops.split(ops.softmax(y, axis=-1), 3, axis=1)
    y = ops.einsum("abc,abc->ac", a, b) + ops.squeeze(c, 1)
    y = 1 - ops.logsumexp(ops.stack([y, ops.roll(y, 1, axis=-1)], axis=1), axis=1)
    parts = [
        y / 3 - (-y) ** 2,
        ops.cast(ops.one_hot(ops.argmax(y, axis=-1), 6), "float32"),
        ops.take(y, [0, 2], axis=1),
        ops.full_like(y, 2.0),
        ops.top_k(y, 2)[0],
        ops.average(y, axis=1, weights=np.arange(6.0, dtype="float32"))[:, None],
        ops.tile(ops.leaky_relu(y, 0.1), (1, 2)),
        ops.isclose(y, y) * y,
        ops.rms_normalization(y),
        ops.moments(y, axes=1, keepdims=True)[0],
        ops.cumsum(ops.flip(ops.normalize(y), axis=1), 1),
    ]
    return keras.Model(x, ops.concatenate(parts, axis=-1))


def weights() -> list[np.ndarray]:
    """Of the only layer."""
    kernel = np.sin(np.arange(54, dtype="float32")).reshape(9, 6)
    return [kernel, np.zeros(6, "float32")]


def bare(config: Any) -> list[dict[str, Any]]:
    """What a file says of the operations of a model: name, class, module and constructor arguments."""
    return [
        {key: layer[key] for key in ("name", "class_name", "module", "config")}
        for layer in config["config"]["layers"]
        if layer["module"].startswith("keras.src.ops")
    ]
