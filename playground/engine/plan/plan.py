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
from playground.engine.plan.counting import counting
from playground.engine.plan.failing import Kept, planned
from playground.engine.plan.graph import Graph
from playground.engine.plan.identities import shortened
from playground.engine.plan.lowering import lowered
from playground.engine.plan.merging import merged
from playground.engine.plan.products import as_matrices
from playground.engine.plan.recurrence import all_at_once
from playground.engine.plan.reductions import reduced_fast
from playground.engine.plan.source import Source
from playground.engine.tensor import Tensor

_QUIET = {"input", "variable", "constant", "reshape", "transpose", "divide_no_nan"}
_REHEARSALS = 2
FEW = 8  # steps, for which copying what they change takes too long
Call = Callable[[], None]
silent = partial(np.errstate, all="ignore")


_REWRITINGS = (
    shortened, lowered, as_matrices, all_at_once, reduced_fast, simplified, counting, merged, with_bias_inside
)  # fmt: skip


def _rewritten(graph: Graph) -> Graph:
    for rewriting in _REWRITINGS:
        graph = rewriting(graph)
    return graph


class Plan:
    """Does the recorded step again: `step` for one batch, `block_calls` for many. Whoever calls them turns NumPy's
    warnings off, as `primitive.apply` has it, unless the plan is `quiet`.

    Making the program takes as long as some ten steps, so the first few are rehearsals: the recorded operations, one by
    one. `made` says whether that is over.
    """

    def __init__(self, recorded: Graph, batch_size: int | None) -> None:
        self.recorded = recorded
        self.batch_size = batch_size
        self.quiet = False
        self._graph: Graph | None = None
        self._source: Any = None
        self._block: Any = None  # a Block, once one has been asked for
        self._last: Source | None = None  # which of the two programs did the last step
        self._rehearsals = _REHEARSALS  # that are left
        self._rehearsed: list[np.ndarray] = []  # outputs of the last one
        self._proven: set[Any] = set()  # programs that have run to their end

    @property
    def made(self) -> bool:
        """Whether there is a program, or will be for the next step."""
        return self._graph is not None or not self._rehearsals

    @property
    def graph(self) -> Graph:
        """What is left of the recorded graph after all rewritings. Its variables have moved into shared arrays."""
        made = self._graph
        if made is None:
            recorded = self.recorded
            made = self._graph = planned(lambda: _rewritten(recorded))
            self.quiet = all(x.name in _QUIET for x in made.nodes())
            self._changed = _members(made)
            read = [node.payload for node in made.nodes() if node.kind == "variable"]
            self._bound = [
                (v, v.array)
                for touched in (*read, *made.assignments)  # what is only written has a place, too
                for v in getattr(touched, "members", (touched,))
            ]
            self._reads = -1
            self._moves = variables.moves
        return made

    @property
    def source(self) -> Source:
        """The program of one step."""
        if self._source is None:
            self._source = planned(lambda: Source(self.graph, self.batch_size))
        return self._source

    def bound(self, arrays: list[np.ndarray]) -> Any:
        """What `step` takes for a batch. Once the plan is made it may be kept, and used again when the arrays have
        other numbers."""
        return self.source.batch(arrays) if self.made else arrays

    def step(self, batch: Any) -> None:
        """One step on a batch made by `bound`."""
        if not self.made:
            self._rehearse(batch)
            return
        source = self.source
        self.begin(source)
        source.run(batch)

    def calls(self, batch: list[np.ndarray]) -> tuple[list[Call], Source | None]:
        """What does one step on a batch after `begin`, and the program that is to be begun. Once the plan is made the
        calls may be kept, and called again when the arrays have other numbers."""
        if not self.made:
            return [partial(self._rehearse, batch)], None
        return [partial(self.source.run, self.bound(batch))], self.source

    def block_calls(
        self, arrays: list[np.ndarray], first: int, last: int
    ) -> tuple[list[Call], Source | None]:
        """Likewise for the batches `first` to `last - 1` of an epoch's arrays."""
        size = self.batch_size or 1
        if not self.made and last - first <= self._rehearsals:
            batches = ([a[i * size : (i + 1) * size] for a in arrays] for i in range(first, last))
            return [partial(self._rehearse, batch) for batch in batches], None
        if self._block is None:
            graph = self.graph
            self._block = planned(lambda: Block(graph, arrays, size))
        return self._block.calls(arrays, first, last), self._block.source

    def begin(self, source: Source | None) -> None:
        """Before variables change: `source` is about to do steps, None a rehearsal."""
        if source is None:
            return
        # somebody may hold values of variables: they must not change
        if self._reads != variables.reads:
            for variable in self._changed:
                variable._detach_snapshot()
            self._reads = variables.reads
        self._last = source

    def _rehearse(self, arrays: list[np.ndarray]) -> None:
        """A step as it was recorded, without the Python code around it."""
        self._rehearsals -= 1
        values: dict[int, Any] = {}
        graph = self.recorded
        for node in graph.nodes():
            inputs = [values[x.number] for x in node.inputs]
            if node.kind == "op":
                value = node.payload.forward(*inputs, **node.parameters)
            elif node.kind == "item":
                value = inputs[0][node.payload]
            elif node.kind == "input":
                value = arrays[node.payload]
            elif node.kind == "variable":
                value = node.payload.array.copy()  # views of it must not change with it
            else:
                value = node.payload
            values[node.number] = value if value.__class__ is tuple else np.asarray(value)
        self._rehearsed = [values[x.number] for x in graph.outputs]
        for variable, node in graph.assignments.items():
            variable._detach_snapshot()
            np.copyto(variable.array, values[node.number])

    def kept(self, source: Source | None, steps: int) -> Kept | None:
        """What to go back to, should `source` fail. None when it has done its work before and is to do few steps now:
        copying takes time."""
        if source in self._proven and steps < FEW:
            return None
        return Kept(self.written()).take()

    def written(self) -> list[np.ndarray]:
        """The arrays that a step changes."""
        graph = self.recorded if self._graph is None else self._graph
        return [v.array for v in graph.assignments]

    def proven(self, source: Source | None) -> None:
        """`source` has done steps and not failed."""
        self._proven.add(source)

    def valid(self) -> bool:
        """Whether the variables are where they were when the plan was made."""
        if self._graph is None:
            return True
        if self._moves == variables.moves:
            return True
        if all(v.array is array for v, array in self._bound):
            self._moves = variables.moves
            return True
        return False

    def outputs_now(self) -> list[Tensor]:
        """Copies of what the last step computed for its result."""
        if self._last is None:
            return [Tensor(np.array(x)) for x in self._rehearsed]
        nodes = self._last.graph.outputs[: len(self.graph.outputs)]
        return [Tensor(np.array(self._last.memory.arrays[x.number])) for x in nodes]


def _members(graph: Graph) -> list[Any]:
    """All variables that a step changes."""
    return [v for changed in graph.assignments for v in getattr(changed, "members", (changed,))]
