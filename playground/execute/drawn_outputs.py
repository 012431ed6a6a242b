"""What a model answers over the plane, one picture for each of its outputs: heads, classes, units.

An output is named by its head ("" when the model has one) and, of several units, the unit: "far", "/2", "far/0".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from playground.events import Array, Surface

MAX_POINTS = 1000
MOST_CLASSES = 20
MOST_UNITS = 12  # of a head
MOST_SURFACES = 16  # beside the one that is drawn first


class Kind(NamedTuple):
    """How an output is drawn. `classes`: 2 a probability, more are class indices, 0 numbers from `low` to `high`."""

    classes: int
    low: float
    high: float


def kind_of(labels: np.ndarray | None) -> Kind:
    """From the labels (n,) that the output learns, as far as they are finite: whole numbers are classes."""
    labels = None if labels is None else labels[np.isfinite(labels)]
    if labels is None or not len(labels):
        return Kind(2, 0.0, 1.0)
    low, high = float(labels.min()), float(labels.max())
    if np.all(labels == np.round(labels)) and low >= 0 and high < MOST_CLASSES:
        return Kind(max(2, int(high) + 1), 0.0, 1.0)
    return Kind(0, low, high)


def output_key(head: str, unit: int) -> str:
    return head if unit < 0 else f"{head}/{unit}"


def labels_of(y: Any, samples: int) -> dict[str, np.ndarray]:
    """The labels (samples,) of every output: of classes in one-hot rows their index, of other rows each column."""
    found: dict[str, np.ndarray] = {}
    for head, given in _heads_of(y):
        try:
            values = np.asarray(given, "float32")
        except (TypeError, ValueError):
            continue
        if values.shape[:1] != (samples,) or not values.size:
            continue
        values = values.reshape(samples, -1)
        if values.shape[1] == 1:
            found[head] = values[:, 0]
        elif is_one_hot(values):
            found[head] = values.argmax(1).astype("float32")
        else:
            for unit in range(min(values.shape[1], MOST_UNITS)):
                found[output_key(head, unit)] = values[:, unit]
    return found


def labels_by_output(model: Any, x: Any, y: Any) -> dict[str, np.ndarray]:
    """`labels_of` by the model's own names, when there is more to choose from than one output."""
    found = labels_of(y, len(np.asarray(x)))
    names = [str(name) for name in getattr(model, "output_names", None) or ()]
    if isinstance(y, list | tuple) and len(names) == len(
        y
    ):  # in a list a head is named by its place
        found = {
            output_key(names[int(head)], int(unit) if slash else -1): labels
            for key, labels in found.items()
            for head, slash, unit in [key.partition("/")]
        }
    return found if len(found) > 1 else {}


def answers_of_head(model: Any, out: Any, head: str | None) -> Any:
    """What a model answered, `out`, of the head with this name; of the first one where there is none such."""
    if isinstance(out, dict):
        return out[head] if head in out else next(iter(out.values()))
    if isinstance(out, list | tuple):
        names = list(getattr(model, "output_names", None) or [])
        return out[names.index(head) if head in names else 0]
    return out


def thinned(rows: np.ndarray) -> np.ndarray:
    """At most MAX_POINTS of them: what is drawn of the data, points and labels alike."""
    return rows[:: max(1, -(-len(rows) // MAX_POINTS))]


def is_list_of_heads(y: Any) -> bool:
    """Labels for several heads, in order; a list of numbers is none."""
    return isinstance(y, list | tuple) and bool(y) and (y[0] is None or hasattr(y[0], "shape"))


def is_one_hot(rows: np.ndarray) -> bool:
    """Rows (n, k > 1) that hold one 1 each and else 0."""
    return bool(np.isin(rows, (0, 1)).all() and (rows.sum(1) == 1).all())


def _heads_of(y: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(y, dict):
        yield from ((str(name), each) for name, each in y.items())
    elif is_list_of_heads(y):
        yield from ((str(i), each) for i, each in enumerate(y))
    else:
        yield "", y


def shades(values: np.ndarray, kind: Kind) -> tuple[np.ndarray, Kind]:
    """Answers (points, units) of one head as uint8 (points,), and what they are: of several units, the highest."""
    if values.shape[1] > 1:
        return values.argmax(1).astype("uint8"), kind._replace(
            classes=max(kind.classes, values.shape[1], 3)
        )
    flat = values[:, 0]
    if kind.classes > 2:
        return np.clip(np.nan_to_num(np.round(flat)), 0, 255).astype("uint8"), kind
    span = (kind.high - kind.low) or 1.0
    scaled = np.clip((np.nan_to_num(flat) - kind.low) / span, 0, 1) * 255
    return scaled.round().astype("uint8"), kind


def other_surfaces(
    outputs: dict[str, np.ndarray], drawn: str, labels: dict[str, np.ndarray], grid: int
) -> tuple[Surface, ...]:
    """Every output but the head `drawn` as a whole; `outputs` holds (grid * grid, units) for each head."""
    found = []

    def add(head: str, unit: int, values: np.ndarray, kind: Kind) -> None:
        flat, kind = shades(values, kind)
        values_array = Array.of(flat.reshape(grid, grid))
        found.append(Surface(head, unit, values_array, kind.low, kind.high, kind.classes))

    for head, values in outputs.items():
        units = values.shape[1]
        if head != drawn:
            add(head, -1, values, kind_of(labels.get(head)))
        for unit in range(units if 1 < units <= MOST_UNITS else 0):
            own = values[:, unit : unit + 1]
            taught = labels.get(output_key(head, unit))
            add(head, unit, own, kind_of(taught) if taught is not None else _numbers(own))
    return tuple(found[:MOST_SURFACES])


def _numbers(values: np.ndarray) -> Kind:
    """Numbers: shares of 1 where they are, else from their lowest to their highest."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    return Kind(0, 0.0, 1.0) if low >= 0 and high <= 1 else Kind(0, low, high)
