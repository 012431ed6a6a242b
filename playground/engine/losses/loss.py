"""`Loss`: what every loss shares. `call` gives one value a sample; `__call__` weighs, masks and reduces them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from playground.engine import config, ops, tree
from playground.engine.losses.labels import refuse_text
from playground.engine.masking import get_keras_mask
from playground.engine.naming import to_snake_case
from playground.engine.saving import deserialize_keras_object, serialize_keras_object

REDUCTIONS = (None, "none", "sum", "sum_over_batch_size", "mean", "mean_with_sample_weight")


class Loss:
    """Base class. Override `call(y_true, y_pred)`, returning one value a sample, shape `(batch, …)`.

    `reduction` says what becomes of these values v with weights w (1 where none are given):

    - `"sum_over_batch_size"`, `"mean"`: Σ w·v / number of values (masked values are not counted)
    - `"sum"`: Σ w·v
    - `"mean_with_sample_weight"`: Σ w·v / Σ w
    - `None`, `"none"`: w·v as it is
    """

    def __init__(
        self,
        name: str | None = None,
        reduction: str | None = "sum_over_batch_size",
        dtype: Any = None,
    ):
        if reduction not in REDUCTIONS:
            raise ValueError(
                "Invalid value for argument `reduction`. "
                f"Expected one of {REDUCTIONS}. Received: reduction={reduction!r}"
            )
        self.name = name or to_snake_case(type(self).__name__)
        self.reduction = reduction
        self._dtype_given = dtype
        self._dtype = getattr(dtype, "compute_dtype", dtype) or config.floatx()

    @property
    def dtype(self) -> str:
        """The dtype in which the loss is computed."""
        return self._dtype

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The reduced loss of a batch: a scalar, or `(batch, …)` with `reduction=None`.

        `sample_weight` is a number, the shape of the unreduced loss, or what broadcasts to it from the right as in
        NumPy: `(batch,)` weighs samples where the loss has one value a sample, and also `(batch, 1)`. A mask that a
        layer put on `y_pred` removes the masked samples.
        """
        in_mask = get_keras_mask(y_pred)
        y_pred = tree.map_structure(self._to_tensor, y_pred)
        y_true = tree.map_structure(self._to_tensor, y_true)
        values = self.call(y_true, y_pred)
        mask = _both(in_mask, get_keras_mask(values))
        return reduce_weighted_values(values, sample_weight, mask, self.reduction, self.dtype)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        raise NotImplementedError(
            f"{type(self).__name__} must override `call(self, y_true, y_pred)` and return the loss of each sample."
        )

    def _to_tensor(self, x: Any) -> Any:
        try:
            return ops.convert_to_tensor(x, dtype=self.dtype)
        except (TypeError, ValueError):
            refuse_text(self.name, x)
            raise

    def get_config(self) -> dict[str, Any]:
        shown = {"name": self.name, "reduction": self.reduction}
        if self._dtype_given is not None:
            shown["dtype"] = serialize_keras_object(self._dtype_given)
        return shown

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        return cls(**config)


class LossFunctionWrapper(Loss):
    """A function `fn(y_true, y_pred, **kwargs)` of one value a sample, as a `Loss`."""

    # arguments that Keras never writes into a config; here they are written when they are not the default
    quiet_defaults: dict[str, Any] = {}

    def __init__(
        self,
        fn: Callable,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.fn = fn
        self._fn_kwargs = kwargs

    def call(self, y_true: Any, y_pred: Any) -> Any:
        if not isinstance(y_pred, list | tuple | dict):
            y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self) -> dict[str, Any]:
        quiet = self.quiet_defaults.items()
        kwargs = {k: v for k, v in self._fn_kwargs.items() if (k, v) not in quiet}
        shown = super().get_config() | serialize_keras_object(kwargs)
        if type(self) is LossFunctionWrapper:  # a named loss knows its function
            shown["fn"] = serialize_keras_object(self.fn)
        return shown

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        if "fn" in config:
            config = {**config, "fn": deserialize_keras_object(config["fn"])}
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}({self.fn.__name__}, kwargs={self._fn_kwargs})>"


