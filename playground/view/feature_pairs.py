"""What every two of a few features look like, for the small pictures one of which the learner chooses."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np

from playground import events as ev

FEWEST, MOST = 3, 8  # features
POINTS = 150  # of a small picture
MOST_CLASSES = 20


def pairs_of(
    samples: ev.Array | None, labels: ev.Array | None, colours: list[str]
) -> dict[str, Any]:
    """What `Plane.pairs` is to hold, empty where there is nothing to choose. A program may forge both arrays."""
    if samples is None or labels is None or len(samples.shape) != 2 or len(labels.shape) != 1:
        return {}
    values, classes = samples.numpy().astype("float64"), labels.numpy().astype("float64")
    if not FEWEST <= values.shape[1] <= MOST or len(values) != len(classes):
        return {}
    sound = np.isfinite(values).all(1) & (classes >= 0) & (classes < MOST_CLASSES)
    values, classes = values[sound], classes[sound].astype(int)
    if not len(values):
        return {}
    own = [values[classes == k] for k in range(classes.max() + 1)]
    means = [
        [float(rows[:, i].mean()) if len(rows) else None for rows in own]
        for i in range(values.shape[1])
    ]
    every = -(-len(values) // POINTS)
    few, low, high = values[::every], values.min(0), values.max(0)
    shades = (few - low) / np.where(high > low, high - low, 1.0) * 255
    return {
        "count": values.shape[1],
        "data": base64.b64encode(shades.round().astype("uint8").tobytes()).decode(),
        "labels": base64.b64encode(classes[::every].astype("uint8").tobytes()).decode(),
        "colours": colours,
        "means": means,
    }


def over_pair(
    fit: ev.FitStarted, sections: Mapping[str, ev.Picture], across: int, up: int
) -> tuple[ev.FitStarted, ev.Picture] | None:
    """A fit that is over, and its picture, as they are where these features (from 0) are drawn; None where that is not
    known. A program may forge both."""
    picture = sections.get(f"{min(across, up)},{max(across, up)}")
    if picture is None or picture.surface is None or fit.samples is None:
        return None
    if across > up:
        picture = dataclasses.replace(
            picture,
            surface=_transposed(picture.surface),
            x_range=picture.y_range,
            y_range=picture.x_range,
            others=tuple(
                dataclasses.replace(s, values=_transposed(s.values)) for s in picture.others
            ),
        )
    points = _columns(fit.samples, across, up)
    if points is None:
        return None
    told = dataclasses.replace(
        fit,
        points=points,
        validation_points=_columns(fit.validation_samples, across, up),
        x_range=picture.x_range,
        y_range=picture.y_range,
        features=(across, up, fit.samples.shape[1]),
    )
    return told, picture


def _transposed(values: ev.Array) -> ev.Array:
    return ev.Array.of(np.ascontiguousarray(values.numpy().T))


def _columns(samples: ev.Array | None, across: int, up: int) -> ev.Array | None:
    if samples is None or len(samples.shape) != 2 or max(across, up) >= samples.shape[1]:
        return None
    return ev.Array.of(np.ascontiguousarray(samples.numpy()[:, [across, up]]))
