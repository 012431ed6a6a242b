"""The coach of training: at the first number that is none, it stops a program before its weights are ruined.

A `fit` runs blocks of batches. Before each the coach copies the state of the model, or, where that takes long, before
some; after each it looks at weights and loss. When they are not finite, it goes back, does the batches since then one
by one until the first bad one, does that one again as plain Python under the eyes of a `Witness`, and says what that
saw. A loop that the learner wrote with GradientTape cannot be run again; there it looks at the gradients before they
are applied.
"""

from __future__ import annotations

import contextlib
import io
import math
import time
from collections import deque
from typing import Any, NoReturn

import numpy as np

from playground.engine import observe, tree
from playground.engine.training.trainer import as_tensors
from playground.execute.cause import Course, Operation, bad_gradient, cause_of, is_finite
from playground.execute.failure import Diverged, learner_line

REMEMBERED_CALLS = 100  # of layers, in a loop of the learner's own
COPY_SHARE = 0.03  # of the time, at most, goes into copies of a model's state,
MOST_BLOCKS = 100  # unless so many blocks would have to be done again


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
    """Told by the conductor what the engine tells it; raises `Diverged`."""

    def __init__(self) -> None:
        self._model: Any = None  # whose `fit` is going on
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

    # ----------------------------------------------------------------------------------------------- fit
    def fit_started(self, model: Any) -> None:
        self._forget_fit()
        self._model = model

    def fit_ended(self) -> None:
        self._forget_fit()
        self._model = None

    def batches_started(self, epoch: int, first: int, batches: Any, step: Any) -> None:
        if self._state is None and self._model.built and self._model.optimizer.built:
            self._follow()
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
        counted = [v for metric in model.metrics for v in metric.variables]
        variables = [*model.variables, *model.optimizer.variables, *counted]
        self._state = State(list({id(v): v for v in variables}.values()))
        self._state.keep()
        self._losses = [m for m in model.metrics if m.name == "loss" and hasattr(m, "total")]
        self._weights = [v.array for v in model.trainable_variables]
        self._course.weights(self._largest_weight())

    def batches_ended(self) -> None:
        """Raises Diverged, with the state from before the batch that was bad."""
        if self._state is None:
            return
        self._weights = [v.array for v in self._model.trainable_variables]
        if all(map(is_finite, self._weights)) and self._note_loss():
            return
        with contextlib.ExitStack() as quiet:
            quiet.enter_context(contextlib.redirect_stdout(io.StringIO()))
            quiet.enter_context(contextlib.redirect_stderr(io.StringIO()))
            quiet.enter_context(observe.observed_by(None))
            said = self._replay()
        raise said

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

    def _replay(self) -> Diverged:
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
                return self._diagnose(batch, before, where)
        self._state.restore()  # chance was in it: it did not happen again
        epoch, first, batches, _ = self._blocks[-1]
        last = first + len(batches)
        return cause_of(f"in epoch {epoch + 1}, batches {first + 1} to {last}", self._course)

    def _diagnose(self, batch: Any, before: State, where: str) -> Diverged:
        witness = Witness(self._model)
        try:
            with observe.observed_by(witness):
                self._model.train_step(as_tensors(batch))
        except _Seen:
            pass
        finally:
            before.restore()
        inputs = [a for a in tree.flatten(batch) if a is not None]
        return cause_of(
            where,
            self._course,
            targets=witness.targets,
            operations=witness.operations,
            records=witness.records,
            gradients=witness.gradients,
            data=inputs,
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
        targets = self._pass[1]
        if all(is_finite(t.array) for t in targets) and all(is_finite(g.array) for g in gradients):
            loop.keep(variables, targets)
        else:
            loop.note(variables)
            self._stop(loop, variables, gradients)

    def gradients_applied(self, optimizer: Any, variables: list) -> None:
        if self._model is not None:
            return
        loop = self._loops.get(id(optimizer))
        if loop is not None and not all(is_finite(v.array) for v in variables):
            loop.go_back(variables)
            self._stop(loop, variables, [])
        self._calls.clear()
        self._pass = ([], [])

    def _stop(self, loop: Loop, variables: list, gradients: list) -> NoReturn:
        records, targets = self._pass
        layers = _layers_of(self._calls)
        operations = [
            Operation(what.name, inputs, output, layers.get(id(_first(output))), None)
            for what, inputs, _, output in records
        ]
        self._calls.clear()
        self._pass = ([], [])
        with observe.observed_by(None):
            said = cause_of(
                f"at step {loop.steps + 1}",
                loop.course,
                targets=targets,
                operations=operations,
                records=records,
                gradients=list(zip(variables, gradients)),
                weights=variables,
            )
        raise said


class Loop:
    """What is known of a loop around `optimizer.apply`."""

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer  # kept, so that its identity is nobody else's
        self.course = Course()
        self.steps = 0
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


class _Seen(Exception):
    """The witness has seen enough."""


class Witness(observe.Observer):
    """Watches one step that is run as plain Python, up to the update."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._inside: list[Any] = []
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
        self.operations.append(Operation(name, inputs, output, layer, learner_line()))

    def differentiating(self, records: list[tuple], targets: list[Any]) -> None:
        self.records, self.targets = records, targets

    def gradients_ready(self, optimizer: Any, gradients: list, variables: list) -> None:
        self.gradients = list(zip(variables, gradients))
        bad_loss = not all(is_finite(t.array) for t in self.targets)
        if bad_loss or bad_gradient(self.gradients) is not None:
            raise _Seen


def _layers_of(calls: Any) -> dict[int, Any]:
    """Which layer made which tensor."""
    found: dict[int, Any] = {}
    for layer, outputs in calls:
        for tensor in tree.flatten(outputs):
            found.setdefault(id(tensor), layer)
    return found


def _first(output: Any) -> Any:
    return output[0] if isinstance(output, tuple) else output
