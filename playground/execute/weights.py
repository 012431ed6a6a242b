"""A learner sets one weight by hand while the model trains."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from playground.events import SetWeight


def set_weight(
    layers: Iterable[Any], command: SetWeight, keys: Mapping[int, str] | None = None
) -> str:
    """Do what `command` says to one of `layers`. Returns what was done, in words. `keys`: id(layer) → how it is called,
    where that is not its name.

    ValueError, with nothing changed, when there is no such weight or the value is not a number that it can hold.
    """
    with_weights = [layer for layer in layers if layer.built and layer.weights]
    keys = keys or {}
    layer = next(
        (each for each in with_weights if keys.get(id(each), each.name) == command.layer), None
    )
    if layer is None:
        known = ", ".join(repr(each.name) for each in with_weights) or "none"
        raise ValueError(
            f"Expected the name of a layer that has weights, received {command.layer!r}. "
            f"Layers with weights: {known}."
        )
    if not 0 <= command.variable < len(layer.weights):
        raise ValueError(
            f"{layer.name!r} has {len(layer.weights)} variables: expected an index from 0 to "
            f"{len(layer.weights) - 1}, received {command.variable}."
        )
    variable = layer.weights[command.variable]
    shape, position = tuple(variable.shape), command.position
    if len(position) != len(shape) or not all(0 <= i < n for i, n in zip(position, shape)):
        raise ValueError(
            f"Expected a position inside the shape {shape} of {variable.name!r} of {layer.name!r}, "
            f"received {position}."
        )
    values = np.array(variable.value)
    if values.dtype.kind != "f":
        raise ValueError(
            f"Expected a variable of floats, but {variable.name!r} of {layer.name!r} has dtype {values.dtype}."
        )
    with np.errstate(over="ignore"):
        value = values.dtype.type(command.value)
    if not math.isfinite(value):
        raise ValueError(
            f"Expected a finite number that fits into {values.dtype}, received {command.value}."
        )
    before = values[position]
    values[position] = value
    variable.assign(values)
    at = ", ".join(map(str, position))
    return f"{layer.name}.{variable.name}[{at}] was {before:.4g}, now {value:.6g}."
