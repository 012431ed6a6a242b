"""Connectionist temporal classification: labels in order, without saying when (Graves et al. 2006)."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.losses.loss import LossFunctionWrapper

_NEVER = -1e30  # the logarithm of a probability of 0 that can still be added to


def ctc(y_true: Any, y_pred: Any) -> Any:
    """-log of the probability of all ways to spread the labels over time, blanks between them. Gives (batch,).

    `y_true` (batch, labels) class numbers, 0 being the blank and the padding; `y_pred` (batch, time, classes) scores.
    Raises ValueError for other ranks or batch sizes that differ.
    """
    y_true, y_pred = ops.cast(y_true, "int32"), ops.convert_to_tensor(y_pred)
    if len(y_true.shape) != 2 or len(y_pred.shape) != 3 or y_true.shape[0] != y_pred.shape[0]:
        raise ValueError(
            "ctc: expected y_true of shape (batch, labels) and y_pred of shape (batch, time, classes). "
            f"Received: y_true.shape={tuple(y_true.shape)}, y_pred.shape={tuple(y_pred.shape)}."
        )
    log_p = ops.log_softmax(y_pred, axis=-1)
    batch, time, _ = log_p.shape
    # states: blank, label 1, blank, label 2, …, blank
    blanks = ops.zeros_like(y_true)
    states = ops.reshape(ops.stack([blanks, y_true], axis=2), (batch, -1))
    states = ops.concatenate([states, blanks[:, :1]], axis=1)
    # a blank may be skipped between two different labels
    two_back = ops.concatenate([ops.zeros_like(states[:, :2]), states[:, :-2]], axis=1)
    is_label = ops.arange(states.shape[1]) % 2 == 1
    may_skip = ops.logical_and(is_label, ops.not_equal(states, two_back))

    def emitted(t: int) -> Any:
        return ops.take_along_axis(log_p[:, t], states, axis=1)

    never = ops.full_like(log_p[:, 0, :1], _NEVER)
    start = ops.arange(states.shape[1]) < 2
    alpha = ops.where(start, emitted(0), _NEVER)
    for t in range(1, time):
        one = ops.concatenate([never, alpha[:, :-1]], axis=1)
        two = ops.concatenate([never, never, alpha[:, :-2]], axis=1)
        ways = ops.stack([alpha, one, ops.where(may_skip, two, _NEVER)], axis=0)
        alpha = ops.logsumexp(ways, axis=0) + emitted(t)
    length = ops.sum(ops.cast(ops.not_equal(y_true, 0), "int32"), axis=1, keepdims=True)
    last = ops.take_along_axis(alpha, 2 * length, axis=1)
    before = ops.take_along_axis(alpha, ops.maximum(2 * length - 1, 0), axis=1)
    before = ops.where(length > 0, before, _NEVER)
    return -ops.squeeze(ops.logaddexp(last, before), 1)


class CTC(LossFunctionWrapper):
    """CTC loss between class numbers and scores over time."""

    def __init__(self, reduction="sum_over_batch_size", name="ctc", dtype=None):
        super().__init__(ctc, reduction, name, dtype)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.fn(y_true, y_pred)
