"""Counting right and wrong answers at thresholds: true and false positives and negatives, precision, recall.

`y_true` holds 0 and 1, `y_pred` probabilities of the same shape. A prediction is positive when it is above the
threshold. With T thresholds a result has shape (T,), with one a scalar.
"""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.losses.labels import check_same_shape
from playground.engine.losses.loss import squeeze_or_expand_to_same_rank
from playground.engine.metrics.metric import Metric

NEVER = -1e10  # below every prediction: how `top_k` drops the others


def parse_thresholds(thresholds: Any, default: float = 0.5) -> list[float]:
    """A list of thresholds from None, a number or a list; ValueError outside [0, 1]."""
    if thresholds is None:
        return [default]
    thresholds = list(thresholds) if isinstance(thresholds, list | tuple) else [thresholds]
    wrong = [t for t in thresholds if t is None or t < 0 or t > 1]
    if wrong:
        raise ValueError(f"Threshold values must be in [0, 1]. Received: {wrong}")
    return thresholds


def _pair(y_true: Any, y_pred: Any, dtype: str) -> tuple[Any, Any]:
    y_true = ops.convert_to_tensor(y_true, dtype=dtype)
    y_pred = ops.convert_to_tensor(y_pred, dtype=dtype)
    y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
    check_same_shape("confusion counts", y_true, y_pred)
    return y_true, y_pred


def _weights(sample_weight: Any, values: Any) -> Any:
    """Weights in the shape of `values`; those of shape `values.shape[:k]` count for all that follows."""
    weight = ops.convert_to_tensor(sample_weight, dtype=values.dtype)
    rank = len(weight.shape)
    if rank and rank < len(values.shape):
        weight = ops.reshape(weight, tuple(weight.shape) + (1,) * (len(values.shape) - rank))
    elif rank > len(values.shape):
        weight = ops.squeeze(weight, -1)
    return ops.broadcast_to(weight, values.shape)


def only_top_k(y_pred: Any, k: int) -> Any:
    """`y_pred` with everything but the `k` largest along the last axis below every threshold."""
    _, places = ops.top_k(y_pred, k, sorted=False)
    kept = ops.any(ops.one_hot(places, y_pred.shape[-1], dtype="bool"), axis=-2)
    return ops.where(kept, y_pred, NEVER)


def only_class(y_true: Any, y_pred: Any, class_id: int) -> tuple[Any, Any]:
    """Column `class_id` of both."""
    if len(y_pred.shape) == 1:
        raise ValueError(
            "When class_id is provided, y_pred must be a 2D array with shape (num_samples, num_classes), found shape: "
            f"{tuple(y_pred.shape)}"
        )
    return y_true[..., class_id], y_pred[..., class_id]


def _borders(thresholds: list[float]) -> bool:
    """Whether thresholds divide the range from 0 to 1 into equal bins."""
    n = len(thresholds)
    return n >= 3 and all(
        abs(t - i / (n - 1)) <= config.epsilon() + 1e-5 * i / (n - 1)
        for i, t in enumerate(thresholds)
    )


def _above(y_pred: Any, thresholds: list[float], dtype: str) -> Any:
    """Which of `y_pred` (1, samples, …) are above which threshold: (T, samples, …).

    Thresholds that are the borders of T - 1 equal bins put everything above 1 in the last bin, as in Keras: so an AUC
    of scores that are no probabilities is Keras's. A first threshold below 0 has everything above it.
    """
    column = (-1,) + (1,) * (len(y_pred.shape) - 1)
    n = len(thresholds)
    if not _borders(thresholds):
        return y_pred > ops.reshape(ops.convert_to_tensor(thresholds, dtype=dtype), column)
    bins = ops.ceil(ops.clip(y_pred, 0.0, 1.0) * (n - 1))
    if thresholds[0] < 0:
        bins = ops.maximum(bins, 1.0)
    return bins > ops.reshape(ops.arange(n, dtype=dtype), column)


