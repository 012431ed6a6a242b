"""A plan: a recorded step, rewritten, placed in memory and turned into a program."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from playground.engine import variable as variables
from playground.engine.plan.affine import with_bias_inside
from playground.engine.plan.algebra import simplified
from playground.engine.plan.block import Block
from playground.engine.plan.graph import Graph
from playground.engine.plan.identities import shortened
from playground.engine.plan.lowering import lowered
from playground.engine.plan.merging import merged
from playground.engine.plan.source import Source
from playground.engine.tensor import Tensor

_QUIET = {"input", "variable", "constant", "reshape", "transpose", "divide_no_nan"}
silent = partial(np.errstate, all="ignore")


class PlanningError(Exception):
    """The planner failed. The step can still be run as it is written."""


def _made(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except Exception as error:
        raise PlanningError(f"the planner failed with {type(error).__name__}: {error}") from error


class Plan:
    """Does the recorded step again: `step` for one batch, `block` for many. Whoever calls them turns NumPy's warnings
    off, as `primitive.apply` has it, unless the plan is `quiet`."""

    def __init__(self, recorded: Graph, batch_size: int | None) -> None:
        self.recorded = recorded
        self.graph: Graph = _made(
            lambda: with_bias_inside(merged(simplified(lowered(shortened(recorded)))))
        )
        self.batch_size = batch_size
        self._source: Any = None
        self._block: Any = None  # a Block, once one has been asked for
        self._last: Source | None = None  # which of the two programs did the last step
        self.quiet = all(x.name in _QUIET for x in self.graph.nodes())
        self._changed = _members(self.graph)
        self._bound = [
            (v, v.array)
            for node in self.graph.nodes()
            if node.kind == "variable"
            for v in getattr(node.payload, "members", (node.payload,))
        ]
        self._reads = -1
        self._moves = variables.moves

    @property
    def source(self) -> Source:
        """The program of one step."""
        if self._source is None:
            self._source = _made(lambda: Source(self.graph, self.batch_size))
        return self._source

    def bound(self, arrays: list[np.ndarray]) -> tuple:
        """What `step` takes for a batch. It may be kept, and used again when the arrays have other numbers."""
        return (self.source.bind(arrays),)

    def step(self, batch: tuple) -> None:
        """One step on a batch made by `bound`."""
        self._detach()
        source = self._last = self.source
        source.run(batch)

    def block(self, arrays: list[np.ndarray], first: int, last: int) -> None:
        """Steps on the batches `first` to `last - 1` of an epoch's arrays."""
        self._detach()
        if self._block is None:
            self._block = _made(lambda: Block(self.graph, arrays, self.batch_size or 1))
        self._block.run(arrays, first, last)
        self._last = self._block.source

    def _detach(self) -> None:
        # somebody may hold values of variables: they must not change
        if self._reads != variables.reads:
            for variable in self._changed:
                variable._detach_snapshot()
            self._reads = variables.reads

    def valid(self) -> bool:
        """Whether the variables are where they were when the plan was made."""
        if self._moves == variables.moves:
            return True
        if all(v.array is array for v, array in self._bound):
            self._moves = variables.moves
            return True
        return False

    def outputs_now(self) -> list[Tensor]:
        """Copies of what the last step computed for its result."""
        if self._last is None:
            return []
        nodes = self._last.graph.outputs[: len(self.graph.outputs)]
        return [Tensor(np.array(self._last.memory.arrays[x.number])) for x in nodes]


def _members(graph: Graph) -> list[Any]:
    """All variables that a step changes."""
    return [v for changed in graph.assignments for v in getattr(changed, "members", (changed,))]
