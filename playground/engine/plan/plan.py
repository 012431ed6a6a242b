"""A plan: a recorded step, rewritten, placed in memory and turned into a program."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import variable as variables
from playground.engine.plan.affine import with_bias_inside
from playground.engine.plan.algebra import simplified
from playground.engine.plan.graph import Graph
from playground.engine.plan.lowering import lowered
from playground.engine.plan.merging import merged
from playground.engine.plan.source import Source
from playground.engine.tensor import Tensor


class Plan:
    """`run(batches)` does the recorded step once for each of `batches`, made by `bind`."""

    def __init__(self, recorded: Graph, batch_size: int | None) -> None:
        self.recorded = recorded
        self.graph = with_bias_inside(merged(simplified(lowered(recorded))))
        self.source = Source(self.graph, batch_size)
        self.bind = self.source.bind
        self.outputs = [self.source.memory.arrays[x.number] for x in self.graph.outputs]
        self._run = self.source.run
        self._changed = _members(self.graph)
        self._bound = [
            (v, v.array)
            for node in self.graph.nodes()
            if node.kind == "variable"
            for v in getattr(node.payload, "members", (node.payload,))
        ]
        self._reads = -1
        self._moves = variables.moves

    def run(self, batches: Any) -> None:
        """One step for each element of `batches`."""
        if (
            self._reads != variables.reads
        ):  # somebody may hold the values of a variable: they must not change
            for variable in self._changed:
                variable._detach_snapshot()
            self._reads = variables.reads
        self._run(batches)

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
        return [Tensor(np.array(a)) for a in self.outputs]


def _members(graph: Graph) -> list[Any]:
    """All variables that a step changes."""
    return [v for changed in graph.assignments for v in getattr(changed, "members", (changed,))]