def confusion_counts(
    y_true: Any,
    y_pred: Any,
    thresholds: list[float],
    sample_weight: Any = None,
    *,
    dtype: str = "float32",
    top_k: int | None = None,
    class_id: int | None = None,
    multi_label: bool = False,
    label_weights: Any = None,
) -> dict[str, Any]:
    """Weighted counts `true_positives`, `false_positives`, `false_negatives`, `true_negatives`, each (T,).

    With `multi_label` the last axis of (batch, labels) is kept: (T, labels).
    """
    y_true, y_pred = _pair(y_true, y_pred, dtype)
    if top_k is not None:
        y_pred = only_top_k(y_pred, top_k)
    weight = ops.ones_like(y_pred)
    if sample_weight is not None:
        weight = _weights(sample_weight, y_pred)
    if label_weights is not None and not multi_label:
        weight = weight * ops.convert_to_tensor(label_weights, dtype=dtype)
    if class_id is not None:
        weight = weight[..., class_id]
        y_true, y_pred = only_class(y_true, y_pred, class_id)
    rest = tuple(y_pred.shape[1:]) if multi_label else ()
    flat = (1, -1, *rest)
    actual = ops.reshape(ops.cast(y_true, "bool"), flat)
    weight = ops.reshape(weight, flat)
    predicted = _above(ops.reshape(y_pred, flat), thresholds, dtype)

    def total(a: Any, b: Any) -> Any:
        return ops.sum(ops.cast(ops.logical_and(a, b), dtype) * weight, axis=1)

    no, negative = ops.logical_not(actual), ops.logical_not(predicted)
    return {
        "true_positives": total(actual, predicted),
        "false_positives": total(no, predicted),
        "false_negatives": total(actual, negative),
        "true_negatives": total(no, negative),
    }


class _Count(Metric):
    """One of the four counts."""

    counted = ""

    def __init__(self, thresholds=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.thresholds = parse_thresholds(thresholds)
        self.accumulator = self.add_variable((len(self.thresholds),), "zeros", name="accumulator")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        counts = confusion_counts(y_true, y_pred, self.thresholds, sample_weight, dtype=self.dtype)
        self.accumulator.assign_add(counts[self.counted])

    def result(self) -> Any:
        return self.accumulator[0] if len(self.thresholds) == 1 else self.accumulator.value

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"thresholds": self.init_thresholds}


class TruePositives(_Count):
    """How many 1s were predicted as 1."""

    counted = "true_positives"


class TrueNegatives(_Count):
    """How many 0s were predicted as 0."""

    counted = "true_negatives"


class FalsePositives(_Count):
    """How many 0s were predicted as 1."""

    counted = "false_positives"


class FalseNegatives(_Count):
    """How many 1s were predicted as 0."""

    counted = "false_negatives"


class _Share(Metric):
    """True positives among true positives and one kind of error."""

    error = ""

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        self.thresholds = parse_thresholds(thresholds, default=0.5 if top_k is None else NEVER)
        shape = (len(self.thresholds),)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        self.errors = self.add_variable(shape, "zeros", name=self.error)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        counts = confusion_counts(
            y_true,
            y_pred,
            self.thresholds,
            sample_weight,
            dtype=self.dtype,
            top_k=self.top_k,
            class_id=self.class_id,
        )
        self.true_positives.assign_add(counts["true_positives"])
        self.errors.assign_add(counts[self.error])

    def result(self) -> Any:
        share = ops.divide_no_nan(self.true_positives, self.true_positives + self.errors)
        return share[0] if len(self.thresholds) == 1 else share

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "thresholds": self.init_thresholds,
            "top_k": self.top_k,
            "class_id": self.class_id,
        }


class Precision(_Share):
    """Of those predicted positive, the share that is: TP / (TP + FP).

    `top_k` counts only the k largest predictions of each sample as positive; `class_id` looks at one column only.
    """

    error = "false_positives"

    @property
    def false_positives(self) -> Any:
        return self.errors


class Recall(_Share):
    """Of the positives, the share that was found: TP / (TP + FN)."""

    error = "false_negatives"

    @property
    def false_negatives(self) -> Any:
        return self.errors
