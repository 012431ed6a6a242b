"""Functions of variables alone, such as the results of metrics: recorded in every `fit`, then replayed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine.plan.failing import PlanningError, report
from playground.engine.plan.plan import Plan, silent
from playground.engine.plan.tracing import recording
from playground.engine.tensor import Tensor

_NO_BATCH = ((),)  # what such a plan is given: one batch of nothing


class Recalled:
    """`recalled()` does what `function()` does. Where that returns a dict of scalars, it returns their numbers.

    The first two calls run `function`; when they did the same, the others replay it. After `renew`, one call is
    recorded again and compared.
    """

    def __init__(self, function: Callable[[], Any], is_ours: Callable[[], bool]) -> None:
        self.function = function
        self._is_ours = is_ours  # else there is code in it that may do what is not seen here
        self._record: int | None = None
        self._plan: Plan | None = None
        self._results: list[tuple[str, Any]] | None = None
        self._hopeless = False
        self._active = False

    def renew(self) -> None:
        """A new `fit` begins: things may have changed."""
        self._active = self._hopeless = False

    def __call__(self) -> Any:
        plan = self._plan
        if plan is None or not self._active or not plan.valid():
            return self.function() if self._hopeless else self._recorded()
        try:
            if plan.quiet:
                plan.step(_NO_BATCH)
            else:
                with silent():
                    plan.step(_NO_BATCH)
        except Exception as error:  # metrics are set to 0 or only read: it can be done again
            self._hopeless, self._active = True, False
            result = self.function()
            report(error)
            return result
        if self._results is None:
            return None
        return {
            name: value if value.__class__ is float else float(value)
            for name, value in self._results
        }

    def _recorded(self) -> Any:
        if not self._is_ours():
            return self.function()
        with recording(()) as recorder:
            result = self.function()
        entries = result if isinstance(result, dict) else {}
        outputs = [x for x in entries.values() if isinstance(x, Tensor)]
        scalar = all(
            isinstance(x, float) or (isinstance(x, Tensor) and x.shape == ())
            for x in entries.values()
        )
        if (
            recorder.problem is not None
            or not scalar
            or (entries is not result and result is not None)
        ):
            self._hopeless = True
            return result
        graph = recorder.finish(outputs)
        record = hash((graph.record(), tuple(entries)))
        if self._record != record:
            self._record, self._plan = record, None
            return result
        self._active = True
        if self._plan is not None and self._plan.valid():
            return result
        try:
            plan = self._plan = Plan(graph, None)
            memory = plan.source.memory
        except PlanningError as error:
            self._hopeless = True
            report(error)
            return result
        arrays = iter([memory.arrays[x.number] for x in plan.graph.outputs])
        if result is not None:
            self._results = [
                (name, next(arrays) if isinstance(x, Tensor) else x) for name, x in entries.items()
            ]
        return result
