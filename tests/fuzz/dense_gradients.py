"""Keras on TensorFlow, with gradients of embeddings as the other backends have them.

There the gradient of a row that a batch looks up twice stays in two parts (`tf.IndexedSlices`), and optimizers square
and clip each part alone: with Adam, RMSprop, Adagrad and others an Embedding trains differently than on JAX and
PyTorch, where the parts are added first. The engine adds them. What is compared is everything else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


@contextmanager
def dense_gradients() -> Iterator[None]:
    """Optimizers of Keras on TensorFlow get the parts of a row's gradient as their sum; elsewhere nothing changes."""
    if os.environ.get("KERAS_BACKEND") != "tensorflow":
        yield
        return
    import keras
    import tensorflow as tf  # type: ignore[import-not-found]

    plain = keras.optimizers.Optimizer.apply

    def apply(self: Any, grads: Any, trainable_variables: Any = None) -> Any:
        dense = [g if g is None else tf.convert_to_tensor(g) for g in grads]
        return plain(self, dense, trainable_variables)

    with patch.object(keras.optimizers.Optimizer, "apply", apply):
        yield
