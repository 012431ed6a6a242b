"""W5 to W9: one training for each family of layers. Data and architecture, for our engine and for Keras alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.workloads import Workload

WORDS, LENGTH, FEATURES = 5000, 64, 16  # of W5: a vocabulary, words a text, numbers a word
STEPS = 20  # of W6: a sequence


def is_of_a_family(workload: Workload) -> bool:
    """Whether the workload is here, and not a stack of Dense layers."""
    return workload.name in _MODELS


def data_of(workload: Workload) -> tuple[np.ndarray, np.ndarray]:
    """x and y: words (samples, 64) int32, sequences (samples, steps, features), pictures (samples, 16, 16, 1) or rows
    (samples, features) float32; labels (samples, 1) float32 or (samples,) int32."""
    random = np.random.default_rng(0)
    n = workload.samples
    if workload.name == "W5":
        x = random.integers(0, WORDS, (n, LENGTH)).astype(np.int32)
        return x, (x[:, :1] % 2).astype(np.float32)
    shape = {"W6": (STEPS, 8), "W7": (16, 32), "W8": (16, 16, 1), "W9": (64,)}[workload.name]
    x = random.standard_normal((n, *shape)).astype(np.float32)
    if workload.name == "W6":
        return x, x.mean((1, 2))[:, None]
    return x, random.integers(0, 10, n).astype(np.int32)


def model_for(workload: Workload, keras: Any) -> Any:
    """The model, with weights that are the same for every package. `keras` is the package."""
    model = _MODELS[workload.name](keras, keras.layers)
    random = np.random.default_rng(1)
    names = [v.name for v in model.weights]
    new = {"gamma": np.ones, "moving_variance": np.ones}
    model.set_weights(
        [
            new[name](w.shape, np.float32)
            if name in new
            else random.uniform(-0.3, 0.3, w.shape).astype(np.float32)
            if w.ndim > 1
            else np.zeros(w.shape, np.float32)
            for name, w in zip(names, model.get_weights())
        ]
    )
    return model


def _words(keras: Any, layers: Any) -> Any:
    return keras.Sequential(
        [
            keras.Input((LENGTH,), dtype="int32"),
            layers.Embedding(WORDS, FEATURES),
            layers.GlobalAveragePooling1D(),
            layers.Dense(16, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _sequences(keras: Any, layers: Any) -> Any:
    return keras.Sequential([keras.Input((STEPS, 8)), layers.LSTM(32), layers.Dense(1)])


def _attention(keras: Any, layers: Any) -> Any:
    inputs = keras.Input((16, 32))
    x = layers.MultiHeadAttention(num_heads=4, key_dim=8)(inputs, inputs)
    x = layers.LayerNormalization()(layers.Add()([inputs, x]))
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


def _pictures(keras: Any, layers: Any) -> Any:
    return keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            layers.Conv2D(8, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(16, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )


def _normalized(keras: Any, layers: Any) -> Any:
    model = keras.Sequential([keras.Input((64,))])
    for _ in range(2):
        model.add(layers.Dense(128))
        model.add(layers.BatchNormalization())
        model.add(layers.Activation("relu"))
    model.add(layers.Dense(10, activation="softmax"))
    return model


_MODELS: dict[str, Callable[[Any, Any], Any]] = {
    "W5": _words,
    "W6": _sequences,
    "W7": _attention,
    "W8": _pictures,
    "W9": _normalized,
}
