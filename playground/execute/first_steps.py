"""Watches the first batch of a training for numbers that are put together wrongly and give no error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import numpy as np

from playground.engine import layers, optimizers, primitive
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.call_arguments import signature_of
from playground.engine.variable import Variable
from playground.execute.failure import FILENAME, learner_line

_PAIRS = {
    "add",
    "subtract",
    "multiply",
    "divide",
    "power",
    "maximum",
    "minimum",
    "equal",
    "not_equal",
    "less",
    "greater",
    "logical_and",
}
_MAKES_AN_AXIS = {"expand_dims", "reshape", "get_item", "transpose"}
_ACTIVATIONS = {"softmax", "sigmoid"}
_ENGINE = "playground.engine."
_LIBRARY = tuple(
    _ENGINE + name
    for name in ("losses", "metrics", "layers", "models", "training", "optimizers", "random")
)
_RESTING = (layers.Dropout, layers.BatchNormalization, layers.SpatialDropout1D)
MOST_KEPT = 5000  # tensors of one batch whose origin is remembered
Tell = Callable[[str, int | None], None]


class FirstSteps:
    """Told of operations and layers while the first batch of a fit, or of a loop, is computed."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._said: set[Any] = set()  # kinds, with their lines
        self._rates: set[int] = set()  # optimizers whose rate was looked at
        self._forget()

    def _forget(self) -> None:
        self._kept: list[Any] = []  # so that no identity is used again
        self._activated: dict[int, str] = {}
        self._with_new_axis: set[int] = set()
        self._asked: list[
            bool
        ] = []  # layers that are being called: whether it was said if the model trains
        self._resting: dict[
            str, int | None
        ] = {}  # layers that were called as if the model were not training

    def _say(self, kind: str, text: str, line: int | None) -> None:
        if (kind, line) not in self._said:
            self._said.add((kind, line))
            self._tell(text, line)

    def known(self, kind: str) -> None:
        """Somebody else has said it of this program."""
        self._said.add(kind)

    # ------------------------------------------------------------------------------------------- the engine says
    def layer_started(self, layer: Any, args: tuple, kwargs: dict[str, Any]) -> None:
        training = kwargs.get("training")
        default = signature_of(layer.call).defaults.get("training")
        self._asked.append(any(self._asked[-1:]) or (training is not None and training != default))
        if (
            not self._asked[-1]
            and primitive.tapes
            and not isinstance(args[0] if args else None, KerasTensor)
            and isinstance(layer, _RESTING)
            and layer.trainable
            and getattr(layer, "rate", 1)
        ):
            self._resting.setdefault(type(layer).__name__, learner_line())

    def layer_ended(self) -> None:
        del self._asked[-1:]

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        if name in _ACTIVATIONS:
            self._keep(output)
            self._activated[id(output)] = name
        elif name in _MAKES_AN_AXIS and not self._asked and self._by_learner():
            self._keep(output)
            self._with_new_axis.add(id(output))
        elif name in _PAIRS and len(inputs) == 2:
            self._spread(*inputs)
        elif name in ("log_softmax", "relu", "clip") and not isinstance(output, KerasTensor):
            self._crossentropy(name, inputs[0])

    def _keep(self, output: Any) -> None:
        if len(self._kept) > MOST_KEPT:
            self._forget()
        self._kept.append(output)

    def gradients_ready(self, optimizer: Any) -> None:
        if self._resting:
            names = " and ".join(self._resting)
            line = next(iter(self._resting.values()))
            self._say(
                "training",
                "The model is called without training=True while it is trained, so that what differs in training rests "
                f"as in predict: {names}. Try model(x, training=True) inside the tape.",
                line,
            )
        if id(optimizer) not in self._rates:
            self._rates.add(id(optimizer))
            self._rate(optimizer, begins=True)
        self._forget()

    def epoch_ended(self, optimizer: Any, epoch: int = 0, epochs: int = 1) -> None:
        """`epoch`, from 1, of `epochs` has ended."""
        if optimizer is not None:
            self._rate(optimizer, begins=False)
            if 4 * epoch <= 3 * epochs and ("schedule", None) not in self._said:
                self._schedule(optimizer, epoch, epochs)

    def _schedule(self, optimizer: Any, epoch: int, epochs: int) -> None:
        """Look whether a schedule has come to its end long before the training does."""
        schedule: Any = getattr(optimizer, "_learning_rate", None)
        if not isinstance(schedule, optimizers.schedules.LearningRateSchedule):
            return
        steps = int(optimizer.iterations.array)
        first, middle, last = (
            abs(float(schedule(step))) for step in (0, steps // 2, max(0, steps - 1))
        )
        highest = max(first, middle)
        if highest > 0 and last < highest / 1000:
            self._say(
                "schedule",
                f"After epoch {epoch} of {epochs} the schedule has brought the learning rate from {highest:.3g} to "
                f"{last:.3g}: hardly anything is learned from now on. A schedule counts batches, not epochs: "
                "give it more steps.",
                None,
            )

    def _rate(self, optimizer: Any, begins: bool) -> None:
        """Look at the rate that is in force now; a schedule may begin and end at 0."""
        rate = getattr(optimizer, "_learning_rate", None)
        if not isinstance(rate, Variable):
            return
        value = float(rate.array)
        if value < 0:
            self._say(
                "rate",
                f"The learning rate is {value:.3g}, below 0: every step goes uphill, and the loss grows. Try"
                f" {abs(value):.3g}.",
                None,
            )
        elif value == 0 and begins:
            self._say(
                "rate",
                "The learning rate is 0: no weight ever changes. Try 0.01. (In Python 1 // 100 is 0, 1 / 100 is 0.01.)",
                None,
            )

    # ------------------------------------------------------------------------------------------------ what is wrong
    def _spread(self, a: Any, b: Any) -> None:
        """(n,) and (n, 1) make (n, n)."""
        if not hasattr(a, "shape") or not hasattr(b, "shape"):
            return
        short, long = (a, b) if len(a.shape) == 1 else (b, a)
        if len(short.shape) != 1 or len(long.shape) != 2 or long.shape[1] != 1:
            return
        n = short.shape[0]
        if n is None or n < 2 or long.shape[0] != n or id(long) in self._with_new_axis:
            return
        if len(self._asked) > 1 or not self._by_learner():
            return
        self._say(
            "spread",
            f"Shapes ({n},) and ({n}, 1) are put together here and make ({n}, {n}): every label meets every "
            "prediction, not its own. No error tells of it, and it is learned. Give both one shape first: "
            "y = ops.reshape(y, (-1, 1)).",
            learner_line(),
        )

    @staticmethod
    def _by_learner() -> bool:
        """Whether the operation stands in the program, and not in a loss or layer of the library that it called."""
        for frame in _frames():
            if frame.f_code.co_filename == FILENAME:
                return True
            if str(frame.f_globals.get("__name__", "")).startswith(_LIBRARY):
                return False
        return False

    def _crossentropy(self, name: str, x: Any) -> None:
        """What a crossentropy is given: what a sigmoid has already made, or numbers that are no probabilities."""
        module = _ENGINE + "ops.crossentropies"
        if not any(str(f.f_globals.get("__name__", "")) == module for f in _near()):
            return
        if name != "clip":
            activation = self._activated.get(id(x))
            if activation is not None and "logits" not in self._said:
                self._say(
                    "logits",
                    f"The loss has from_logits=True, so it takes scores and applies {activation} itself; but what it "
                    f"is given has been through {activation} already. Keep one of the two: take from_logits=True out "
                    "of the loss, or the activation out of the model.",
                    learner_line(),
                )
            return
        values = np.asarray(x.array)
        if (
            values.size
            and (values.min() < -1e-3 or values.max() > 1.001)
            and "logits" not in self._said
        ):
            self._say(
                "logits",
                "This crossentropy is made for probabilities, and is given numbers from "
                f"{values.min():.3g} to {values.max():.3g}. End the model with a sigmoid or softmax, or give the loss "
                "from_logits=True.",
                learner_line(),
            )


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _near() -> Iterator[FrameType]:
    for count, frame in enumerate(_frames()):
        if count > 12:
            return
        yield frame
