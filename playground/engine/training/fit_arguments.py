"""What `fit` is given for its numbers: refused by name when it cannot mean anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def check_fit_arguments(
    epochs: Any, batch_size: Any, validation_split: Any, validation_data: Any, class_weight: Any
) -> None:
    """TypeError for a value of the wrong kind, ValueError for one out of range."""
    _whole("epochs", epochs, 0)
    if batch_size is not None:
        _whole("batch_size", batch_size, 1)
    if isinstance(validation_split, str):
        raise TypeError(
            f"validation_split: expected a number between 0 and 1, received the text {validation_split!r}."
            " Leave the quotes out."
        )
    if validation_split and not 0 < validation_split < 1:
        raise ValueError(
            f"validation_split: expected a share between 0 and 1, received {validation_split}. For 20 % write"
            " 0.2."
        )
    if hasattr(validation_data, "shape") and hasattr(validation_data, "dtype"):
        raise ValueError(
            "validation_data: expected a tuple (x_val, y_val), received one array of shape "
            f"{tuple(validation_data.shape)}. Its labels belong to it: validation_data=(x_val, y_val)."
        )
    if class_weight is not None and not isinstance(class_weight, Mapping):
        raise ValueError(
            "class_weight: expected a dict from class to weight, such as {0: 1.0, 1: 2.0}, received "
            f"{class_weight!r}."
        )


def _whole(name: str, value: Any, least: int) -> None:
    if isinstance(value, str):
        raise TypeError(
            f"{name}: expected a whole number, received the text {value!r}. Leave the quotes out, or write"
            f" int({value!r})."
        )
    if isinstance(value, float):
        raise TypeError(
            f"{name}: expected a whole number, received {value}: 'float' object cannot be interpreted as an integer. "
            "Divide with // instead of /, or write int(…)."
        )
    if isinstance(value, int) and value < least:
        raise ValueError(f"{name}: expected a whole number of at least {least}, received {value}.")
