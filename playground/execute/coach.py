"""The coach of training: at the first number that is none it finds out where that began, and why.

A `fit` runs blocks of batches. Before each the coach copies the state of the model, or, where that takes long, before
some; after each it looks at weights and loss. When they are not finite, it goes back, does the batches since then one
by one until the first bad one, does that one again as plain Python under the eyes of a `Witness`, and tells what that
saw. Then everything is as it was, and training goes on, as in Keras; or, where a run is to stop there, it ends with the
state from before the bad batch. A loop that the learner wrote with GradientTape cannot be run again; there it looks at
the gradients before they are applied.
"""

from __future__ import annotations

import contextlib
import io
import math
import random
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.engine import observe, tree
from playground.engine.layers.embedding import Embedding
from playground.engine.training.arrays import unpack_x_y_sample_weight
from playground.engine.training.trainer import as_tensors
from playground.execute.cause import (
    Operation,
    bad_gradient,
    cause_of,
    is_finite,
)
from playground.execute.failure import learner_line
from playground.execute.overshooting import Batch, Course, Explanation

REMEMBERED_CALLS = 100  # of layers, in a loop of the learner's own
COPY_SHARE = 0.03  # of the time, at most, goes into copies of a model's state,
MOST_BLOCKS = 100  # unless so many blocks would have to be done again
Tell = Callable[
    [Explanation, int, int], None
]  # what to say, epoch and batch, counted from 1; 0: in a loop


class State:
    """The numbers of some variables, kept to go back to. Copies go into the same memory again and again."""

    def __init__(self, variables: list[Any]) -> None:
        self.variables = variables
        self._kept = [(v, np.empty_like(v.array)) for v in variables]

    def keep(self) -> None:
        for variable, array in self._kept:
            np.copyto(array, variable.array)

    def restore(self) -> None:
        for variable, array in self._kept:
            variable.assign(array)


