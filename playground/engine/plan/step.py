"""A training step that records itself and, once it has done the same a few times, is replayed as a plan.

Nothing is asked of the learner's program: a step whose Python code reads values, or that does something else every
time, simply goes on running eagerly, and `problem` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import observe, tree
from playground.engine.plan.failing import PlanningError, report, run
from playground.engine.plan.graph import Graph
from playground.engine.plan.plan import Call, Plan, silent
from playground.engine.plan.replay import Plans, Replay, Route, entries
from playground.engine.plan.source import Source
from playground.engine.plan.tracing import Recorder, recording
from playground.engine.plan.unchanged import Snapshot
from playground.engine.tensor import Tensor
from playground.engine.training.logs import as_numbers, checked
from playground.engine.training.portions import BatchRange
from playground.engine.training.trainer import as_tensors

_REPEATS = 1  # equal recordings before the one that becomes a plan: the learner's `call` runs twice
_MANY = 4  # plans of one step, from which on more repeats are asked for: batches are of all sizes
_MANY_REPEATS = 3
_KEPT = 32  # plans of one step of a model
_PATIENCE = 6  # recordings that all differ, before giving up
_BLOCK = 2  # batches from which on a block is worth its making


class EagerStep:
    """`step(batches)` calls `method` on the tensors of each batch; returns what it gives for the last."""

    def __init__(self, model: Any, method: Callable[[Any], Any]) -> None:
        self.method = method
        self.reset_metrics = model.reset_metrics

    def __call__(self, batches: Any) -> Any:
        result = None
        for batch in batches:
            result = self.method(as_tensors(batch))
        return result

    def epoch(self, batches: BatchRange) -> dict[str, float]:
        """The logs, as numbers, of an epoch of which nobody hears but its end."""
        return as_numbers(checked(self(batches), _name(self.method)))


class CompiledStep:
    """`step(batches)` does what calling `method` on the tensors of each batch does; returns what it gives for the last.

    One is made for each `fit` or `evaluate`. It records the first step of its own, so that whatever has changed since
    the last time is noticed; unless a look at the attributes of all objects is enough to know that nothing has.
    Batches are structures of NumPy arrays.
    """

    def __init__(self, model: Any, method: Callable[[Any], Any], plans: Plans) -> None:
        self.model = model
        self.method = method
        self.reset_metrics, self._results = plans.of_metrics(model)
        self.plans = plans
        self.problem: str | None = None
        self._active: dict[tuple, Replay] = {}
        self._hopeless: set[tuple] = set()
        self._tries: dict[tuple, int] = {}
        self._began = False
        self._failure: PlanningError | None = None  # of which nobody has been told
        self._route: Route | None = None  # of the last range
        self._checked: Any = None  # the arrays of a whole epoch whose labels have been checked

    def __call__(self, batches: Any) -> Any:
        if isinstance(batches, BatchRange):
            route = self._route
            if route is not None and route.leads_through(batches) and self._went(route):
                return route.end.result(self._results)
            return self._range(batches)
        result = None
        for batch in batches:
            if not self._began:
                self._begin(batch)
            result = self._one(batch)
        return result

    def epoch(self, batches: BatchRange) -> dict[str, float]:
        """The logs, as numbers, of an epoch of which nobody hears but its end."""
        route = self._route
        if route is None or not route.leads_through(batches):
            return as_numbers(checked(self(batches), _name(self.method)))
        if not self._went(route):
            return as_numbers(checked(self(batches), _name(self.method)))
        end = route.end
        return as_numbers(
            self._results() if end.shows(self._results) else end.result(self._results)
        )

    def _begin(self, batch: Any) -> None:
        """Go on with the plans of the last time, should nothing have changed."""
        self._began = True
        plans = self.plans
        if (
            plans.snapshot is not None
            and observe.observer is None  # one who listens wants to hear of layers
            and plans.layout == _layout(batch)
            and plans.snapshot.holds()
        ):
            self._active.update(plans.current)

    def _one(self, batch: Any) -> Any:
        arrays = [np.asarray(a) for a in tree.flatten(batch) if a is not None]
        signature = _signature(arrays)
        replay = self._usable(signature)
        if replay is not None:
            replay.check(arrays)
            plan = replay.plan
            try:
                with silent():
                    calls, source = plan.calls(arrays)
                    self._run(plan, calls, source, 1)
                return replay.result(self._results)
            except PlanningError as error:
                self._failed(signature, error)
            except Exception:
                self.method(as_tensors(batch))  # says better what is wrong with it
                raise
        result = self._record(signature, batch)
        self._report()
        return result

    def _run(self, plan: Plan, calls: list[Call], source: Source | None, steps: int) -> None:
        kept = plan.kept(source, steps)
        plan.begin(source)
        run(calls, kept)
        plan.proven(source)

    def _went(self, route: Route) -> bool:
        """Whether the batches of the last time could be done the same way again: the same arrays, other numbers."""
        try:
            with silent():
                route.go()
            return True
        except PlanningError as error:
            self._route = None
            for signature in [*self._active]:
                self._failed(signature, error)
        except Exception:
            for batch in route.batches:
                self.method(as_tensors(batch))  # says better what is wrong with it
            raise
        return False

    def _range(self, batches: BatchRange) -> Any:
        if not self._began:
            self._begin(batches.arrays)
        result = None
        i = batches.first
        route: Route | None = Route(batches)
        while i < batches.last:
            arrays = batches.views(i)
            signature = _signature(arrays)
            replay = self._usable(signature)
            if replay is None:
                result, route = self._record(signature, batches.batch(i)), None
                i += 1
                continue
            if self._checked is not batches.flat[0]:
                replay.check(batches.flat)
                self._checked = batches.flat[0]
            stop = min(batches.last, batches.whole)
            plan = replay.plan
            made = plan.made  # else the program that is bound here is not the one to keep
            try:
                with silent():
                    if stop - i >= _BLOCK:
                        calls, source = plan.block_calls(batches.flat, i, stop)
                    else:
                        (calls, source), stop = plan.calls(arrays), i + 1
                    self._run(plan, calls, source, stop - i)
                if route is not None and made:
                    route.add(replay, source, calls)
                else:
                    route = None
                result, i = replay, stop
            except PlanningError as error:
                self._failed(signature, error)
            except Exception:
                for k in range(i, stop):
                    self.method(as_tensors(batches.batch(k)))  # says better what is wrong with it
                raise
        self._report()
        if not isinstance(result, Replay):
            return result
        self._route = route
        return result.result(self._results)

    def _usable(self, signature: tuple) -> Replay | None:
        replay = self._active.get(signature)
        return replay if replay is not None and replay.plan.valid() else None

    # -------------------------------------------------------------------------------------- recording
    def _record(self, signature: tuple, batch: Any) -> Any:
        tensors = as_tensors(batch)
        if signature in self._hopeless:
            return self.method(tensors)
        with recording(tensors, self.model) as recorder:
            result = self.method(tensors)
        if recorder.problem is not None:
            self._give_up(signature, recorder.problem)
            return result
        outputs = [x for x in tree.flatten(entries(result)) if isinstance(x, Tensor)]
        graph = recorder.finish(outputs)
        replay = self._find(signature, graph)
        repeats = _REPEATS if len(self.plans.made) < _MANY else _MANY_REPEATS
        if replay is None and self._seen(signature, graph) > repeats:
            replay = self._made(signature, graph, tensors, result, recorder)
        plans = self.plans
        tries = self._tries[signature] = self._tries.get(signature, 0) + 1
        if replay is not None:
            if not self._active:
                if plans.current.get(signature) is replay:
                    # nothing has changed since the last `fit`: neither has it for batches of other shapes
                    self._active.update(plans.current)
                else:
                    plans.current.clear()
                plans.layout = _layout(batch)
                plans.snapshot = Snapshot.of(self.model) if observe.observer is None else None
            elif plans.snapshot is not None and not plans.snapshot.holds():
                plans.snapshot = None  # recorded when something was not as it was for the others
            self._active[signature] = plans.current[signature] = plans.last = replay
            plans.problem = None
        elif tries > _PATIENCE:
            self._give_up(signature, "what the step computes is different every time")
        return result

    def _made(
        self, signature: tuple, graph: Graph, tensors: Any, result: Any, recorder: Recorder
    ) -> Replay:
        """A new plan."""
        plans = self.plans
        replay = Replay(Plan(graph, _batch_size(tensors)), tensors, result, recorder)
        if len(plans.made) >= _KEPT:
            plans.made.clear()
            plans.seen.clear()
        plans.made[self._fingerprint(signature, graph)] = replay
        return replay

    def _find(self, signature: tuple, graph: Graph) -> Replay | None:
        """A plan of the past for what has just been recorded."""
        plans = self.plans
        replay = plans.current.get(signature)
        if replay is None or replay.plan.recorded.record() != graph.record():
            fingerprint = self._fingerprint(signature, graph) if plans.made else None
            replay = plans.made.get(fingerprint) if fingerprint else None
        return replay if replay is not None and replay.plan.valid() else None

    def _seen(self, signature: tuple, graph: Graph) -> int:
        """How often this has been recorded. What was a plan before is one again at once."""
        plans = self.plans
        what = self._fingerprint(signature, graph)
        if what in plans.made:
            return _MANY_REPEATS + 1
        # not `graph.record()`: the very first step makes variables too, which has no part in what a step computes
        seen = plans.seen[what] = plans.seen.get(what, 0) + 1
        return seen

    @staticmethod
    def _fingerprint(signature: tuple, graph: Graph) -> tuple:
        return signature, hash(graph.fingerprint())

    def _failed(self, signature: tuple, error: PlanningError) -> None:
        self._failure = error
        self._active.pop(signature, None)
        self._give_up(signature, str(error))

    def _report(self) -> None:
        """What failed, in tests, after the batches that were under way."""
        failure, self._failure = self._failure, None
        if failure is not None:
            report(failure)

    def _give_up(self, signature: tuple, problem: str) -> None:
        self._hopeless.add(signature)
        if self.problem is None and observe.observer is not None:
            observe.observer.runs_eagerly(getattr(self.method, "__self__", None), problem)
        self.problem = self.plans.problem = problem


def _name(method: Any) -> str:
    return getattr(method, "__name__", "train_step")


def _signature(arrays: list[np.ndarray]) -> tuple:
    return tuple([(a.shape, a.dtype) for a in arrays])


def _layout(batch: Any) -> Any:
    """Structure and dtypes of a batch."""
    return tree.map_structure(lambda a: None if a is None else np.asarray(a).dtype, batch)


def _batch_size(tensors: Any) -> int | None:
    for x in tree.flatten(tensors):
        if x is not None and x.shape:
            return x.shape[0]
    return None
