"""Losses that ask for a margin: nothing to gain once a sample is on the right side by 1.

`y_true` and `y_pred` are (batch, d); labels -1 or 1 (0 counts as -1). Each gives (batch,).
"""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.losses.loss import LossFunctionWrapper, squeeze_or_expand_to_same_rank


def _signed(y_true: Any) -> Any:
    """0/1 labels as -1/1, decided for the whole batch; others as they are."""
    is_binary = ops.all(ops.logical_or(ops.equal(y_true, 0.0), ops.equal(y_true, 1.0)))
    return ops.where(is_binary, 2.0 * y_true - 1.0, y_true)


def _pair(y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.cast(y_true, y_pred.dtype)
    return squeeze_or_expand_to_same_rank(y_true, y_pred)


def hinge(y_true: Any, y_pred: Any) -> Any:
    """mean(max(1 - y·p, 0))."""
    y_true, y_pred = _pair(y_true, y_pred)
    return ops.mean(ops.maximum(1.0 - _signed(y_true) * y_pred, 0.0), axis=-1)


class Hinge(LossFunctionWrapper):
    """max(1 - y·p, 0): the support vector machine's loss."""

    def __init__(self, reduction="sum_over_batch_size", name="hinge", dtype=None):
        super().__init__(hinge, reduction, name, dtype)


def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """mean(max(1 - y·p, 0)²)."""
    y_true, y_pred = _pair(y_true, y_pred)
    return ops.mean(ops.square(ops.maximum(1.0 - _signed(y_true) * y_pred, 0.0)), axis=-1)


class SquaredHinge(LossFunctionWrapper):
    """max(1 - y·p, 0)²."""

    def __init__(self, reduction="sum_over_batch_size", name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, reduction, name, dtype)


def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """max(1 + best wrong score - score of the true class, 0) for one-hot `y_true`."""
    y_true, y_pred = _pair(y_true, y_pred)
    right = ops.sum(y_true * y_pred, axis=-1)
    wrong = ops.max((1.0 - y_true) * y_pred, axis=-1)
    return ops.maximum(wrong - right + 1.0, 0.0)


class CategoricalHinge(LossFunctionWrapper):
    """max(1 + best wrong score - score of the true class, 0)."""

    def __init__(self, reduction="sum_over_batch_size", name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, reduction, name, dtype)