class Coach:
    """Told by the run observer what the engine tells it; `tell`s what it found, once a fit and once a loop.

    With `stops` the state is taken back to before the bad batch, for `tell` will end the program."""

    def __init__(self, tell: Tell, stops: bool = False) -> None:
        self._tell = tell
        self._stops = stops
        self._model: Any = None  # whose `fit` is going on
        self._ruined: weakref.WeakSet[Any] = weakref.WeakSet()  # models of which it was told
        self._loops: dict[int, Loop] = {}  # of the learner's own, by the identity of the optimizer
        self._calls: deque[tuple[Any, Any]] = deque(maxlen=REMEMBERED_CALLS)
        self._pass: tuple[list, list] = ([], [])  # records and targets of the last tape
        self._forget_fit()

    def _forget_fit(self) -> None:
        self._state: State | None = None
        self._weights: list[np.ndarray] = []
        self._losses: list[Any] = []
        self._course = Course()
        self._blocks: list[tuple[int, int, Any, Any]] = []  # since the state was kept
        self._next_keep = 0.0
        self._told = False

    # ----------------------------------------------------------------------------------------------- fit
    def fit_started(self, model: Any) -> None:
        self._forget_fit()
        self._model = model

    def fit_ended(self) -> None:
        self._forget_fit()
        self._model = None

    def batches_started(self, epoch: int, first: int, batches: Any, step: Any) -> None:
        if self._told:
            return
        if self._state is None and self._model.built and self._model.optimizer.built:
            self._follow()
        if self._told:
            return
        if self._state is None or self._should_keep(epoch):
            self._blocks.clear()
            if self._state is not None:
                began = time.perf_counter()
                self._state.keep()
                ended = time.perf_counter()
                self._next_keep = ended + (ended - began) / COPY_SHARE
        self._blocks.append((epoch, first, batches, step))

    def _should_keep(self, epoch: int) -> bool:
        """Batches of another epoch cannot be done again: its means have begun anew."""
        late = time.perf_counter() >= self._next_keep or len(self._blocks) >= MOST_BLOCKS
        return late or not self._blocks or self._blocks[0][0] != epoch

    def _follow(self) -> None:
        """The model is built: from now on there is something to keep."""
        model = self._model
        self._state = State(_variables_of(model))
        self._state.keep()
        self._losses = [m for m in model.metrics if m.name == "loss" and hasattr(m, "total")]
        self._weights = [v.array for v in model.trainable_variables]
        self._course.weights(self._largest_weight())
        if not all(map(is_finite, self._weights)):
            if model not in self._ruined:
                self._say(
                    cause_of("of this fit", self._course, weights=model.trainable_variables), 1, 1
                )
            self._told, self._state = True, None

    def batches_ended(self) -> None:
        """Look at what the batches made. What is told of the first bad one is told before this returns."""
        if self._state is None:
            return
        self._weights = [v.array for v in self._model.trainable_variables]
        if all(map(is_finite, self._weights)) and self._note_loss():
            self._course.rate(_learning_rate(self._model.optimizer))
            return
        after = State(_variables_of(self._model))
        after.keep()
        with _unnoticed(self._model):
            found = self._replay()
            if not self._stops:
                after.restore()
        self._told, self._state = True, None
        self._blocks.clear()
        self._say(*found)

    def diverged(self, epoch: int) -> None:
        """A loss that only the learner's own `train_step` knows is no number in this epoch, from 0."""
        if not self._told and self._model is not None:
            self._told = True
            self._say(cause_of(f"in epoch {epoch + 1}", self._course), epoch + 1, 1)

    def _say(self, said: Explanation, epoch: int, step: int) -> None:
        self._ruined.add(self._model)
        self._tell(said, epoch, step)

    def _note_loss(self) -> bool:
        """Whether the mean of the losses of this epoch is a number."""
        for metric in self._losses:
            total, count = float(metric.total.array), float(metric.count.array)
            if not math.isfinite(total):
                return False
            if count:
                self._course.loss(total / count)
        return True

    def _largest_weight(self) -> float:
        return max((float(np.abs(w).max()) for w in self._weights if w.size), default=0.0)

    def _replay(self) -> tuple[Explanation, int, int]:
        assert self._state is not None
        before = State(self._state.variables)
        self._state.restore()
        for epoch, first, batches, step in self._blocks:
            for i in range(len(batches)):
                before.keep()
                self._course.weights(self._largest_weight())
                batch = batches[i]
                step([batch])
                if all(map(is_finite, self._weights)) and self._note_loss():
                    continue
                before.restore()
                where = f"in epoch {epoch + 1}, batch {first + i + 1}"
                return self._diagnose(batch, before, where), epoch + 1, first + i + 1
        self._state.restore()  # chance was in it: it did not happen again
        epoch, first, batches, _ = self._blocks[-1]
        where = f"in epoch {epoch + 1}, batches {first + 1} to {first + len(batches)}"
        return (
            cause_of(where, self._course, batch=self._described(batches[0])),
            epoch + 1,
            first + 1,
        )

    def _described(self, batch: Any) -> Batch:
        """The arrays of a batch by what they are for."""
        x, y, weights = (
            unpack_x_y_sample_weight(batch) if isinstance(batch, tuple) else (batch, None, None)
        )
        features, targets, of_samples = (
            [np.asarray(a) for a in tree.flatten(part) if a is not None] for part in (x, y, weights)
        )
        if any(isinstance(layer, Embedding) for layer in self._model._flatten_layers()):
            features = [a for a in features if a.dtype.kind == "f"]  # the others are indices
        penalty = sum(float(np.asarray(loss.array)) for loss in self._penalties())
        rate = _learning_rate(self._model.optimizer)
        return Batch(features, targets, of_samples, rate, penalty)

    def _penalties(self) -> list[Any]:
        with observe.observed_by(None), np.errstate(all="ignore"):
            try:
                return [loss for loss in self._model.losses if np.size(loss.array) == 1]
            except Exception:  # a regularizer of the learner's own
                return []

    def _diagnose(self, batch: Any, before: State, where: str) -> Explanation:
        described = self._described(batch)
        witness = Witness(self._model)
        try:
            with observe.observed_by(witness):
                self._model.train_step(as_tensors(batch))
        except (_Seen, Exception):  # or the step is not made for being run so
            pass
        finally:
            before.restore()
        return cause_of(
            where,
            self._course,
            targets=witness.targets,
            operations=witness.operations,
            records=witness.records,
            gradients=witness.gradients,
            batch=described,
            weights=self._model.trainable_variables,
        )

    # --------------------------------------------------------------------------- loops of the learner's own
    def layer_ended(self, layer: Any, outputs: Any) -> None:
        if self._model is None:
            self._calls.append((layer, outputs))

    def differentiating(self, records: list[tuple], targets: list[Any]) -> None:
        if self._model is None:
            self._pass = (records, targets)

    def gradients_ready(self, optimizer: Any, gradients: list, variables: list) -> None:
        if self._model is not None:
            if (
                self._state is None
            ):  # the first batch has built the model, and changed no weight yet
                self._follow()
            return
        loop = self._loops.setdefault(id(optimizer), Loop(optimizer))
        if loop.told:
            return
        targets = self._pass[1]
        if all(is_finite(t.array) for t in targets) and all(is_finite(g.array) for g in gradients):
            loop.keep(variables, targets)
        else:
            loop.note(variables)
            self._explain(loop, variables, gradients)

    def gradients_applied(self, optimizer: Any, variables: list) -> None:
        if self._model is not None:
            return
        loop = self._loops.get(id(optimizer))
        if loop is not None and not loop.told and not all(is_finite(v.array) for v in variables):
            after = State(variables)
            after.keep()
            loop.go_back(variables)
            self._explain(loop, variables, [], after)
        self._calls.clear()
        self._pass = ([], [])

    def _explain(
        self, loop: Loop, variables: list, gradients: list, after: State | None = None
    ) -> None:
        """Tell of a step of the learner's own; `after` is what it made of the variables."""
        records, targets = self._pass
        layers = _layers_of(self._calls)
        operations = [
            Operation(what.name, inputs, output, layers.get(id(_first(output))), None)
            for what, inputs, _, output in records
        ]
        loop.told = True
        with observe.observed_by(None):
            said = cause_of(
                f"at step {loop.steps + 1}",
                loop.course,
                targets=targets,
                operations=operations,
                records=records,
                gradients=list(zip(variables, gradients)),
                batch=_batch_of(records, variables, loop.optimizer),
                weights=variables,
            )
        if after is not None and not self._stops:
            after.restore()
        self._tell(said, 0, loop.steps + 1)


