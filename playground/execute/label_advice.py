"""A loss that does not suit its labels trains without an error, and badly: said once, when a fit begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.engine.layers.layer import Layer
from playground.execute.drawn_outputs import is_list_of_heads

BINARY = {"binary_crossentropy", "bce", "binary_focal_crossentropy"}
SPARSE = {"sparse_categorical_crossentropy"}
ONE_HOT = {"categorical_crossentropy", "categorical_focal_crossentropy"}
SQUARED = {"mean_squared_error", "mse", "mean_absolute_error", "mae", "huber", "log_cosh"}
FEWEST = 20  # labels of fewer samples tell little


def loss_name(loss: Any) -> str:
    """Keras's name of a loss as it was compiled: a name, an instance or a function."""
    if isinstance(loss, str):
        return loss
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", type(loss).__name__))


def layers_with_weights(model: Any) -> int:
    """How many layers a model has that have weights, or will have them once they have seen data."""
    return sum(
        bool(layer.weights) or (not layer.built and type(layer).build is not Layer.build)
        for layer in model.layers
    )


def label_advice(loss: Any, y: Any, heads: Sequence[str] = (), layers: int = 2) -> str:
    """What to try when labels `y` are not what `loss` is made for; "" when they are, or nothing is known.

    loss: as it was compiled, for several heads one for all, a list or a dict. y: as `fit` was given it. heads: the
    names of the outputs, in order. layers: how many have weights; one alone with a squared loss is meant, it is the
    linear classifier that textbooks begin with.
    """
    labels = _by_head(y, heads)
    if labels is None:
        return _advice_of_one(loss_name(loss), y, layers)
    losses = _by_head(loss, heads) or dict.fromkeys(labels, loss)
    said = {
        head: _advice_of_one(loss_name(losses.get(head)), own, layers)
        for head, own in labels.items()
    }
    return "\n".join(f"{head}: {advice}" for head, advice in said.items() if advice)


def _by_head(given: Any, heads: Sequence[str]) -> dict[str, Any] | None:
    """Losses or labels of several heads by their names; None when one is given."""
    if isinstance(given, dict):
        return {str(head): own for head, own in given.items()}
    if isinstance(given, list | tuple) and (is_list_of_heads(given) or not _are_numbers(given)):
        names = heads if len(heads) == len(given) else [f"output {i}" for i in range(len(given))]
        return dict(zip(names, given))
    return None


def _are_numbers(given: Any) -> bool:
    return all(isinstance(each, int | float | list | tuple | np.generic) for each in given)


def _advice_of_one(loss: str, y: Any, layers: int) -> str:
    try:
        labels = np.asarray(y)
    except (TypeError, ValueError):
        return ""
    if labels.dtype.kind not in "fiub" or labels.ndim == 0 or len(labels) < FEWEST:
        return ""
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        return ""  # that is worse, and said elsewhere
    low, high = float(labels.min()), float(labels.max())
    seen = f"the labels are numbers from {low:.3g} to {high:.3g}"
    one_column = labels.size == len(labels)
    if loss == "categorical_generalized_cross_entropy" and labels.shape == (len(labels), 1):
        return (
            f"Keras's {loss} pairs every label with every prediction of the batch when labels have the shape (n, 1). "
            "Try labels of the shape (n,): y = y[:, 0]."
        )
    if loss in BINARY | SPARSE and set(labels[:1000].ravel().tolist()) == {-1, 1}:
        return (
            f"{loss} is made for classes 0 and 1, but the labels are -1 and 1. Try y = (y + 1) / 2."
        )
    if loss in BINARY and low >= 0 and 1 < high < 1000 and np.array_equal(labels, np.round(labels)):
        count = int(high) + 1
        return (
            f"{loss} is made for classes 0 and 1, but {seen}. For {count} classes the last layer is Dense({count}, "
            'activation="softmax"), and the loss "sparse_categorical_crossentropy".'
        )
    if loss in BINARY and not 0 <= low <= high <= 1:
        return f'{loss} is made for classes 0 and 1, but {seen}. For numbers try loss="mse".'
    if loss in SPARSE and (low < 0 or not np.array_equal(labels, np.round(labels))):
        return f'{loss} is made for classes 0, 1, 2, …, but {seen}. For numbers try loss="mse".'
    if loss in ONE_HOT and one_column:
        return (
            f"{loss} is made for one column for each class, but the labels have one column. For classes as whole "
            'numbers try loss="sparse_categorical_crossentropy".'
        )
    if (
        loss in SQUARED
        and layers > 1
        and one_column
        and set(labels[:1000].ravel().tolist()) == {0, 1}  # np.unique would import numpy.ma
    ):
        return (
            f"The labels are classes 0 and 1. {loss} can learn them, but it is made for numbers: a sigmoid at the "
            'end and loss="binary_crossentropy" usually learn faster.'
        )
    return ""
