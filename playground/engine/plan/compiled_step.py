"""A training step that records itself and, once it has done the same twice, is replayed as a plan.

Nothing is asked of the learner's program: a step whose Python code reads values, or that does something else every
time, simply goes on running eagerly, and `problem` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import tree
from playground.engine.plan.plan import Plan
from playground.engine.plan.tracing import Recorder, recording
from playground.engine.tensor import Tensor
from playground.engine.training.logs import Logs
from playground.engine.training.trainer import as_tensors

_PATIENCE = 5  # recordings that all differ, before giving up


class Replay:
    """A plan together with what the step returns."""

    def __init__(self, plan: Plan, result: Any, recorder: Recorder) -> None:
        self.plan = plan
        self.guards = recorder.guards
        self._make = result._make if isinstance(result, Logs) else None
        self._shape = _entries(result)
        self.returns_logs = isinstance(result, Logs)

    def result(self) -> Any:
        """What the step just replayed would have returned."""
        if not self.plan.outputs:
            return Logs(self._make) if self._make is not None else self._shape
        values = iter(self.plan.outputs_now())
        entries = tree.map_structure(
            lambda x: next(values) if isinstance(x, Tensor) else x, self._shape
        )
        if self._make is None:
            return entries
        logs = Logs(self._make)
        dict.update(logs, entries)
        return logs


def _entries(result: Any) -> Any:
    """What of a step's result is there, without reading logs that nobody has read."""
    return dict(dict.items(result)) if isinstance(result, Logs) else result


class Plans:
    """The plans of one model for one of its steps, kept from `fit` to `fit`."""

    def __init__(self) -> None:
        self.seen: dict[tuple, int] = {}  # fingerprint → how often it was recorded
        self.made: dict[tuple, Replay] = {}
        self.last: Replay | None = None
        self.problem: str | None = None


class CompiledStep:
    """`step(batch)` does what `method(tensors of batch)` does. One is made for each `fit` or `evaluate`: it records the
    first step of its own, so that whatever has changed since the last time is noticed.

    batch
        A structure of NumPy arrays.
    """

    def __init__(self, method: Callable[[Any], Any], plans: Plans) -> None:
        self.method = method
        self.plans = plans
        self.problem: str | None = None
        self.guarded = True  # whether each batch is checked; False when all data have been
        self._active: dict[tuple, Replay] = {}
        self._hopeless: dict[tuple, str] = {}
        self._tries: dict[tuple, int] = {}

    def __call__(self, batch: Any) -> Any:
        if batch.__class__ is tuple and None not in [a.__class__ for a in batch]:
            arrays = batch if _plain(batch) else _leaves(batch)
        else:
            arrays = _leaves(batch)
        signature = tuple([a.shape for a in arrays])
        replay = self._active.get(signature)
        if replay is None or not replay.plan.valid():
            return self._record(signature, batch)
        if self.guarded and replay.guards:
            for i, check in replay.guards:
                check(arrays[i])
        replay.plan.run((replay.plan.bind(arrays),))
        return replay.result()

    # -------------------------------------------------------------------------------------- recording
    def _record(self, signature: tuple, batch: Any) -> Any:
        tensors = as_tensors(batch)
        if signature in self._hopeless:
            return self.method(tensors)
        with recording(tensors) as recorder:
            result = self.method(tensors)
        if recorder.problem is not None:
            self._give_up(signature, recorder.problem)
            return result
        graph = recorder.finish(
            [x for x in tree.flatten(_entries(result)) if isinstance(x, Tensor)]
        )
        fingerprint = signature, hash(graph.fingerprint())
        plans = self.plans
        seen = plans.seen[fingerprint] = plans.seen.get(fingerprint, 0) + 1
        replay = plans.made.get(fingerprint)
        if replay is None and seen > 1:
            replay = Replay(Plan(graph, _batch_size(tensors)), result, recorder)
            plans.made[fingerprint] = replay
        elif replay is not None and not replay.plan.valid():
            replay = plans.made[fingerprint] = Replay(
                Plan(graph, _batch_size(tensors)), result, recorder
            )
        if replay is not None:
            self._active[signature] = plans.last = replay
        elif self._tries.setdefault(signature, 0) >= _PATIENCE:
            self._give_up(signature, "what the step computes is different every time")
        self._tries[signature] = self._tries.get(signature, 0) + 1
        return result

    def _give_up(self, signature: tuple, problem: str) -> None:
        self._hopeless[signature] = problem
        self.problem = self.plans.problem = problem

    def check_all(self, arrays: list[np.ndarray]) -> None:
        """Do the checks of labels on whole data at once, and not on every batch any more."""


def _plain(batch: tuple) -> bool:
    return all(a.__class__ is np.ndarray for a in batch)


def _leaves(batch: Any) -> list[np.ndarray]:
    return [np.asarray(a) for a in tree.flatten(batch) if a is not None]


def _batch_size(tensors: Any) -> int | None:
    for x in tree.flatten(tensors):
        if x is not None and x.shape:
            return x.shape[0]
    return None
