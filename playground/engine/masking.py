"""Masks travel with tensors: which time steps of a sequence count."""

from __future__ import annotations

from typing import Any


def get_keras_mask(x: Any) -> Any:
    """The mask attached to tensor `x`, or None."""
    return getattr(x, "_keras_mask", None)


def set_keras_mask(x: Any, mask: Any) -> None:
    """Attach `mask` to tensor `x`; None removes it."""
    if mask is not None:
        x._keras_mask = mask
    elif getattr(x, "_keras_mask", None) is not None:
        del x._keras_mask
