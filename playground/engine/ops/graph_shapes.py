"""Shapes that Keras gives to KerasTensors where running the function would tell another: they may promise less than the
numbers keep, and programs that ask for them get what they get there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine.keras_tensor import KerasTensor


def _where(condition: Any, x1: Any = None, x2: Any = None) -> Any:
    """The indices where a condition is true: how many is not known, so the condition's own shape."""
    return KerasTensor(condition.shape, "int32") if x1 is None and x2 is None else None


def _concatenate(xs: Any, axis: int | None = 0) -> Any:
    if axis is None:
        raise ValueError(
            "`concatenate` of KerasTensors expects an `axis`, an integer. Received: axis=None. Try `ops.ravel` first."
        )
    return None


def _corrcoef(x: Any) -> Any:
    return KerasTensor(x.shape, x.dtype) if len(x.shape) == 2 and x.shape[1] is None else None


def _slogdet(x: Any) -> Any:
    if len(x.shape) < 2:
        return None
    return KerasTensor((), x.dtype), KerasTensor(x.shape[:-2], x.dtype)


def _qr(x: Any, mode: str = "reduced") -> Any:
    shape = tuple(x.shape)
    if len(shape) < 2:
        raise ValueError(f"Input should have rank >= 2. Received: input.shape = {shape}")
    if None in shape[-2:]:
        raise ValueError(
            f"Input should have its last 2 dimensions fully-defined. Received: input.shape = {shape}"
        )
    return None


# by the function's name; None means that the function is to be run
SHAPES: dict[str, Callable[..., Any]] = {
    "where": _where,
    "concatenate": _concatenate,
    "corrcoef": _corrcoef,
    "slogdet": _slogdet,
    "qr": _qr,
    "ndim": lambda x: KerasTensor((len(x.shape),), "int32"),
}
