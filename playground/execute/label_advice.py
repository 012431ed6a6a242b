"""A loss that does not suit its labels trains without an error, and badly: said once, when a fit begins."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.execute.picture import drawn_head

BINARY = {"binary_crossentropy", "bce", "binary_focal_crossentropy"}
SPARSE = {"sparse_categorical_crossentropy"}
ONE_HOT = {"categorical_crossentropy", "categorical_focal_crossentropy"}
SQUARED = {"mean_squared_error", "mse", "mean_absolute_error", "mae", "huber", "log_cosh"}
FEWEST = 20  # labels of fewer samples tell little


def label_advice(loss: str, y: Any) -> str:
    """What to try when labels `y` are not what `loss` is made for; "" when they are, or nothing is known.

    loss: its Keras name. y: as `fit` was given it; of several heads nothing is said.
    """
    if isinstance(y, dict) or drawn_head(y)[1] is not y:
        return ""
    try:
        labels = np.asarray(y)
    except (TypeError, ValueError):
        return ""
    if labels.dtype.kind not in "fiub" or len(labels) < FEWEST:
        return ""
    low, high = float(labels.min()), float(labels.max())
    seen = f"the labels are numbers from {low:.3g} to {high:.3g}"
    one_column = labels.size == len(labels)
    if loss in BINARY and not 0 <= low <= high <= 1:
        return f'{loss} is made for classes 0 and 1, but {seen}. For numbers try loss="mse".'
    if loss in SPARSE and (low < 0 or not np.array_equal(labels, np.round(labels))):
        return f'{loss} is made for classes 0, 1, 2, …, but {seen}. For numbers try loss="mse".'
    if loss in ONE_HOT and one_column:
        return (
            f"{loss} is made for one column for each class, but the labels have one column. For classes as whole "
            'numbers try loss="sparse_categorical_crossentropy".'
        )
    if loss in SQUARED and one_column and set(np.unique(labels[:1000]).tolist()) == {0, 1}:
        return (
            f"The labels are classes 0 and 1. {loss} can learn them, but it is made for numbers: a sigmoid at the "
            'end and loss="binary_crossentropy" usually learn faster.'
        )
    return ""
