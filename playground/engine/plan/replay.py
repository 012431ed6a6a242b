"""A plan in use: what it returns, which batches it has done before, and all plans of a step of a model."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import tree
from playground.engine import variable as variables
from playground.engine.plan.failing import Kept, run
from playground.engine.plan.plan import FEW, Call, Plan
from playground.engine.plan.recalled import Recalled
from playground.engine.plan.source import Source
from playground.engine.plan.tracing import Recorder
from playground.engine.plan.unchanged import Snapshot
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

    def shows(self, results: Recalled) -> bool:
        """Whether what the step returns is what `results` computes, and nothing else."""
        return results.function == self.make and not self._shape

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
        self.made: dict[tuple, Replay] = {}  # fingerprint → its plan
        self.current: dict[tuple, Replay] = {}  # signature → the plan that was last in use
        self.last: Replay | None = None
        self.snapshot: Snapshot | None = None  # of the model, when `current` was found to hold
        self.layout: Any = None  # of its batches
        self.problem: str | None = None
        self._of_metrics: tuple[Recalled, Recalled] | None = None
        self._metrics: list[tuple] | None = None  # what those two were recorded with

    def of_metrics(self, model: Any) -> tuple[Recalled, Recalled]:
        """`model.reset_metrics` and `model.get_metrics_result`."""
        if self._of_metrics is None:

            def is_ours() -> bool:
                return _metrics_of_ours(model) is not None

            reset, result = model.reset_metrics, model.get_metrics_result
            self._of_metrics = Recalled(reset, is_ours), Recalled(result, is_ours)
        metrics = _metrics_of_ours(model)
        if metrics is None or metrics != self._metrics:
            for recalled in self._of_metrics:
                recalled.renew()
        self._metrics = metrics
        return self._of_metrics


def _metrics_of_ours(model: Any) -> list[tuple] | None:
    """The metrics of a model, when they and what is done with them are all the engine's: then the same ones do the same
    in the next `fit`. None when some of it is the learner's."""
    cls = type(model)
    if any(
        not _is_ours(getattr(cls, n)) for n in ("metrics", "reset_metrics", "get_metrics_result")
    ):
        return None
    found = list(model.metrics)
    for metric in found:
        found.extend(getattr(metric, "metrics", ()))
    if not all(_is_ours(type(metric)) and getattr(metric, "built", True) for metric in found):
        return None
    return [(metric, metric.name) for metric in found]


def _is_ours(thing: Any) -> bool:
    module = getattr(getattr(thing, "fget", thing), "__module__", "")
    return module.startswith("playground.engine.")


class Route:
    """How a range of batches was done, all of it with plans: `go` does it again, `end` is the plan of the last."""

    def __init__(self, batches: BatchRange) -> None:
        self.batches = batches
        self._programs: list[tuple[Plan, Source | None]] = []
        self._moves = -1  # of variables, when the plans were last seen to hold
        self._calls: list[Call] = []
        self._kept: Kept | None = None  # of what the plans change
        self.end: Any = None

    def add(self, replay: Replay, source: Source | None, calls: list[Call]) -> None:
        """What was done next."""
        self._calls += calls
        self._programs.append((replay.plan, source))
        self.end = replay

    def go(self) -> None:
        """Do it again. PlanningError when that has failed and been undone."""
        if self._kept is None and len(self.batches) >= FEW:
            written = {id(a): a for plan, _ in self._programs for a in plan.written()}
            self._kept = Kept(written.values())
        for plan, source in self._programs:
            plan.begin(source)
        run(self._calls, None if self._kept is None else self._kept.take())

    def leads_through(self, batches: BatchRange) -> bool:
        """Whether these are the batches it was made for, and its plans still hold."""
        own = self.batches
        if batches is not own and (
            batches.flat is not own.flat or (batches.first, batches.last) != (own.first, own.last)
        ):
            return False
        if self._moves != variables.moves:
            if not all(plan.valid() for plan, _ in self._programs):
                return False
            self._moves = variables.moves
            self._kept = None
        return True
