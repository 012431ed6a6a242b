"""Losses that measure how little two regions overlap, for segmentation: 0 when equal, 1 when disjoint."""

from __future__ import annotations

from typing import Any

from playground.engine import config, ops
from playground.engine.losses.labels import check_same_shape
from playground.engine.losses.loss import LossFunctionWrapper


def _regions(name: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = ops.cast(y_true, y_pred.dtype)
    check_same_shape(name, y_true, y_pred)
    return y_true, y_pred


def dice(y_true: Any, y_pred: Any, axis: Any = None) -> Any:
    """1 - 2·|A ∩ B| / (|A| + |B|), sums over `axis` (all by default)."""
    a, b = _regions("dice", y_true, y_pred)
    both = ops.sum(a * b, axis=axis)
    sizes = ops.sum(a, axis=axis) + ops.sum(b, axis=axis)
    return 1.0 - ops.divide(2.0 * both, sizes + config.epsilon())


class Dice(LossFunctionWrapper):
    """1 - 2·|A ∩ B| / (|A| + |B|) (Dice 1945)."""

    def __init__(self, reduction="sum_over_batch_size", name="dice", axis=None, dtype=None):
        super().__init__(dice, reduction, name, dtype, axis=axis)


def tversky(
    y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Any = None
) -> Any:
    """1 - |A ∩ B| / (|A ∩ B| + alpha·|A - B| + beta·|B - A|), A the truth (Salehi et al. 2017, arXiv:1706.05721)."""
    a, b = _regions("tversky", y_true, y_pred)
    both = ops.sum(a * b, axis=axis)
    missed = ops.sum(a * (1.0 - b), axis=axis)
    invented = ops.sum((1.0 - a) * b, axis=axis)
    union = both + alpha * missed + beta * invented
    return 1.0 - ops.divide(both, union + config.epsilon())


class Tversky(LossFunctionWrapper):
    """Dice with prices of its own for what is missed (`alpha`) and what is invented (`beta`)."""

    def __init__(
        self,
        alpha=0.5,
        beta=0.5,
        reduction="sum_over_batch_size",
        name="tversky",
        axis=None,
        dtype=None,
    ):
        super().__init__(tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)
