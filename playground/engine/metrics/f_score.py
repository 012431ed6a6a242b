"""F-scores: one number from precision and recall."""

from __future__ import annotations

from typing import Any

from playground.engine import ops
from playground.engine.metrics.metric import Metric


class FBetaScore(Metric):
    """(1 + β²)·precision·recall / (β²·precision + recall) for `y_true`, `y_pred` of shape (batch, classes).

    average
        None: one score a class, (classes,). "micro": of all answers together. "macro": the mean over classes.
        "weighted": the mean weighted by how often each class occurs.
    threshold
        A prediction is positive above it; None: only the largest of each sample is.
    """

    def __init__(self, average=None, beta=1.0, threshold=None, name="fbeta_score", dtype=None):
        super().__init__(name=name, dtype=dtype)
        if average not in (None, "micro", "macro", "weighted"):
            raise ValueError(
                "Invalid `average` argument value. Expected one of: {None, 'micro', 'macro', 'weighted'}. "
                f"Received: average={average}"
            )
        if not isinstance(beta, float):
            raise ValueError(
                "Invalid `beta` argument value. It should be a Python float. "
                f"Received: beta={beta} of type '{type(beta)}'"
            )
        if beta <= 0.0:
            raise ValueError(
                f"Invalid `beta` argument value. It should be > 0. Received: beta={beta}"
            )
        if threshold is not None:
            if not isinstance(threshold, float):
                raise ValueError(
                    "Invalid `threshold` argument value. It should be a Python float. "
                    f"Received: threshold={threshold} of type '{type(threshold)}'"
                )
            if threshold > 1.0 or threshold <= 0.0:
                raise ValueError(
                    "Invalid `threshold` argument value. It should verify 0 < threshold <= 1. "
                    f"Received: threshold={threshold}"
                )
        self.average = average
        self.beta = beta
        self.threshold = threshold
        self.axis = None if average == "micro" else 0
        self._built = False

    def _build(self, y_true_shape: tuple, y_pred_shape: tuple) -> None:
        shapes = (
            f"Received input shapes: y_pred.shape={y_pred_shape} and y_true.shape={y_true_shape}."
        )
        if len(y_pred_shape) != 2 or len(y_true_shape) != 2:
            raise ValueError(
                f"FBetaScore expects 2D inputs with shape (batch_size, output_dim). {shapes}"
            )
        if y_pred_shape[-1] is None or y_true_shape[-1] is None:
            raise ValueError(
                "FBetaScore expects 2D inputs with shape (batch_size, output_dim), with output_dim fully defined "
                f"(not None). {shapes}"
            )
        shape = () if self.average == "micro" else (y_pred_shape[-1],)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        self.false_positives = self.add_variable(shape, "zeros", name="false_positives")
        self.false_negatives = self.add_variable(shape, "zeros", name="false_negatives")
        self.intermediate_weights = self.add_variable(shape, "zeros", name="intermediate_weights")
        self._built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        y_true = ops.convert_to_tensor(y_true, dtype=self.dtype)
        y_pred = ops.convert_to_tensor(y_pred, dtype=self.dtype)
        if not self._built:
            self._build(tuple(y_true.shape), tuple(y_pred.shape))
        if self.threshold is None:
            largest = ops.max(y_pred, axis=-1, keepdims=True)
            # ties are all positive, but a row of zeros has no positive
            positive = ops.logical_and(y_pred >= largest, ops.abs(y_pred) > 1e-9)
        else:
            positive = y_pred > self.threshold
        predicted = ops.cast(positive, self.dtype)
        weight = ops.ones((1, 1), dtype=self.dtype)
        if sample_weight is not None:
            weight = ops.convert_to_tensor(sample_weight, dtype=self.dtype)
            weight = ops.reshape(weight, (-1, 1)) if len(weight.shape) < 2 else weight

        def total(x: Any) -> Any:
            return ops.sum(x * weight, axis=self.axis)

        self.true_positives.assign_add(total(predicted * y_true))
        self.false_positives.assign_add(total(predicted * (1.0 - y_true)))
        self.false_negatives.assign_add(total((1.0 - predicted) * y_true))
        self.intermediate_weights.assign_add(total(y_true))

    def result(self) -> Any:
        tp = self.true_positives.value
        precision = ops.divide_no_nan(tp, tp + self.false_positives)
        recall = ops.divide_no_nan(tp, tp + self.false_negatives)
        square = self.beta**2
        score = ops.divide_no_nan((1.0 + square) * precision * recall, square * precision + recall)
        if self.average == "weighted":
            share = ops.divide_no_nan(self.intermediate_weights, ops.sum(self.intermediate_weights))
            return ops.sum(score * share)
        return ops.mean(score) if self.average is not None else score

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "average": self.average,
            "beta": self.beta,
            "threshold": self.threshold,
        }


class F1Score(FBetaScore):
    """2·precision·recall / (precision + recall): the F-score with β = 1."""

    def __init__(self, average=None, threshold=None, name="f1_score", dtype=None):
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self) -> dict[str, Any]:
        shown = super().get_config()
        del shown["beta"]
        return shown
