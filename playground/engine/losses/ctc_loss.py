"""Connectionist temporal classification: labels in order, without saying when (Graves et al. 2006)."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.losses.loss import LossFunctionWrapper


def ctc(y_true: Any, y_pred: Any) -> Any:
    """-log of the probability of all ways to spread the labels over time, blanks between them. Gives (batch,).

    `y_true` (batch, labels) class numbers, 0 being the blank and the padding; `y_pred` (batch, time, classes) scores.
    Raises ValueError for other ranks or batch sizes that differ. See `keras.ops.ctc_loss`.
    """
    y_true, y_pred = ops.cast(y_true, "int32"), ops.convert_to_tensor(y_pred)
    if len(y_true.shape) != 2 or len(y_pred.shape) != 3 or y_true.shape[0] != y_pred.shape[0]:
        raise ValueError(
            "ctc: expected y_true of shape (batch, labels) and y_pred of shape (batch, time, classes). "
            f"Received: y_true.shape={tuple(y_true.shape)}, y_pred.shape={tuple(y_pred.shape)}."
        )
    labels = ops.sum(ops.cast(ops.not_equal(y_true, 0), "int32"), axis=1)
    times = ops.full_like(labels, y_pred.shape[1])
    return ops.ctc_loss(y_true, y_pred, labels, times)


class CTC(LossFunctionWrapper):
    """CTC loss between class numbers and scores over time."""

    def __init__(self, reduction="sum_over_batch_size", name="ctc", dtype=None):
        super().__init__(ctc, reduction, name, dtype)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.fn(y_true, y_pred)
