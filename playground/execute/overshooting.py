"""Steps that overshoot, each further than the one before: is it the learning rate, or what it is used on?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

BIG = 1e3  # a sample weight beyond which it is to blame
UNSCALED = 10.0  # the root mean square of features beyond which they, not the learning rate, make steps too large
UNSCALED_TARGETS = 100.0
ORDINARY_RATE = 1.0  # features are not to blame for what a larger rate would do to scaled ones too
LARGE_INITIAL = (
    10.0  # a weight at the start of the training, beyond which its initializer is to blame
)
GREW = 100.0  # a loss or a weight that is so many times larger than it was, and not small, has exploded
SMALLER_STEPS = "Try a learning rate ten times smaller."


@dataclass(frozen=True)
class Explanation:
    """What to say of a divergence. `cause` in a word: "learning rate", "features", "targets", "data", "loss",
    "penalty", "sample weights", "initial weights", "activations", "gradients", "precision", "domain", "slope",
    "weights" or "unknown". `line`: of the program, where the cause is, if that is known. `layer`: where it was first
    seen."""

    message: str
    advice: str = ""
    cause: str = "unknown"
    line: int | None = None
    layer: str = ""


@dataclass(frozen=True)
class Batch:
    """The arrays of a batch, by what they are for, and what was in force when it was trained on."""

    features: Sequence[np.ndarray] = ()  # measured: no indices
    targets: Sequence[np.ndarray] = ()
    weights: Sequence[np.ndarray] = ()  # of the samples
    learning_rate: float | None = None
    penalty: float = 0.0  # what regularizers add to the loss


@dataclass
class Course:
    """How loss, weights and learning rate went before."""

    losses: list[float] = field(default_factory=list)  # the first, the least, the last
    largest: list[float] = field(default_factory=list)  # weight at the beginning, and now
    rates: list[float] = field(default_factory=list)  # learning rate at the beginning, and now

    def loss(self, value: float) -> None:
        """Note the loss of a step; nan is no news."""
        if math.isfinite(value):
            first, least, _ = self.losses or (value, value, value)
            self.losses = [first, min(least, value, key=abs), value]

    def weights(self, largest: float) -> None:
        """Note the size of the largest weight."""
        if math.isfinite(largest):
            self.largest = [(self.largest or [largest])[0], largest]

    def rate(self, value: float | None) -> None:
        """Note the learning rate in force."""
        if value is not None and math.isfinite(value):
            self.rates = [(self.rates or [value])[0], value]

    @property
    def exploded(self) -> bool:
        """Whether loss or weights had grown out of all proportion."""
        return bool(self._growth())

    @property
    def sinks(self) -> bool:
        """Whether the loss went down and down: it has no lowest value."""
        return bool(self.losses) and self.losses[2] < -max(10.0, GREW * abs(self.losses[1]))

    def _growth(self) -> list[str]:
        said = []
        if self.losses:
            _, least, last = self.losses
            if abs(last) > max(10.0, GREW * abs(least)):
                said.append(f"the loss had grown from {least:.3g} to {last:.3g}")
        if self.largest:
            first, now = self.largest
            if now > GREW * max(1.0, first):
                said.append(f"the largest weight from {first:.3g} to {now:.3g}")
        if self.rates and self.rates[1] > 2 * self.rates[0]:
            said.append(f"the learning rate from {self.rates[0]:.3g} to {self.rates[1]:.3g}")
        return said

    def __str__(self) -> str:
        said = " and ".join(self._growth())
        return f"Before, {said}." if said else ""


def too_large_steps(became: str, course: Course, batch: Batch) -> Explanation:
    """Every step overshot further than the one before. The learning rate is what one turns; the data, the initial
    weights or a penalty may be why an ordinary one is too much."""
    rate = batch.learning_rate
    ordinary = rate is None or rate <= ORDINARY_RATE
    features, targets = size(batch.features), size(batch.targets)
    heaviest = max((float(np.max(w)) for w in batch.weights if np.size(w)), default=1.0)
    in_force = "" if rate is None else f" With them a learning rate of {rate:g} is too much."
    if course.sinks:
        _, least, last = course.losses
        return Explanation(
            lines(
                f"{became}: the loss has no lowest value.",
                f"It fell from {least:.3g} to {last:.3g} and would fall on: a smaller number is always within reach.",
            ),
            "Look at the sign of your loss, and at labels outside what it expects (0 and 1 for a crossentropy). "
            "A distance, such as a square or an absolute value, cannot fall below 0.",
            "loss",
        )
    if course.largest and course.largest[0] > LARGE_INITIAL and ordinary:
        return Explanation(
            lines(
                f"{became}: the initial weights are too large.",
                f"The largest was {course.largest[0]:.3g} when training began. {course}",
            ),
            "Try the default initializer, or one with a standard deviation below 1.",
            "initial weights",
        )
    if heaviest > BIG and ordinary:
        return Explanation(
            lines(
                f"{became}: the sample or class weights are too large.",
                f"The largest is {heaviest:.3g}; each step is so many times longer. {course}",
            ),
            "Try weights around 1: only their ratios matter.",
            "sample weights",
        )
    if batch.penalty > 0.9 * abs(course.losses[2] if course.losses else math.inf) and ordinary:
        return Explanation(
            lines(
                f"{became}: the penalty of the regularizers drives the weights.",
                f"It was {batch.penalty:.3g}, nearly all of the loss. {course}",
            ),
            "Try a factor such as 1e-4: keras.regularizers.L2(1e-4). The learning rate times the factor has to stay "
            "below 1.",
            "penalty",
        )
    if features > UNSCALED and ordinary:
        return Explanation(
            lines(
                f"{became}: the features are not scaled.",
                f"Numbers in x are as large as {greatest(batch.features):.3g}, so gradients are too.{in_force} "
                f"{course}",
            ),
            "Try x = (x - x.mean(axis=0)) / x.std(axis=0), a layers.Normalization that was adapted to x, "
            "or a smaller learning rate.",
            "features",
        )
    if targets > UNSCALED_TARGETS and ordinary:
        return Explanation(
            lines(
                f"{became}: the targets are not scaled.",
                f"Numbers in y are as large as {greatest(batch.targets):.3g}, so losses and gradients are too."
                f"{in_force} {course}",
            ),
            "Try y = (y - y.mean()) / y.std(), and undo it after predict; or a smaller learning rate.",
            "targets",
        )
    overshoots = "Each step" if rate is None else f"With a learning rate of {rate:g} each step"
    return Explanation(
        lines(
            f"{became}: the learning rate is too high.",
            f"{course} {overshoots} overshoots further than the one before.",
        ),
        SMALLER_STEPS,
        "learning rate",
    )


def size(arrays: Sequence[np.ndarray]) -> float:
    """The root mean square of the numbers of the array in which they are largest, 0 when there is none."""
    numbers = [np.asarray(a, "float64") for a in arrays if a.dtype.kind in "fiu" and a.size]
    return max((float(np.sqrt(np.mean(np.square(a)))) for a in numbers), default=0.0)


def greatest(arrays: Sequence[np.ndarray]) -> float:
    return max((float(np.abs(a).max()) for a in arrays if np.size(a)), default=0.0)


def lines(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())
