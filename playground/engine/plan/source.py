"""From a graph with places for its arrays to Python source: straight-line NumPy, one call a line, no allocation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph
from playground.engine.plan.instructions import Instructions
from playground.engine.plan.memory import Memory


class Source(Instructions):
    """The program of a step. `run(batches)` takes tuples made by `bind` and does one step for each."""

    def __init__(
        self,
        graph: Graph,
        batch_size: int | None,
        per_batch: int = 0,
        examples: dict[int, np.ndarray] | None = None,
    ) -> None:
        super().__init__(Memory(graph, batch_size, per_batch, examples))
        self.graph = graph
        before: list[str] = []
        inside: list[str] = []
        for copy, array in self.memory.saved:
            inside.append(f"copyto({self.name(copy)}, {self.name(array)})")
        runs = {run[0].number: run for run in self.memory.chunked}
        in_runs = {node.number for run in self.memory.chunked for node in run}
        for node in self.memory.order:
            lines = inside if node.number in self.memory.changing else before
            if node.number in runs:
                inside += self.run_of_chunks(runs[node.number])
            elif node.number not in in_runs:
                lines += self.lines(node)
        for place, node in self.memory.handed_on:
            inside.append(self.copy(place.name, node))
        for array, root in self.memory.late:
            inside.append(self.copy(self.name(array), root))
        self.calls = len(inside)
        self.is_empty = not before and not inside
        self.text = self._text(before, inside)
        scope: dict[str, Any] = {}
        exec(compile(self.text, "<plan>", "exec"), scope)
        self.run: Callable[[Any], None] = scope["make"](*self.names.values())

    def _text(self, before: list[str], inside: list[str]) -> str:
        batch = "".join(f"{x.name}, " for x in self.memory.batch) or "_"
        kept = "".join(f", {name}={name}" for name in dict.fromkeys(self.kept))
        lines = [f"def make({', '.join(self.names)}):", f"    def run(batches{kept}):"]
        lines += [f"        {line}" for line in before]
        lines += [f"        for {batch.strip()} in batches:"]
        lines += [f"            {line}" for line in inside or ["pass"]]
        lines += ["    return run", ""]
        return "\n".join(lines)

    def bind(self, arrays: list[np.ndarray], outputs: list[np.ndarray] | None = None) -> tuple:
        """What `run` takes for the batch whose arrays these are. `outputs` take what is handed on."""
        made: dict[int, np.ndarray] = {}
        for x in self.memory.batch:
            if not x.sources:
                given = arrays if x.name[0] == "x" else outputs or []
                made[id(x)] = given[int(x.name[1:])]
            else:
                assert x.view is not None
                made[id(x)] = x.view(*[made[id(source)] for source in x.sources])
        return tuple(made.values())