class Loop:
    """What is known of a loop around `optimizer.apply`."""

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer  # kept, so that its identity is nobody else's
        self.course = Course()
        self.steps = 0
        self.told = False
        self._of: list[Any] = []
        self._state = State([])

    def keep(self, variables: list, targets: list) -> None:
        """What the step that follows may spoil."""
        if len(self._of) != len(variables) or any(a is not b for a, b in zip(self._of, variables)):
            self._of = list(variables)
            self._state = State([*variables, *self.optimizer.variables])
            self.steps = int(self.optimizer.iterations)
        self._state.keep()
        self.steps += 1
        if len(targets) == 1 and targets[0].array.size == 1:
            self.course.loss(float(targets[0].array.reshape(())))
        if self.steps == 1:
            self.note(variables)

    def go_back(self, variables: list) -> None:
        self._state.restore()
        self.steps -= 1
        self.note(variables)

    def note(self, variables: list) -> None:
        """How large the weights are now."""
        self.course.weights(max(float(np.abs(v.array).max(initial=0)) for v in variables))


class _Seen(BaseException):
    """The witness has seen enough. Not an Exception: a step of the learner's own may catch those."""


class Witness(observe.Observer):
    """Watches one step that is run as plain Python, up to the update."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._inside: list[Any] = []
        self._fit_line = (
            learner_line()
        )  # where the engine's own losses and layers are computed: no news
        self.operations: list[Operation] = []
        self.records: list[tuple] = []
        self.targets: list[Any] = []
        self.gradients: list[tuple[Any, Any]] = []

    def layer_started(self, layer: Any, args: tuple, kwargs: dict) -> None:
        self._inside.append(layer)

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        while self._inside and self._inside.pop() is not layer:
            pass

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        inner = self._inside[-1] if self._inside else None
        layer = inner if inner is not self._model else None
        line = learner_line()
        line = None if line == self._fit_line else line
        self.operations.append(Operation(name, inputs, output, layer, line))

    def differentiating(self, records: list[tuple], targets: list[Any]) -> None:
        self.records, self.targets = records, targets

    def gradients_ready(self, optimizer: Any, gradients: list, variables: list) -> None:
        self.gradients = list(zip(variables, gradients))
        bad_loss = not all(is_finite(t.array) for t in self.targets)
        if bad_loss or bad_gradient(self.gradients) is not None:
            raise _Seen


def _variables_of(model: Any) -> list[Any]:
    """All that a step of `model` changes: its own, its optimizer's and its metrics', each once."""
    counted = [v for metric in model.metrics for v in metric.variables]
    variables = [*model.variables, *model.optimizer.variables, *counted]
    return list({id(v): v for v in variables}.values())


def _batch_of(records: list[tuple], variables: list[Any], optimizer: Any) -> Batch:
    """The data of a loop of the learner's own: tensors that the pass began with. What is multiplied by a matrix is a
    feature, the rest are targets."""
    made = {id(part) for *_, output in records for part in _parts(output)}
    weights = {id(v.array) for v in variables}
    features: list[np.ndarray] = []
    targets: list[np.ndarray] = []
    for what, inputs, _, _ in records:
        for x in inputs:
            if id(x) not in made and id(x.array) not in weights and x.array.ndim > 1:
                (features if what.name.startswith(("matmul", "conv")) else targets).append(x.array)
    return Batch(features, targets, learning_rate=_learning_rate(optimizer))


def _learning_rate(optimizer: Any) -> float | None:
    try:
        return float(optimizer.learning_rate)
    except (AttributeError, TypeError, ValueError):
        return None


@contextlib.contextmanager
def _unnoticed(model: Any) -> Iterator[None]:
    """What is run again inside prints nothing, and neither chance nor the attributes of a layer show it later."""
    layers = [(layer, dict(vars(layer)), list(layer._losses)) for layer in model._flatten_layers()]
    numbers, python = np.random.get_state(), random.getstate()
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            observe.observed_by(None),
        ):
            yield
    finally:
        np.random.set_state(numbers)
        random.setstate(python)
        for layer, attributes, losses in layers:
            vars(layer).update(attributes)
            layer._losses[:] = losses


def _layers_of(calls: Any) -> dict[int, Any]:
    """Which layer made which tensor."""
    found: dict[int, Any] = {}
    for layer, outputs in calls:
        for tensor in tree.flatten(outputs):
            found.setdefault(id(tensor), layer)
    return found


def _parts(output: Any) -> tuple:
    return output if isinstance(output, tuple) else (output,)


def _first(output: Any) -> Any:
    return _parts(output)[0]
