"""A plane through data of more than two features: two of them are drawn, the others stand at their mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.execute.drawn_outputs import is_one_hot, kind_of
from playground.execute.picture import drawn_head

MOST_FEATURES = 20  # two pixels of a picture say nothing


@dataclass(frozen=True)
class Section:
    """`across` and `up` are features, from 0, of a point `middle` (features,)."""

    across: int
    up: int
    middle: np.ndarray

    @property
    def told(self) -> tuple[int, int, int]:
        """(across, up, how many features there are)."""
        return self.across, self.up, len(self.middle)

    def cut(self, x: Any) -> Any:
        """The two features of samples (n, features); what is shaped otherwise stays as it is."""
        x = np.asarray(x)
        fits = x.ndim == 2 and x.shape[1] == len(self.middle)
        return x[:, [self.across, self.up]] if fits else x

    def whole(self, points: np.ndarray) -> np.ndarray:
        """(n, features) of points (n, 2) of the plane."""
        samples = np.tile(self.middle, (len(points), 1))
        samples[:, [self.across, self.up]] = points
        return samples


def section_of(x: Any, y: Any, wished: tuple[int, int] | None = None) -> Section | None:
    """The features that were `wished`, else the two that tell the classes apart best, each for itself. None for data
    that are no samples of three to MOST_FEATURES features with classes."""
    try:
        samples = np.asarray(x)
        labels = np.asarray(drawn_head(y)[1], "float64")
    except (TypeError, ValueError):
        return None
    if (
        samples.ndim != 2
        or samples.dtype.kind not in "fiub"
        or labels.shape[:1] != samples.shape[:1]
    ):
        return None
    count = samples.shape[1]
    labels = labels.reshape(len(labels), -1) if len(labels) else labels
    if not 3 <= count <= MOST_FEATURES or labels.size == 0:
        return None
    if labels.shape[1] > 1 and not is_one_hot(labels):
        return None
    classes = labels.argmax(1).astype(float) if labels.shape[1] > 1 else labels[:, 0]
    if kind_of(classes).classes < 2:
        return None
    samples = samples.astype("float64")
    sound = np.isfinite(samples).all(1) & np.isfinite(classes)
    if not sound.any():
        return None
    samples, classes = samples[sound], classes[sound]
    chosen = wished if wished and len({*wished} & {*range(count)}) == 2 else None
    across, up = chosen or _telling(samples, classes)
    return Section(across, up, samples.mean(0).astype("float32"))


def _telling(samples: np.ndarray, classes: np.ndarray) -> tuple[int, int]:
    """The two features whose variance between classes is the largest part of all of it, in their order."""
    whole = samples.var(0)
    between = np.zeros(samples.shape[1])
    for each in np.unique(classes):
        own = samples[classes == each]
        between += len(own) * (own.mean(0) - samples.mean(0)) ** 2
    share = between / len(samples) / np.where(whole > 0, whole, 1.0)
    first, second = sorted(np.argsort(-share, kind="stable")[:2].tolist())
    return first, second
