"""A loss between embeddings: pull samples of one class together, push the classes apart."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.losses.loss import LossFunctionWrapper
from playground.engine.masking import set_keras_mask
from playground.engine.numerical import build_pos_neg_masks

_NONE = -1e9  # stands for the logarithm of 0 where a pair does not count


def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Any:
    """log(1 + Σ_n exp(gamma·a_n·(s_n - m)) · Σ_p exp(-gamma·a_p·(s_p - 1 + m))) for each sample.

    Sun et al. 2020, arXiv:2002.10857, equation 6.

    `y_true` (batch,) class numbers, `y_pred` (batch, d) embeddings of length 1; s_p and s_n are similarities to samples
    of the same and of other classes, a_p = max(1 + m - s_p, 0) and a_n = max(s_n + m, 0) carry no gradient.
    A sample without a partner in its class gives 0 and is masked from the mean.
    """
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.cast(y_true, "int32")
    ref_embeddings = y_pred if ref_embeddings is None else ops.cast(ref_embeddings, y_pred.dtype)
    ref_labels = y_true if ref_labels is None else ops.cast(ref_labels, "int32")

    similarity = ops.matmul(y_pred, ops.transpose(ref_embeddings))
    positive, negative = build_pos_neg_masks(y_true, ref_labels, remove_diagonal)
    fixed = ops.stop_gradient(similarity)
    score_p = -gamma * ops.relu(1.0 + margin - fixed) * (similarity - (1.0 - margin))
    score_n = gamma * ops.relu(fixed + margin) * (similarity - margin)
    log_p = ops.logsumexp(ops.where(positive, score_p, _NONE), axis=1)
    log_n = ops.logsumexp(ops.where(negative, score_n, _NONE), axis=1)
    counts = ops.logical_and(ops.any(positive, axis=1), ops.any(negative, axis=1))
    values = ops.where(counts, ops.softplus(log_p + log_n), 0.0)
    set_keras_mask(values, counts)
    return values


class Circle(LossFunctionWrapper):
    """Circle loss between class numbers and embeddings of length 1."""

    def __init__(
        self,
        gamma=80.0,
        margin=0.4,
        remove_diagonal=True,
        reduction="sum_over_batch_size",
        name="circle",
        dtype=None,
    ):
        super().__init__(
            circle,
            reduction,
            name,
            dtype,
            gamma=gamma,
            margin=margin,
            remove_diagonal=remove_diagonal,
        )

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return self.fn(ops.reshape(y_true, (-1,)), y_pred, **self._fn_kwargs)
