"""The engine's one hook: an observer sees layers being called, operations applied and training step by step.

The kernel installs one observer while a learner's program runs. Everything it needs to draw the network, to
pause, step and stop a `fit`, and to write the formula of a layer comes through here; the engine itself knows
nothing about pages. With no observer installed the cost is one `is None` test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class FitArguments(NamedTuple):
    """What is in force for one `fit`, after defaults are filled in."""

    epochs: int
    initial_epoch: int
    batch_size: int | None
    steps: int | None  # batches an epoch; None for a generator of unknown length
    x: Any  # training inputs as given (after validation_split), for pictures
    y: Any
    validation_x: Any = None
    validation_y: Any = None
    validation_split: float = 0.0
    class_weight: Any = None
    sample_weight: Any = None  # as given, of the training inputs
    shuffle: bool = True


class Observer:
    """Base class; every method does nothing. Override what you need.

    A method may raise: the exception passes through `fit` to the learner's program and ends it.
    `batch_interval` says how many seconds may pass between two calls of `batch_ended`, 0 that every batch is wanted.
    It may change during a `fit`: batches that nobody hears of are done many at a time, and faster.
    """

    batch_interval: float = 0.0

    def layer_started(self, layer: Any, args: tuple, kwargs: dict) -> None:
        """`layer.__call__` begins (after build). Calls nest: a model's layers start before the model ends."""

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        """The matching end. Not called when `call` raises."""

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        """A primitive (`"matmul"`, `"add"`, …) was applied to `inputs` and made `output`: numbers, or
        KerasTensors in a graph."""

    def fit_started(self, model: Any, arguments: FitArguments) -> bool:
        """`fit` is about to train a compiled model. Return False to skip the training: `fit` then builds the
        model from the data's shape and returns an empty History."""
        return True

    def data_of_epoch(self, model: Any, epoch: int) -> tuple[Any, Any, Any] | None:
        """`epoch` (0-based) of a `fit` on arrays is about to begin. Return other training data `(x, y, sample_weight)`
        for it and those after it, or None: they stay. Validation data always stay. All numbers are those of a `fit`
        that is called with the other data from this epoch on."""
        return None

    def wants_evaluation(self, model: Any) -> bool:
        """Return False to make `evaluate` and `predict` return zeros of the right shape without working."""
        return True

    def runs_eagerly(self, model: Any, reason: str) -> None:
        """A step of `model` cannot be turned into a plan and is run as plain Python, for this reason."""

    def backends_differ(self, use: Any) -> None:
        """The program did something in a training step that only some backends of Keras do: a `backends.Use`."""

    def batch_ended(self, model: Any, epoch: int, step: int, logs: dict[str, float]) -> None:
        """Batch `step` (0-based) of `epoch` (0-based) has been applied; `logs` are the epoch's running means.

        `logs` may be a lazy mapping: reading a value is what costs, so read it only when it will be shown."""

    def epoch_ended(self, model: Any, epoch: int, logs: dict[str, float]) -> None:
        """All batches of `epoch` and its validation are done; `logs` has `val_` entries when there were any."""

    def fit_ended(self, model: Any) -> None:
        """`fit` is about to return its History."""

    def batches_started(
        self, model: Any, epoch: int, first: int, batches: Any, step: Callable[[Any], Any]
    ) -> None:
        """`step(batches)` is about to train on `batches` of `epoch`, from batch `first` on (both 0-based).

        `batches` is a sequence of structures of NumPy arrays, good until `batch_ended`; `step` takes any such."""

    def differentiating(self, records: list[tuple], targets: list[Any]) -> None:
        """A tape is about to find gradients of `targets`. Its `records` are `(primitive, inputs, parameters, output)`
        in the order in which they were applied."""

    def gradients_ready(self, optimizer: Any, gradients: list, variables: list) -> None:
        """An optimizer is about to update `variables`, nothing has changed yet. Not called when a plan is replayed."""

    def gradients_applied(self, optimizer: Any, variables: list) -> None:
        """An optimizer updated `variables`: inside `fit`, or in a loop the learner wrote with GradientTape."""


observer: Observer | None = None


@contextmanager
def observed_by(new: Observer | None) -> Iterator[None]:
    """Install `new` as the observer for the duration of a `with` block."""
    global observer
    before, observer = observer, new
    try:
        yield
    finally:
        observer = before