def _both(mask: Any, other: Any) -> Any:
    if mask is None or other is None:
        return other if mask is None else mask
    return ops.logical_and(mask, other)


def squeeze_or_expand_to_same_rank(x1: Any, x2: Any, expand_rank_1: bool = True) -> tuple[Any, Any]:
    """Where ranks differ by one and the longer shape ends in 1: drop that 1, or add it to a rank-1 partner.

    `(3,)` with `(3, 1)` becomes `(3, 1)` with `(3, 1)`; `(3, 2)` with `(3, 2, 1)` becomes `(3, 2)` with `(3, 2)`.
    """
    rank1, rank2 = len(x1.shape), len(x2.shape)
    if rank2 == rank1 + 1 and x2.shape[-1] == 1:
        if rank1 == 1 and expand_rank_1:
            x1 = ops.expand_dims(x1, -1)
        else:
            x2 = ops.squeeze(x2, -1)
    elif rank1 == rank2 + 1 and x1.shape[-1] == 1:
        if rank2 == 1 and expand_rank_1:
            x2 = ops.expand_dims(x2, -1)
        else:
            x1 = ops.squeeze(x1, -1)
    return x1, x2


def apply_mask(weight: Any, mask: Any, dtype: Any, reduction: str | None) -> Any:
    """Weights that are zero where `mask` is False.

    For a mean over the batch, the others are scaled by (number of values / number not masked), so that dividing by
    all of them later divides by those that count.
    """
    mask = ops.cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        # epsilon beside the number of those that count, as in Keras: beside their share it would weigh more
        mask = mask * (ops.cast(math.prod(mask.shape), dtype) / (ops.sum(mask) + config.epsilon()))
    if weight is None:
        return mask
    weight = ops.cast(weight, dtype)
    mask, weight = squeeze_or_expand_to_same_rank(mask, weight)
    return weight * mask


def _weighed(values: Any, weight: Any, given: Any) -> tuple[Any, Any]:
    """`values` times `weight` as NumPy broadcasts them, once a last axis of 1 was added or dropped.

    `given` is the caller's sample_weight, None where the weights are but a mask.
    """
    values, weight = squeeze_or_expand_to_same_rank(values, weight)
    try:
        return values * weight, weight
    except ValueError:
        shape, fits = tuple(values.shape), tuple(weight.shape)
        what = "The mask of the predictions" if given is None else "sample_weight"
        advice = ""
        if given is not None and len(shape) > len(fits) > 0 and fits == shape[: len(fits)]:
            trailing = ", ".join(["None"] * (len(shape) - len(fits)))
            advice = f" For one weight a sample try sample_weight[..., {trailing}]."
        raise ValueError(
            f"{what} does not fit the loss: expected a number, shape {shape} or one that broadcasts to it from the "
            f"right. Received: shape {fits}.{advice}"
        ) from None


def reduce_weighted_values(
    values: Any,
    sample_weight: Any = None,
    mask: Any = None,
    reduction: str | None = "sum_over_batch_size",
    dtype: Any = None,
) -> Any:
    """Weigh, mask and reduce `values` (batch, …) as described at `Loss`."""
    dtype = dtype or config.floatx()
    values = ops.convert_to_tensor(values, dtype=dtype)
    weight = None
    if sample_weight is not None:
        weight = ops.convert_to_tensor(sample_weight, dtype=dtype)
    if mask is not None:
        weight = apply_mask(weight, mask, dtype, reduction)
    if weight is not None:
        values, weight = _weighed(values, weight, sample_weight)
    if reduction in (None, "none") or len(values.shape) == 0:
        return values
    if reduction == "sum":
        return ops.sum(values)
    if reduction == "mean_with_sample_weight" and weight is not None:
        return ops.divide_no_nan(ops.sum(values), ops.sum(weight))
    return ops.mean(values)
