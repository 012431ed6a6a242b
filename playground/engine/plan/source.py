"""From a graph with places for its arrays to Python source: straight-line NumPy, one call a line, no allocation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from playground.engine.plan import accelerator
from playground.engine.plan.graph import Graph
from playground.engine.plan.instructions import Instructions
from playground.engine.plan.memory import Memory
from playground.engine.plan.stretches import Batches, Encoder, Program, Step


class Source(Instructions):
    """The program of a step. `run(batches)` takes what `batches` makes and does one step for each."""

    def __init__(
        self,
        graph: Graph,
        batch_size: int | None,
        per_batch: int = 0,
        examples: dict[int, np.ndarray] | None = None,
    ) -> None:
        super().__init__(Memory(graph, batch_size, per_batch, examples))
        self.graph = graph
        self._before: list[str] = []
        steps: list[Step] = []
        for copy, array in self.memory.saved:
            line = f"copyto({self.name(copy)}, {self.name(array)})"
            steps.append(Step([line], partial(Encoder.copy, out=copy, x=array)))
        runs = {run[0].number: run for run in self.memory.chunked}
        in_runs = {node.number for run in self.memory.chunked for node in run}
        for node in self.memory.order:
            if node.number in runs:
                run = runs[node.number]
                lines = self.run_of_chunks(run)
                steps.append(Step(lines, partial(Encoder.chunks, run=run), run))
            elif node.number in in_runs:
                continue
            elif node.number in self.memory.changing:
                steps.append(Step(self.lines(node), partial(Encoder.node, node=node), [node]))
            else:
                self._before += self.lines(node)
        for place, node in self.memory.handed_on:
            line = self.copy(place.name, node)
            steps.append(Step([line], partial(Encoder.copy, out=place, x=node)))
        for array, root in self.memory.late:
            line = self.copy(self.name(array), root)
            steps.append(Step([line], partial(Encoder.copy, out=array, x=root)))
        inside = [line for step in steps for line in step.lines]
        self.calls = len(inside)
        self.is_empty = not self._before and not inside
        self.text = self._text(inside, self.names)
        self.program: Program | None = None  # the last of those that are no NumPy alone
        self._steps = steps
        self._programs: dict[tuple, Program] = {}
        self._accelerator = None if self.is_empty else accelerator.current()
        self.run: Callable[[Any], None]
        if self._accelerator is None:
            self.run = self._compiled(self.text, self.names)
        else:
            self.run = self._run_stretches

    def _text(self, inside: list[str], names: dict[str, Any], whole: bool = False) -> str:
        """The program; `whole`: its one line does all batches."""
        batch = "".join(f"{x.name}, " for x in self.memory.batch) or "_"
        lines = [f"def make({', '.join(names)}):", "    def run(batches):"]
        lines += [f"        {line}" for line in self._before]
        if whole:
            lines += [f"        {line}" for line in inside]
        else:
            lines += [f"        for {batch.strip()} in batches:"]
            lines += [f"            {line}" for line in inside or ["pass"]]
        return "\n".join([*lines, "    return run", ""])

    @staticmethod
    def _compiled(text: str, names: dict[str, Any]) -> Callable[[Any], None]:
        scope: dict[str, Any] = {}
        exec(compile(text, "<plan>", "exec"), scope)
        return scope["make"](*names.values())

    # ------------------------------------------------------------------------------------------- batches
    def batch(self, arrays: list[np.ndarray]) -> Any:
        """What `run` takes for the batch whose arrays these are."""
        if self._accelerator is None:
            return (self._bound(arrays, []),)
        return Batches(arrays, [0] * len(arrays), 1, lambda: [self._bound(arrays, [])])

    def batches(self, arrays: list[np.ndarray], outputs: list[np.ndarray], count: int) -> Any:
        """What `run` takes for `count` batches. All arrays have an axis more in front, over the batches; `outputs`
        take what is handed on."""

        def each() -> list[tuple]:
            return [
                self._bound([a[i, ...] for a in arrays], [a[i, ...] for a in outputs])
                for i in range(count)
            ]

        if self._accelerator is None:
            return each()
        all_arrays = [*arrays, *outputs]
        return Batches(
            [a[0, ...] for a in all_arrays], [a.strides[0] for a in all_arrays], count, each
        )

    def _bound(self, arrays: list[np.ndarray], outputs: list[np.ndarray]) -> tuple:
        made: dict[int, np.ndarray] = {}
        for x in self.memory.batch:
            if not x.sources:
                given = arrays if x.name[0] == "x" else outputs
                made[id(x)] = given[int(x.name[1:])]
            else:
                assert x.view is not None
                made[id(x)] = x.view(*[made[id(source)] for source in x.sources])
        return tuple(made.values())

    def _run_stretches(self, batches: Any) -> None:
        if batches.__class__ is not Batches:  # a plan that takes nothing
            batches = _NOTHING
        program = self._programs.get(batches.layout)
        if program is None:
            program = self._programs[batches.layout] = self._program(batches)
        self.program = program
        program.run(batches)

    def _program(self, batches: Batches) -> Program:
        inputs = len(batches.first) - sum(x.name[0] == "o" for x in self.memory.batch)
        encoder = Encoder(self.memory, batches.first, inputs)

        def compiled(inside: list[str], more: dict[str, Any], whole: bool) -> Callable[[Any], None]:
            names = self.names | more
            return self._compiled(self._text(inside, names, whole), names)

        assert self._accelerator is not None
        return Program(self._steps, encoder, self._accelerator, compiled)


_NOTHING = Batches([], [], 1, lambda: [()])
