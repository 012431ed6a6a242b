"""A plane through data of more than two features: two of them are drawn, the others stand at their mean."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from playground.events import Array, Picture
from playground.execute.drawn_outputs import is_one_hot, kind_of, thinned
from playground.execute.picture import Painter, drawn_head, frame, points_of

MOST_FEATURES = 20  # two pixels of a picture say nothing
FEW_FEATURES = 8  # of which every two can be looked at
WITH_OUTPUTS = 4  # features, up to which each class and unit can be chosen too
SECONDS = 0.4  # of the processor for all of them, when a run is over


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

    def samples(self, x: Any) -> Array | None:
        """All features of those samples (n, features) whose points are drawn; None of many features."""
        x = np.asarray(x) if x is not None else np.zeros(0)
        fits = x.ndim == 2 and x.shape[1] == len(self.middle) <= FEW_FEATURES
        return Array.of(np.ascontiguousarray(thinned(x), "float32")) if fits else None

    def whole(self, points: np.ndarray) -> np.ndarray:
        """(n, features) of points (n, 2) of the plane."""
        samples = np.tile(self.middle, (len(points), 1))
        samples[:, [self.across, self.up]] = points
        return samples


def sections(
    model: Any, x: Any, y: Any, section: Section, epoch: int, seconds: float = SECONDS
) -> dict[str, Picture]:
    """What the model says over every two of few features, by "across,up"; as many as there is time for."""
    count, found, ends = len(section.middle), {}, time.process_time() + seconds
    for across, up in itertools.combinations(range(count if count <= FEW_FEATURES else 0), 2):
        own = replace(section, across=across, up=up)
        drawn = points_of(own.cut(x), y)
        if drawn is None or time.process_time() > ends:
            break
        points, labels = drawn
        painter = Painter(model, labels.numpy(), frame(points), drawn_head(y)[0], section=own)
        picture = painter.paint(epoch, (), still=True)
        if picture.surface is None:
            break
        if count > WITH_OUTPUTS:
            picture = replace(picture, others=())
        found[f"{across},{up}"] = picture
    return found


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
