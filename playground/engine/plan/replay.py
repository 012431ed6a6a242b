"""A plan in use: what it returns, which batches it has done before, and all plans of a step of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import tree
from playground.engine.plan.plan import Plan
from playground.engine.plan.recalled import Recalled
from playground.engine.plan.tracing import Recorder
from playground.engine.tensor import Tensor
from playground.engine.training.logs import Logs
from playground.engine.training.portions import BatchRange


class Replay:
    """A plan together with what the step returns."""

    def __init__(self, plan: Plan, batch: Any, result: Any, recorder: Recorder) -> None:
        self.plan = plan
        self.data = _names_of(batch)
        self.guards = recorder.guards
        self.make = result._make if isinstance(result, Logs) else None
        self._shape = entries(result)

    def check(self, arrays: list[np.ndarray]) -> None:
        """The checks that the recorded step did on its labels, on these."""
        for i, check in self.guards:
            check(arrays[i])

    def result(self, results: Recalled) -> Any:
        """What the step just replayed would have returned. `results` computes what logs show when they are read."""
        if self.make is not None and not self._shape:
            return Logs(results if results.function == self.make else self.make)
        values = iter(self.plan.outputs_now())
        entries = tree.map_structure(
            lambda x: next(values) if isinstance(x, Tensor) else x, self._shape
        )
        if self.make is None:
            return entries
        logs = Logs(self.make)
        dict.update(logs, entries)
        return logs


def _names_of(batch: Any) -> list[str]:
    """What to call the arrays of a batch: `x`, `y`, `x[0]`, `x['age']`."""
    found = []
    for path, leaf in tree.flatten_with_path(batch):
        if leaf is not None:
            name = ("x", "y", "sample_weight")[path[0]] if path and path[0] in (0, 1, 2) else "x"
            found.append(name + "".join(f"[{key!r}]" for key in path[1:]))
    return found


def entries(result: Any) -> Any:
    """What of a step's result is there, without reading logs that nobody has read."""
    if not isinstance(result, Logs):
        return result
    return {name: value for name, value in dict.items(result) if isinstance(name, str)}


class Plans:
    """The plans of one model for one of its steps, kept from `fit` to `fit`."""

    def __init__(self) -> None:
        self.seen: dict[tuple, int] = {}  # fingerprint → how often it was recorded
        self.made: dict[tuple, Replay] = {}
        self.current: dict[tuple, Replay] = {}  # signature → the plan that was last in use
        self.last: Replay | None = None
        self.problem: str | None = None
        self._of_metrics: tuple[Recalled, Recalled] | None = None

    def of_metrics(self, model: Any) -> tuple[Recalled, Recalled]:
        """`model.reset_metrics` and `model.get_metrics_result`."""
        if self._of_metrics is None:
            self._of_metrics = Recalled(model.reset_metrics), Recalled(model.get_metrics_result)
        for recalled in self._of_metrics:
            recalled.renew()
        return self._of_metrics


class Route:
    """How a range of batches was done, all of it with plans: `calls` do it again, `end` is the plan of the last."""

    def __init__(self, batches: BatchRange) -> None:
        self._batches = batches
        self._plans: list[Plan] = []
        self.calls: list[Callable[[], None]] = []
        self.end: Any = None

    def add(self, replay: Replay, call: Callable[[], None]) -> None:
        """What was done next."""
        self.calls.append(call)
        self._plans.append(replay.plan)
        self.end = replay

    def leads_through(self, batches: BatchRange) -> bool:
        """Whether these are the batches it was made for, and its plans still hold."""
        own = self._batches
        return (
            batches.flat is own.flat
            and (batches.first, batches.last) == (own.first, own.last)
            and all(plan.valid() for plan in self._plans)
        )
