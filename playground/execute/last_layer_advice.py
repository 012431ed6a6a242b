"""A last layer, a loss, metrics and labels that do not suit each other train without an error: said when fit begins."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import engine
from playground.execute.label_advice import (
    BINARY,
    FEWEST,
    ONE_HOT,
    SPARSE,
    SQUARED,
    layers_with_weights,
    loss_name,
)

_BOUNDED = {
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "tanh": (-1, 1),
    "hard_sigmoid": (0, 1),
    "softsign": (-1, 1),
}
_POSITIVE = {"relu", "softplus", "exponential", "relu6"}
_COUNTED = {
    "accuracy",
    "acc",
    "binary_accuracy",
    "categorical_accuracy",
    "sparse_categorical_accuracy",
}


def last_activation(model: Any) -> tuple[str, int] | None:
    """The activation behind which the outputs lie, and how many numbers a sample has; None when it cannot be told."""
    layers = [
        layer
        for layer in getattr(model, "layers", ())
        if not isinstance(layer, engine.layers.Dropout)
    ]
    if not layers or not isinstance(model, engine.Sequential):
        operation = _output_layer(model)
        layers = [operation] if operation is not None else []
    if not layers:
        return None
    layer = layers[-1]
    if isinstance(layer, engine.layers.Softmax):
        return "softmax", 0
    if isinstance(layer, engine.layers.ReLU):
        return "relu", 0
    if not isinstance(layer, engine.layers.Dense | engine.layers.Activation):
        return None
    if type(layer).__module__ == "__main__":
        return None
    activation = getattr(layer, "activation", None)
    name = getattr(activation, "__name__", None) or type(activation).__name__
    return ("linear" if activation is None else str(name)), getattr(layer, "units", 0)


def _output_layer(model: Any) -> Any:
    """The layer that makes the only output of a functional model."""
    outputs = getattr(model, "_outputs", None)
    if not outputs or len(outputs) != 1:
        return None
    return getattr(outputs[0], "_keras_history", (None,))[0]


def last_layer_advice(model: Any, loss: Any, y: Any) -> list[str]:
    """What to say of the end of `model`, when it has one output, one loss and labels that are an array."""
    if isinstance(loss, dict | list | tuple) or isinstance(y, dict | list | tuple) or y is None:
        return []
    name = loss_name(loss)
    logits = bool(
        getattr(loss, "from_logits", getattr(loss, "_fn_kwargs", {}).get("from_logits", False))
    )
    labels = _numbers(y)
    last = last_activation(model)
    said = []
    if last is not None and not (name in SQUARED and layers_with_weights(model) == 1):
        said.append(_activation(name, *last, logits, labels))
    compiled = getattr(getattr(model, "_compile_metrics", None), "_user_metrics", None) or []
    metrics = (
        [loss_name(metric) for metric in compiled] if isinstance(compiled, list | tuple) else []
    )
    said.append(_metrics(name, metrics, labels))
    return [text for text in said if text]


def _numbers(y: Any) -> np.ndarray | None:
    try:
        labels = np.asarray(y)
    except (TypeError, ValueError):
        return None
    few = labels.ndim == 0 or len(labels) < FEWEST
    return None if few or labels.dtype.kind not in "fiub" else labels


def _activation(
    loss: str, activation: str, units: int, logits: bool, labels: np.ndarray | None
) -> str:
    if activation == "softmax" and units == 1:
        return (
            "A softmax over one unit is always 1: nothing can be learned. For two classes the last layer is"
            ' Dense(1, activation="sigmoid") with loss="binary_crossentropy".'
        )
    if logits and loss in BINARY | SPARSE | ONE_HOT and activation in ("sigmoid", "softmax"):
        return (
            f"The loss has from_logits=True, so it takes scores and applies {activation} itself; but the last layer "
            f"has already applied {activation}. Keep one of the two: take from_logits=True out of the loss, or the "
            "activation out of the last layer. (TensorFlow only warns, and looks behind the activation.)"
        )
    if not logits and loss in BINARY and activation not in ("sigmoid", "softmax", "hard_sigmoid"):
        return (
            f"{loss} is made for probabilities, and the last layer ends with {_called(activation)}, which"
            ' gives any number. Give it activation="sigmoid", or compile with'
            " keras.losses.BinaryCrossentropy(from_logits=True)."
        )
    if not logits and loss in SPARSE | ONE_HOT and activation not in ("sigmoid", "softmax"):
        kind = "".join(part.title() for part in loss.split("_"))
        return (
            f"{loss} is made for probabilities, and the last layer ends with {_called(activation)}, which"
            " gives any number. "
            f'Give it activation="softmax", or compile with keras.losses.{kind}(from_logits=True).'
        )
    if loss in SQUARED and labels is not None:
        return _out_of_reach(activation, labels)
    return ""


def _called(activation: str) -> str:
    return "no activation" if activation == "linear" else activation


def _out_of_reach(activation: str, labels: np.ndarray) -> str:
    low, high = float(labels.min()), float(labels.max())
    reach = _BOUNDED.get(activation)
    if reach is not None and (low < reach[0] or high > reach[1]):
        return (
            f"The last layer's {activation} gives numbers between {reach[0]} and {reach[1]}, but the labels"
            f" go from {low:.3g} to {high:.3g}. For numbers leave the activation out."
        )
    if activation in _POSITIVE and low < 0:
        return (
            f"The last layer's {activation} gives no number below 0, but the labels go from {low:.3g} to"
            f" {high:.3g}. For numbers leave the activation out."
        )
    return ""


def _metrics(loss: str, metrics: list[str], labels: np.ndarray | None) -> str:
    if labels is None or loss not in SQUARED or not _COUNTED & set(metrics):
        return ""
    if np.array_equal(labels, np.round(labels)):
        return ""
    return (
        "accuracy counts how many answers are exactly right, which means little for numbers. Try"
        ' metrics=["mae"], the mean distance.'
    )
