"""Small numerical tools of `keras.utils`: one-hot labels, vectors of length 1, pairs of equal labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import ops


def to_categorical(x: Any, num_classes: int | None = None) -> Any:
    """Class numbers of shape (…) or (…, 1) as one-hot vectors (…, num_classes), float.

    `num_classes` defaults to the largest number plus 1. A tensor gives a tensor, anything else a NumPy array.
    Raises ValueError for a number outside 0 … num_classes - 1.
    """
    labels = np.asarray(x, dtype="int64")
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if num_classes is None:
        num_classes = int(labels.max()) + 1 if labels.size else 0
    if labels.size and not (labels.min() >= 0 and labels.max() < num_classes):
        wrong = labels[(labels < 0) | (labels >= num_classes)].flat[0]
        raise IndexError(
            f"to_categorical: expected class numbers from 0 to {num_classes - 1} for num_classes={num_classes}. "
            f"Received {wrong}. Renumber the labels from 0 or pass a larger `num_classes`."
        )
    if ops.is_tensor(x):
        return ops.one_hot(ops.convert_to_tensor(labels), num_classes)
    return np.eye(num_classes)[labels]


def normalize(x: Any, axis: int = -1, order: int = 2) -> Any:
    """`x` divided by its norm of the given `order` along `axis`; zero vectors stay zero.

    A tensor gives a tensor, anything else a NumPy array of the same shape.
    """
    if ops.is_tensor(x):
        return ops.normalize(x, axis=axis, order=order)
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return np.asarray(x) / np.expand_dims(norm, axis)


def build_pos_neg_masks(
    query_labels: Any, key_labels: Any, remove_diagonal: bool = True
) -> tuple[Any, Any]:
    """Two boolean masks (queries, keys): where labels are equal and where they differ.

    `remove_diagonal` takes the pair (i, i), a sample with itself, out of both when there are as many keys as queries.
    """
    query = ops.reshape(ops.convert_to_tensor(query_labels), (-1, 1))
    key = ops.reshape(ops.convert_to_tensor(key_labels), (1, -1))
    positive = ops.equal(query, key)
    negative = ops.logical_not(positive)
    if remove_diagonal:
        diagonal = ops.cast(ops.eye(query.shape[0], key.shape[1]), "bool")
        positive = ops.logical_and(positive, ops.logical_not(diagonal))
    return positive, negative
