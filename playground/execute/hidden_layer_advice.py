"""Layers inside a model that keep it from learning much, without an error: said when fit begins."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from playground import engine


def hidden_layer_advice(model: Any) -> list[str]:
    """What to say of the layers of `model`, first to last."""
    layers = [
        layer
        for layer in getattr(model, "layers", ())
        if not isinstance(layer, engine.layers.InputLayer | engine.layers.Dropout)
    ]
    said = []
    over_batch = [
        layer for layer in layers if isinstance(layer, engine.layers.Softmax) and layer.axis == 0
    ]
    if over_batch:
        said.append(
            "A softmax over axis 0 makes the samples of a batch add up to 1, not the classes of a sample. Try axis=-1."
        )
    pairs = pairwise(layers) if isinstance(model, engine.Sequential) else ()
    for layer, following in pairs:
        if type(layer) is type(following) is engine.layers.Dense and _is_softmax(layer):
            said.append(
                f'The layer {layer.name} inside the model has activation="softmax": its {layer.units} numbers add up '
                "to 1, so little comes through. softmax is for the last layer of a classifier; inside try "
                'activation="relu".'
            )
            break
    said.extend(_alike(layers))
    return said


def _is_softmax(layer: Any) -> bool:
    return getattr(layer.activation, "__name__", "") == "softmax"


def _alike(layers: list[Any]) -> list[str]:
    """Hidden units that begin alike and stay alike."""
    dense = [layer for layer in layers if type(layer) is engine.layers.Dense]
    for layer, following in pairwise(dense):
        if (
            layer.units > 1
            and not layer.built
            and _begins_alike(layer)
            and _begins_alike(following)
        ):
            return [
                f"All weights of {layer.name} begin with the same number, and so do those behind it: its {layer.units} "
                "units get equal gradients and stay alike, as if there were one. Leave kernel_initializer out."
            ]
    return []


def _begins_alike(layer: Any) -> bool:
    made = engine.initializers
    return isinstance(layer.kernel_initializer, made.Constant | made.Zeros | made.Ones)
