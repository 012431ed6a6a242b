"""How far two series rise and fall together."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.losses.loss import squeeze_or_expand_to_same_rank
from playground.engine.metrics.reduction import MeanMetricWrapper


def _pair(y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.convert_to_tensor(y_true, dtype=y_pred.dtype)
    return squeeze_or_expand_to_same_rank(y_true, y_pred)


def _moments(x: Any, axis: Any) -> tuple[Any, Any, Any]:
    mean = ops.mean(x, axis=axis, keepdims=True)
    from_mean = x - mean
    return mean, from_mean, ops.mean(ops.square(from_mean), axis=axis, keepdims=True)


def pearson_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Covariance / (standard deviation · standard deviation) along `axis`: from -1 to 1 (Pearson 1895).

    Where one of them is constant, the correlation is undefined, and nan as in Keras.
    """
    y_true, y_pred = _pair(y_true, y_pred)
    unit_a, unit_b = (_standardized(x, axis) for x in (y_true, y_pred))
    return ops.mean(unit_a * unit_b, axis=axis)


def _standardized(x: Any, axis: int) -> Any:
    from_mean = x - ops.mean(x, axis=axis, keepdims=True)
    return from_mean / ops.std(from_mean, axis=axis, keepdims=True)


class PearsonCorrelation(MeanMetricWrapper):
    """The mean Pearson correlation along `axis`."""

    def __init__(self, name="pearson_correlation", dtype=None, axis=-1):
        super().__init__(pearson_correlation, name, dtype, axis=axis)


def concordance_correlation(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """2·covariance / (variances + squared difference of means) along `axis`: 1 only when equal (Lin 1989)."""
    y_true, y_pred = _pair(y_true, y_pred)
    mean_a, a, var_a = _moments(y_true, axis)
    mean_b, b, var_b = _moments(y_pred, axis)
    covariance = ops.mean(a * b, axis=axis, keepdims=True)
    spread = var_a + var_b + ops.square(mean_a - mean_b) + config.epsilon()
    return ops.squeeze(2.0 * covariance / spread, axis)


class ConcordanceCorrelation(MeanMetricWrapper):
    """The mean concordance correlation along `axis`."""

    def __init__(self, name="concordance_correlation", dtype=None, axis=-1):
        super().__init__(concordance_correlation, name, dtype, axis=axis)
