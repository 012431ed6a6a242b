"""Sums and means over batches, and the mean of a function of labels and predictions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from playground.engine import ops
from playground.engine.losses.loss import apply_mask, squeeze_or_expand_to_same_rank
from playground.engine.masking import get_keras_mask
from playground.engine.metrics.metric import Metric
from playground.engine.saving import deserialize_keras_object, serialize_keras_object


def reduce_to_samplewise_values(
    values: Any, sample_weight: Any, reduce_fn: Callable, dtype: Any
) -> tuple[Any, Any]:
    """`values` times weights, and the weights (None without any), in shapes whose sums belong together.

    Without weights `values` stay as they are, and a mask on them does not count: so it is in Keras. Weights of lower
    rank than `values` count for the mean (or what `reduce_fn` does) over the axes they do not have; weights that
    broadcast do.
    """
    mask = get_keras_mask(values)
    values = ops.cast(values, dtype)
    weight = None if sample_weight is None else ops.convert_to_tensor(sample_weight, dtype=dtype)
    if weight is None:
        return values, None
    if mask is not None:
        weight = apply_mask(weight, mask, dtype, reduction="sum")
    values, weight = squeeze_or_expand_to_same_rank(values, weight)
    extra = len(values.shape) - len(weight.shape)
    if extra > 0 and len(weight.shape) > 0:
        values = reduce_fn(values, axis=tuple(range(len(weight.shape), len(values.shape))))
    try:
        return values * weight, ops.broadcast_to(weight, values.shape)
    except ValueError:
        raise ValueError(
            f"sample_weight does not fit: expected a number or a shape that broadcasts to {tuple(values.shape)}. "
            f"Received: shape {tuple(weight.shape)}."
        ) from None


def _number_of(values: Any) -> Any:
    """How many numbers there are: a constant where the shape is known."""
    if None in tuple(values.shape):
        return ops.sum(ops.ones_like(values))
    return float(math.prod(values.shape))


class Sum(Metric):
    """Σ weight · value."""

    def __init__(self, name: str | None = "sum", dtype: Any = None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable(shape=(), initializer="zeros", name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        values, _ = reduce_to_samplewise_values(values, sample_weight, ops.sum, self.dtype)
        self.total.assign_add(ops.sum(values))

    def result(self) -> Any:
        return ops.cast(self.total, self.dtype)


class Mean(Metric):
    """Σ weight · value / Σ weight; 0 before the first value."""

    def __init__(self, name: str | None = "mean", dtype: Any = None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable(shape=(), initializer="zeros", name="total")
        self.count = self.add_variable(shape=(), initializer="zeros", name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        values, weight = reduce_to_samplewise_values(values, sample_weight, ops.mean, self.dtype)
        self.total.assign_add(ops.sum(values))
        self.count.assign_add(_number_of(values) if weight is None else ops.sum(weight))

    def result(self) -> Any:
        return ops.divide_no_nan(self.total, ops.cast(self.count, self.dtype))


class MeanMetricWrapper(Mean):
    """The mean of `fn(y_true, y_pred, **kwargs)`, a function of one value a sample."""

    # arguments that Keras never writes into a config; here they are written when they are not the default
    quiet_defaults: dict[str, Any] = {}

    def __init__(self, fn: Callable, name: str | None = None, dtype: Any = None, **kwargs: Any):
        super().__init__(name=name or getattr(fn, "__name__", None), dtype=dtype)
        self._fn = fn
        self._fn_kwargs = kwargs

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        mask = get_keras_mask(y_pred)
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        if mask is not None:
            sample_weight = apply_mask(sample_weight, mask, self.dtype, reduction="sum")
        super().update_state(values, sample_weight=sample_weight)

    def get_config(self) -> dict[str, Any]:
        quiet = self.quiet_defaults.items()
        kwargs = {k: v for k, v in self._fn_kwargs.items() if (k, v) not in quiet}
        shown = super().get_config() | serialize_keras_object(kwargs)
        if type(self) is MeanMetricWrapper:  # a named metric knows its function
            shown["fn"] = serialize_keras_object(self._fn)
        return shown

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        if "fn" in config:
            config = {**config, "fn": deserialize_keras_object(config["fn"])}
        return cls(**config)
