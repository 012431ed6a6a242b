"""What a model answers for its own data when they are no points of a plane: its curve over one feature, or its answers
beside the numbers that it should give."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from playground.events import Answers, Array, Examples
from playground.execute.aside import aside
from playground.execute.drawn_outputs import answers_of_head, kind_of
from playground.execute.picture import drawn_head

MOST = 300  # examples of the training data, and half as many of the validation data
LINE = 120  # points of the curve
MARGIN = 0.08  # of the data's extent, around it


@dataclasses.dataclass(frozen=True)
class Probe:
    """`told`: what is said of the data once. `inputs`: what the model is asked again and again."""

    told: Examples
    inputs: np.ndarray
    held: np.ndarray | None
    head: str | None


def probe_of(x: Any, y: Any, validation_x: Any, validation_y: Any) -> Probe | None:
    """None for points of a plane, for several inputs, and for classes told from more than one feature."""
    head, labels = drawn_head(y)
    pairs = _pair(x, labels, MOST)
    if pairs is None:
        return None
    inputs, numbers = pairs
    features = int(np.prod(inputs.shape[1:]))
    classes = kind_of(numbers.ravel()).classes if numbers.shape[1] == 1 else 0
    one_hot = numbers.shape[1] > 1 and set(np.unique(numbers)) <= {0.0, 1.0}
    if features == 2 or one_hot or (classes and features != 1) or classes > 2:
        return None
    if features == 1 and numbers.shape[1] > 1:
        return None
    held = _pair(validation_x, drawn_head(validation_y)[1], MOST // 2)
    if held is not None and held[1].shape[1:] != numbers.shape[1:]:
        held = None
    one = features == 1
    told = Examples(
        _flat(inputs) if one else None,
        _flat(numbers),
        _flat(held[0]) if one and held else None,
        _flat(held[1]) if held else None,
        classes,
    )
    if one:
        xs = inputs.astype("float64").ravel()
        low, high = float(xs.min()), float(xs.max())
        room = max(high - low, 1e-3) * MARGIN
        line = np.linspace(low - room, high + room, LINE).astype("float32")
        return Probe(told, line.reshape(-1, *inputs.shape[1:]), None, head)
    return Probe(told, inputs, held[0] if held else None, head)


def answers(model: Any, probe: Probe) -> Answers | None:
    """What the model says now; None when its answers do not have the labels' shape."""
    with aside(model):
        now = _numbers(model, probe.inputs, probe.head)
        held = _numbers(model, probe.held, probe.head) if probe.held is not None else None
    if probe.told.x is not None:
        if now.size != LINE:
            return None
        return Answers(Array.of(now), Array.of(probe.inputs.astype("float32").ravel()))
    if now.shape != probe.told.y.shape:
        return None
    return Answers(Array.of(now), None, None if held is None else Array.of(held))


def _numbers(model: Any, inputs: np.ndarray, head: str | None) -> np.ndarray:
    out = answers_of_head(model, model(inputs, training=False), head)
    return _some(np.asarray(out, "float32").reshape(len(inputs), -1))


def _pair(x: Any, y: Any, most: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Up to `most` rows (n, …) and their labels (n, k), thinned alike; None for what is no array of finite numbers."""
    if x is None or y is None or isinstance(x, dict | list | tuple):
        return None
    try:
        xs, ys = np.asarray(x), np.asarray(y)
    except (TypeError, ValueError):
        return None
    if xs.dtype.kind not in "fiub" or ys.dtype.kind not in "fiub" or not xs.ndim or not xs.size:
        return None
    if ys.shape[:1] != xs.shape[:1]:
        return None
    every = max(1, -(-len(xs) // most))
    xs, ys = xs[::every], ys[::every].astype("float32").reshape(len(xs[::every]), -1)
    finite = np.isfinite(xs.astype("float64")).all() and np.isfinite(ys).all()
    return (xs, ys) if ys.size and finite else None


def _some(values: np.ndarray) -> np.ndarray:
    """At most MOST of the numbers (n, k), as (m,)."""
    flat = values.ravel()
    return np.ascontiguousarray(flat[:: max(1, -(-flat.size // MOST))], "float32")


def _flat(values: np.ndarray) -> Array:
    return Array.of(_some(values.astype("float32")))
