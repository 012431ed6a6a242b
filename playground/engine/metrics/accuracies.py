"""How often predictions are right. The functions give 1.0 or 0.0 a sample, the classes their mean."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import config, ops
from playground.engine.dtypes import is_float
from playground.engine.losses.labels import check_class_numbers, check_same_shape
from playground.engine.losses.loss import squeeze_or_expand_to_same_rank
from playground.engine.metrics.reduction import MeanMetricWrapper


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1.0 where `y_true` equals `y_pred`, shapes (batch, …)."""
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.convert_to_tensor(y_true, dtype=y_pred.dtype)
    y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
    return ops.cast(ops.equal(y_true, y_pred), config.floatx())


class Accuracy(MeanMetricWrapper):
    """How often `y_pred` equals `y_true`."""

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(accuracy, name, dtype)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """1.0 where `y_pred` is above `threshold` exactly when `y_true` is 1, shapes (batch, …)."""
    y_pred = ops.convert_to_tensor(y_pred)
    if not is_float(y_pred.dtype):  # answers instead of probabilities
        y_pred = ops.cast(y_pred, config.floatx())
    y_true = ops.convert_to_tensor(y_true, dtype=y_pred.dtype)
    y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
    above = ops.cast(y_pred > threshold, y_true.dtype)
    return ops.cast(ops.equal(y_true, above), config.floatx())


class BinaryAccuracy(MeanMetricWrapper):
    """How often an answer above `threshold` means the label 1. For logits, `threshold=0.0`."""

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1.0 where the largest of `y_pred` (batch, …, classes) is where one-hot `y_true` has its 1. Gives (batch, …)."""
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.convert_to_tensor(y_true)
    check_same_shape("categorical_accuracy", y_true, y_pred)
    return _matches(ops.argmax(y_true, axis=-1), y_pred)


def _matches(classes: Any, y_pred: Any) -> Any:
    best = ops.argmax(y_pred, axis=-1)
    return ops.cast(ops.equal(ops.cast(classes, best.dtype), best), config.floatx())


class CategoricalAccuracy(MeanMetricWrapper):
    """How often the most probable class is the one of the one-hot label."""

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


def _class_numbers(name: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    wanted = tuple(y_pred.shape)[:-1]
    known = None not in wanted and None not in tuple(y_true.shape)
    if known and math.prod(y_true.shape) == math.prod(wanted):
        y_true = ops.reshape(y_true, wanted)  # as many labels, perhaps laid out otherwise
    check_class_numbers(name, y_true, y_pred, values=False)
    return y_true, y_pred


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1.0 where the largest of `y_pred` (batch, …, classes) is at the class number `y_true` (batch, …)."""
    y_true, y_pred = _class_numbers("sparse_categorical_accuracy", y_true, y_pred)
    return _matches(y_true, y_pred)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the most probable class is the one whose number is the label."""

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(sparse_categorical_accuracy, name, dtype)


def _in_top(classes: Any, y_pred: Any, k: int) -> Any:
    """1.0 where the class is among the `k` largest of `y_pred`, for (batch, …) and (batch, …, classes)."""
    flat = ops.reshape(y_pred, (-1, y_pred.shape[-1]))
    hits = ops.in_top_k(ops.cast(ops.reshape(classes, (-1,)), "int32"), flat, k=k)
    return ops.cast(ops.reshape(hits, tuple(y_pred.shape)[:-1]), config.floatx())


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1.0 where the class of one-hot `y_true` is among the `k` most probable."""
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    check_same_shape("top_k_categorical_accuracy", y_true, y_pred)
    return _in_top(ops.argmax(y_true, axis=-1), y_pred, k)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the class of the one-hot label is among the `k` most probable."""

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None):
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)
        self.k = k


def sparse_top_k_categorical_accuracy(
    y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False
) -> Any:
    """1.0 where the class number `y_true` is among the `k` most probable.

    With `from_sorted_ids`, `y_pred` holds class numbers, best first, instead of probabilities.
    """
    if not from_sorted_ids:
        y_true, y_pred = _class_numbers("sparse_top_k_categorical_accuracy", y_true, y_pred)
        return _in_top(y_true, y_pred, k)
    y_true, y_pred = ops.convert_to_tensor(y_true), ops.convert_to_tensor(y_pred)
    found = ops.equal(ops.expand_dims(ops.cast(y_true, y_pred.dtype), -1), y_pred[..., :k])
    return ops.cast(ops.any(found, axis=-1), config.floatx())


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the class number is among the `k` most probable."""

    quiet_defaults = {"from_sorted_ids": False}

    def __init__(
        self, k=5, name="sparse_top_k_categorical_accuracy", dtype=None, from_sorted_ids=False
    ):
        super().__init__(
            sparse_top_k_categorical_accuracy, name, dtype, k=k, from_sorted_ids=from_sorted_ids
        )
        self.k = k
        self.from_sorted_ids = from_sorted_ids
