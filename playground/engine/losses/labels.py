"""Do these labels fit these predictions? Errors for learners: expected, received, what to try.

Shapes are checked always. Values are checked only when there are values (not while a model is built from symbols),
and nothing here takes part in the arithmetic: a recorded training step does not contain it.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from playground.engine import primitive


def check_same_shape(name: str, y_true: Any, y_pred: Any) -> None:
    """ValueError unless `y_true` has the shape of `y_pred` (an unknown size fits any)."""
    true, pred = tuple(y_true.shape), tuple(y_pred.shape)
    if len(true) == len(pred) and all(a == b or None in (a, b) for a, b in zip(true, pred)):
        return
    raise ValueError(
        f"{name}: arguments `y_true` and `y_pred` must have the same shape. "
        f"Received: y_true.shape={true}, y_pred.shape={pred}. {_advice(name, true, pred)}"
    )


def _advice(name: str, true: tuple, pred: tuple) -> str:
    units = pred[-1] if pred else 1
    columns = true[-1] if len(true) == len(pred) and true else 1
    if name.startswith("categorical") and columns == 1:
        return (
            "Labels that are class numbers go with loss='sparse_categorical_crossentropy'; or make them one-hot: "
            f"keras.utils.to_categorical(y, {units})."
        )
    if name.startswith("binary") and columns == 1:
        return (
            f"The last layer has {units} units; with one label a sample use Dense(1, activation='sigmoid'), or, for "
            f"{units} classes, Dense({units}, activation='softmax') with loss='sparse_categorical_crossentropy'."
        )
    if columns != units:
        have = (
            "one number a sample: use 1 unit"
            if columns == 1
            else f"{columns} columns: use {columns} units"
        )
        return f"The last layer has {units} units and the labels have {have}."
    return "Change the model's output or the labels so that their shapes agree."


def check_broadcast(name: str, y_true: Any, y_pred: Any) -> None:
    """ValueError when the shapes do not even broadcast; a warning when they do so without being equal."""
    true, pred = tuple(y_true.shape), tuple(y_pred.shape)
    if true == pred or None in true or None in pred or not true or not pred:
        return
    try:
        both = np.broadcast_shapes(true, pred)
    except ValueError:
        raise ValueError(
            f"{name}: y_true and y_pred do not fit each other. Expected the same shape. Received: "
            f"y_true.shape={true}, y_pred.shape={pred}. {_advice(name, true, pred)}"
        ) from None
    if true[1:] != pred[1:]:
        warnings.warn(
            f"{name} compares labels of shape {true} with predictions of shape {pred} by broadcasting both to {both}. "
            "If that is not meant, give the last layer as many units as the labels have columns.",
            stacklevel=4,
        )


def check_class_numbers(
    name: str,
    y_true: Any,
    y_pred: Any,
    axis: int = -1,
    ignore_class: int | None = None,
    values: bool = True,
) -> None:
    """ValueError unless `y_true` has the shape of `y_pred` without its class axis and holds numbers 0 … classes - 1.

    `y_true` is `(batch, …)` or `(batch, …, 1)`, `y_pred` is `(batch, …, classes)`. Without `values` only shapes count.
    """
    true, pred = tuple(y_true.shape), list(y_pred.shape)
    if not pred:
        raise ValueError(f"{name}: expected predictions of shape (batch, classes). Received: ().")
    classes = pred.pop(axis)
    if len(true) == len(pred) + 1 and true[-1] == 1:
        true = true[:-1]
    if len(true) != len(pred) or any(a != b and None not in (a, b) for a, b in zip(true, pred)):
        hot = len(true) == len(pred) + 1 and true[-1] == classes
        raise ValueError(
            f"{name}: expected one class number a sample, y_true.shape={tuple(pred)}, for "
            f"y_pred.shape={tuple(y_pred.shape)}. Received: y_true.shape={tuple(y_true.shape)}. "
            + (
                "These labels look one-hot: use loss='categorical_crossentropy'."
                if hot
                else "Give one integer from 0 to classes - 1 for each sample."
            )
        )
    if values and classes is not None and hasattr(y_true, "array"):
        _check_range(name, y_true.array, classes, ignore_class)
        if primitive.tracer is not None:  # a replayed step does not come here any more
            primitive.tracer.guard(
                y_true, lambda numbers: _check_range(name, numbers, classes, ignore_class)
            )


def _check_range(name: str, numbers: np.ndarray, classes: int, ignore_class: int | None) -> None:
    if ignore_class is not None:
        numbers = numbers[numbers != ignore_class]
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < classes):
        wrong = numbers[~((numbers >= 0) & (numbers < classes))].flat[0]
        raise ValueError(
            f"{name}: expected labels from 0 to {classes - 1}, because the predictions have {classes} classes. "
            f"Received the label {wrong:g}. {_other_numbers(numbers, classes)}"
        )


def _other_numbers(numbers: np.ndarray, classes: int) -> str:
    """How labels or the last layer become such as fit."""
    values = set(np.unique(numbers).tolist())
    if values <= {-1, 1}:
        return "Labels -1 and 1 become 0 and 1 by `y = (y + 1) / 2`."
    if min(values) == 1 and max(values) == classes:
        return (
            "The classes are counted from 1: `y - 1` counts them from 0. Or, if there is a class 0, the last layer is "
            f"Dense({classes + 1})."
        )
    if min(values) >= 0:
        count = int(max(values)) + 1
        return f"There are labels up to {max(values):g}: for {count} classes the last layer is Dense({count})."
    return "Give the last layer as many units as there are classes, or renumber the labels from 0."


def refuse_text(name: str, labels: Any) -> None:
    """ValueError when `labels` are words, or nothing."""
    if labels is None:
        raise ValueError(
            f"{name}: expected predictions or labels, received None. A model's `call` that ends without `return` gives "
            "None."
        )
    values = np.asarray(getattr(labels, "array", labels))
    if values.dtype.kind in "USO" and values.size:
        raise ValueError(
            f"{name}: expected labels that are numbers. Received text: {str(values.flat[0])!r}. Number the classes: "
            "`names, y = np.unique(y, return_inverse=True)`."
        )


def check_label_values(loss: Any, labels: np.ndarray, classes: int) -> None:
    """Check all labels of a data set before training, for a loss that takes class numbers; others pass.

    A recorded step does not look at labels any more, so whoever records one calls this first. `loss` is what
    `losses.get` gives, `classes` the length of the predictions' class axis.
    """
    function = getattr(loss, "fn", loss)
    name = getattr(function, "__name__", "")
    if name in ("sparse_categorical_crossentropy", "categorical_generalized_cross_entropy"):
        arguments = getattr(loss, "_fn_kwargs", {})
        _check_range(name, np.asarray(labels), classes, arguments.get("ignore_class"))
