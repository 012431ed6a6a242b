"""Losses between numbers. Each takes `y_true` and `y_pred` of shape (batch, d) and gives (batch,), the mean over d."""

from __future__ import annotations

import math
from typing import Any

from playground.engine import config, ops
from playground.engine.dtypes import is_float
from playground.engine.losses.labels import check_broadcast
from playground.engine.losses.loss import (
    Loss,
    LossFunctionWrapper,
    squeeze_or_expand_to_same_rank,
)


def _pair(name: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Both as tensors of the predictions' dtype, with shapes that fit."""
    y_pred = ops.convert_to_tensor(y_pred)
    if not is_float(y_pred.dtype):
        y_pred = ops.cast(y_pred, config.floatx())
    y_true = ops.convert_to_tensor(y_true, dtype=y_pred.dtype)
    y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
    check_broadcast(name, y_true, y_pred)
    return y_true, y_pred


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """mean((y_true - y_pred)²)."""
    y_true, y_pred = _pair("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


class MeanSquaredError(LossFunctionWrapper):
    """mean((y_true - y_pred)²): large errors weigh most."""

    def __init__(self, reduction="sum_over_batch_size", name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, reduction, name, dtype)


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """mean(|y_true - y_pred|)."""
    y_true, y_pred = _pair("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.abs(y_true - y_pred), axis=-1)


class MeanAbsoluteError(LossFunctionWrapper):
    """mean(|y_true - y_pred|): every unit of error weighs the same."""

    def __init__(self, reduction="sum_over_batch_size", name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, reduction, name, dtype)


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """100 · mean(|y_true - y_pred| / |y_true|), the divisor at least epsilon."""
    y_true, y_pred = _pair("mean_absolute_percentage_error", y_true, y_pred)
    size = ops.maximum(ops.abs(y_true), config.epsilon())
    return 100.0 * ops.mean(ops.abs((y_true - y_pred) / size), axis=-1)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """100 · mean(|y_true - y_pred| / |y_true|): the error relative to the label."""

    def __init__(
        self, reduction="sum_over_batch_size", name="mean_absolute_percentage_error", dtype=None
    ):
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """mean((log(1 + y_true) - log(1 + y_pred))²), both at least epsilon."""
    y_true, y_pred = _pair("mean_squared_logarithmic_error", y_true, y_pred)
    log_true = ops.log(ops.maximum(y_true, config.epsilon()) + 1.0)
    log_pred = ops.log(ops.maximum(y_pred, config.epsilon()) + 1.0)
    return ops.mean(ops.square(log_true - log_pred), axis=-1)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """mean((log(1 + y_true) - log(1 + y_pred))²): for numbers of very different size."""

    def __init__(
        self, reduction="sum_over_batch_size", name="mean_squared_logarithmic_error", dtype=None
    ):
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Minus the cosine of the angle between the vectors along `axis`: -1 same direction, 1 opposite."""
    y_true, y_pred = _pair("cosine_similarity", y_true, y_pred)
    return -ops.sum(ops.normalize(y_true, axis=axis) * ops.normalize(y_pred, axis=axis), axis=axis)


class CosineSimilarity(LossFunctionWrapper):
    """Minus the cosine of the angle between `y_true` and `y_pred`. As in Keras, the config leaves `axis` out."""

    def __init__(
        self, axis=-1, reduction="sum_over_batch_size", name="cosine_similarity", dtype=None
    ):
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)

    def get_config(self) -> dict[str, Any]:
        return Loss.get_config(self)


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """mean of e²/2 where |e| ≤ delta, else delta·|e| - delta²/2 (Huber 1964)."""
    y_true, y_pred = _pair("huber", y_true, y_pred)
    error = ops.abs(y_true - y_pred)
    inside = 0.5 * ops.square(error)
    outside = delta * error - 0.5 * delta * delta
    return ops.mean(ops.where(error <= delta, inside, outside), axis=-1)


class Huber(LossFunctionWrapper):
    """Squared error near zero, absolute error beyond `delta`: outliers pull less."""

    quiet_defaults = {"delta": 1.0}

    def __init__(self, delta=1.0, reduction="sum_over_batch_size", name="huber_loss", dtype=None):
        super().__init__(huber, reduction, name, dtype, delta=delta)


def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """mean(log(cosh(y_pred - y_true))), computed as e + softplus(-2e) - log 2 so that it cannot overflow."""
    y_true, y_pred = _pair("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return ops.mean(error + ops.softplus(-2.0 * error) - math.log(2.0), axis=-1)


class LogCosh(LossFunctionWrapper):
    """mean(log(cosh(y_pred - y_true))): like e²/2 when small, like |e| - log 2 when large."""

    def __init__(self, reduction="sum_over_batch_size", name="log_cosh", dtype=None):
        super().__init__(log_cosh, reduction, name, dtype)
