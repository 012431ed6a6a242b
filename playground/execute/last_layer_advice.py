"""A last layer, a loss, metrics and labels that do not suit each other train without an error: said when fit begins."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground import engine
from playground.execute.drawn_outputs import is_one_hot
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


def _option(of: Any, name: str, otherwise: Any) -> Any:
    """An argument that a loss or metric was made with."""
    return getattr(of, name, getattr(of, "_fn_kwargs", {}).get(name, otherwise))


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
    logits = bool(_option(loss, "from_logits", False))
    labels = _numbers(y)
    last = last_activation(model)
    said = []
    if last is not None and not (name in SQUARED and layers_with_weights(model) == 1):
        said.append(_activation(name, *last, logits, labels))
    if last is not None:
        said.append(_exclusive(name, *last, labels))
        said.append(_threshold(name, *last, logits, model))
    said.append(_metrics(name, [loss_name(metric) for metric in _metrics_of(model)], labels))
    return [text for text in said if text]


def _exclusive(loss: str, activation: str, units: int, labels: np.ndarray | None) -> str:
    """A question about each class alone, where classes exclude each other; and classes that are not counted from 0."""
    if units < 2 or labels is None:
        return ""
    one_hot = labels.ndim == 2 and labels.shape[1] == units and is_one_hot(labels)
    if activation == "softmax" and units > 2 and one_hot and loss in BINARY:
        return (
            f"Every sample has one class of {units}, and softmax shares 1 among them, but {loss} asks about each "
            'alone. Try loss="categorical_crossentropy".'
        )
    if loss in SPARSE and labels.size == len(labels) and _from_one(labels, units):
        return (
            f"The classes of the labels are 1 to {units - 1}, and the first of the {units} outputs is for class 0, of "
            f"which there is no sample. Count from 0: y = y - 1, and {units - 1} units."
        )
    if activation != "sigmoid":
        return ""
    if loss in SPARSE or (one_hot and loss in BINARY | ONE_HOT):
        suited = "sparse_categorical_crossentropy" if loss in SPARSE else "categorical_crossentropy"
        return (
            f"Every sample has one class of {units}, but a sigmoid asks about each alone, and the {units} answers "
            f'do not add up to 1. Try activation="softmax" in the last layer with loss="{suited}".'
        )
    return ""


def _from_one(labels: np.ndarray, units: int) -> bool:
    """Whether the labels are the classes 1, 2, … up to the last of `units`, each of them at least once."""
    return (
        labels.min() == 1
        and labels.max() == units - 1
        and set(labels.ravel().tolist()) == set(range(1, units))
    )


def _metrics_of(model: Any) -> list[Any]:
    compiled = getattr(getattr(model, "_compile_metrics", None), "_user_metrics", None) or []
    return list(compiled) if isinstance(compiled, list | tuple) else []


def _threshold(loss: str, activation: str, units: int, logits: bool, model: Any) -> str:
    """Metrics that count other answers than the model gives."""
    for metric in _metrics_of(model):
        if loss in BINARY | SPARSE | ONE_HOT and type(metric) is engine.metrics.Accuracy:
            return (
                "keras.metrics.Accuracy counts predictions that equal their label, and a probability never does. Try "
                'metrics=["accuracy"], which looks for the accuracy that suits the loss.'
            )
        counted = loss_name(metric) in ("accuracy", "acc", "binary_accuracy")
        halved = counted and _option(metric, "threshold", 0.5) == 0.5
        if logits and loss in BINARY and activation == "linear" and halved:
            return (
                f"{loss_name(metric)} counts a prediction above 0.5 as class 1, but with from_logits=True the "
                "predictions are scores, and class 1 begins above 0. Try "
                "metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)]."
            )
    return ""


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
