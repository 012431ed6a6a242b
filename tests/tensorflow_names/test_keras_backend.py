"""`from tensorflow.keras import backend as K` and `tf.keras.losses.mse`: what Keras has below `tensorflow` only.

The numbers were compared with Keras 3.15.1 on TensorFlow.
"""

from __future__ import annotations

import numpy as np
import pytest

from playground import keras_names

X = np.array([[1.0, -2.0], [3.0, 4.0]], "float32")
Y = np.array([[0.0, 1.0], [1.0, 0.0]], "float32")


def value(expression: str) -> np.ndarray:
    with keras_names.available():
        import tensorflow as tf
        from tensorflow.keras import backend as K

        names = {"tf": tf, "K": K, "x": tf.constant(X), "y": tf.constant(Y), "np": np}
        return np.asarray(eval(expression, names))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("K.mean(x)", 1.5),
        ("K.mean(x > 0)", 0.75),
        ("K.sum(x, axis=-1, keepdims=True)", [[-1], [7]]),
        ("K.clip(x, None, 2)", np.minimum(X, 2)),
        ("K.argmax(x)", [0, 1]),
        ("K.concatenate([x, y])", np.hstack([X, Y])),
        ("K.batch_flatten(tf.ones((2, 3, 4)))", np.ones((2, 12))),
        ("K.relu(x, alpha=0.1, max_value=3.0)", [[1, -0.2], [3, 3]]),
        ("K.relu(x, threshold=2.0)", [[0, 0], [3, 4]]),
        ("K.repeat(x, 2)", np.repeat(X[:, None], 2, 1)),
        ("K.switch(tf.constant([True, False]), x, y)", [[1, 1], [3, 0]]),
        ("K.hard_sigmoid(x)", [[0.7, 0.1], [1, 1]]),
        ("K.l2_normalize(x, axis=1)", X / np.linalg.norm(X, axis=1, keepdims=True)),
        ("K.int_shape(x)", (2, 2)),
        ("K.update_add(tf.Variable(1.0), 2.0)", 3),
        ("K.random_uniform((5, 3), minval=2.0, maxval=3.0) > 2", np.ones((5, 3))),
        ("K.zeros((2,)) + K.epsilon()", [1e-7, 1e-7]),
        ("tf.keras.losses.mse(x, y)", [5, 10]),
        ("tf.keras.metrics.MAE(x, y)", [2, 3]),
    ],
)
def test_values(expression, expected):
    np.testing.assert_allclose(value(expression), expected, rtol=1e-6)


def test_keras_itself_has_them_not():
    with keras_names.available():
        import keras

        with pytest.raises(AttributeError):
            keras.losses.mse  # noqa: B018
        with pytest.raises(AttributeError):
            keras.backend.mean  # noqa: B018


def test_what_is_missing_is_named():
    with pytest.raises(AttributeError, match=r"tf\.keras\.backend\.conv2d is not here"):
        value("K.conv2d(x, y)")
