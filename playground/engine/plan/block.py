"""Many batches of one shape as one call: the stages around the loop of steps, and the memory between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.memory import features_first
from playground.engine.plan.source import Source
from playground.engine.plan.stages import Stages
from playground.engine.plan.totals import is_only_added, running, times
from playground.engine.plan.widening import WideProgram

_BYTES = 1 << 25  # of what is kept for a block: more batches are done in several blocks


class Block:
    """`run(arrays, first, last)` trains on batches `first` to `last - 1` of an epoch's arrays.

    Three programs: `before` fills the arrays `handed_in` from the data, `source` does the steps and fills the arrays
    `handed_on`, `after` adds what it makes of them to the accumulators.
    """

    def __init__(self, graph: Graph, arrays: list[np.ndarray], batch_size: int) -> None:
        self.batch_size = batch_size
        self.stages = stages = Stages(graph, len(arrays))
        self.inputs = [
            graph.input(i, (batch_size, *a.shape[1:]), a.dtype) for i, a in enumerate(arrays)
        ]
        examples: dict[int, np.ndarray] = {}
        for i, node in enumerate(stages.handed_in):
            example = examples[len(arrays) + i] = _room(1, node, batch_size)[0]
            if _is_input_with_ones(node):
                examples[node.inputs[0].payload] = example[:, :-1]
        self.source = Source(stages.step, batch_size, len(stages.handed_on), examples)
        kept = [*stages.handed_in, *stages.handed_on, *stages.prepared, *stages.after]
        self.capacity = max(1, _BYTES // max(1, sum(x.size * x.dtype.itemsize for x in kept)))
        self._size = 0
        self._handed_in: list[np.ndarray] = []
        self._handed_on: list[np.ndarray] = []
        self._bound: tuple | None = None
        self._calls: list[Callable[[], None]] = []
        self._write_programs()

    def calls(self, arrays: list[np.ndarray], first: int, last: int) -> list[Callable[[], None]]:
        """What does one step for each batch of the epoch's `arrays` (samples, …), in order. It may be called again when
        the arrays have other numbers."""
        if last - first > self.capacity:
            stops = range(first, last, self.capacity)
            return [partial(self._run, arrays, i, min(last, i + self.capacity)) for i in stops]
        bound = self._bound
        if bound is None or bound[0] is not arrays or bound[1:] != (first, last):
            self._calls = self._bind(arrays, first, last)
            self._bound = arrays, first, last
        return self._calls

    def _run(self, arrays: list[np.ndarray], first: int, last: int) -> None:
        for do in self.calls(arrays, first, last):
            do()

    # ------------------------------------------------------------------------------------------ programs
    def _write_programs(self) -> None:
        stages = self.stages
        self._more: list[Callable[[int], Any]] = []  # what else `after` is given, for n batches
        before, after = WideProgram(), WideProgram()
        copyto = before.name(np.copyto)
        for node in self.inputs:
            before.know(node, before.argument())
        places = {node.number: before.argument() for node in stages.handed_in}
        later = {x.number for node in (*stages.after, *stages.added.values()) for x in node.inputs}
        later |= {node.number for node in stages.added.values()}
        read = later | places.keys() | {x.number for node in stages.prepared for x in node.inputs}
        for number, (variable, step, ahead) in stages.counted.items():
            if number not in read:
                continue
            node = next(x for x in stages.order if x.number == number)
            numbers = f"{before.name(np.arange)}({ahead}, n + {ahead})"
            array = before.name(variable.array)
            before.lines.append(
                f"v{number} = {array} + {numbers}.astype({array}.dtype)"
                f" * {before.name(step.payload)}"
            )
            before.know(node, f"v{number}")
            if number in places:
                before.lines.append(f"{copyto}({places[number]}, v{number})")
        for node in stages.prepared:
            place = places.get(node.number)
            if place is not None and node.name == "augment":
                before.lines.append(f"{copyto}({place}[..., :-1], {before.of(node.inputs[0])})")
                before.know(node, place)
            else:
                before.add(node)
                if place is not None:
                    before.lines.append(f"{copyto}({place}, {before.of(node)})")
        for node in self.inputs:
            after.know(node, after.argument())
        for node in stages.handed_on:
            after.know(node, after.argument())
        # what `before` made and `after` needs as well
        shared = [x for x in stages.order if x.number in later and before.is_wide(x)]
        shared = [x for x in shared if x.kind != "input"]
        if shared:
            self._shared: tuple = ()
            before.lines.append(
                f"{before.name(self._share)}(({', '.join(map(before.of, shared))},))"
            )
            names = ", ".join(f"s{x.number}" for x in shared)
            after.lines.append(f"{names}, = {after.name(self._take_shared)}()")
            for x in shared:
                after.know(x, f"s{x.number}")
        direct = {x.number for v, x in stages.added.items() if is_only_added(stages, v)}
        for node in stages.after:
            if node.number not in direct:
                after.add(node)
        for variable, node in stages.added.items():
            if node.number in direct and node.name == "count":
                self._write_addition(after, variable, node)
            elif node.number in direct or after.is_wide(node):
                self._write_running_total(after, variable, node)
            else:
                self._write_addition(after, variable, node)
        self._prepares = bool(before.lines)
        self._before, self._after = before.compiled(), after.compiled()

    def _write_running_total(self, after: WideProgram, variable: Any, node: Node) -> None:
        """Add what steps made batch after batch, as steps one by one do it."""
        change = np.subtract if variable in self.stages.subtracted else np.add
        total, room = after.name(variable.array), after.argument()
        self._more.append(partial(running, variable.array))
        after.write(node, f"{room}[1:]")
        after.lines += [
            f"{room}[0] = {total}",
            f"{after.name(change.accumulate)}({room}, 0, None, {room})",
            f"{total}[...] = {room}[-1]",
        ]

    def _write_addition(self, after: WideProgram, variable: Any, node: Node) -> None:
        """Add what all steps made at once. These are whole numbers, or the same in every step."""
        total = after.name(variable.array)
        if node.name == "count":
            (truths,) = node.inputs
            more = f"{after.name(np.count_nonzero)}({after.of(truths)})"
            more += "" if after.is_wide(truths) else " * n"
        elif node.kind == "constant":
            self._more.append(partial(times, node.payload))
            more = after.argument()
        else:
            value = after.of(node)
            more = f"{value} * {value}.dtype.type(n)"
        sign = "-=" if variable in self.stages.subtracted else "+="
        after.lines.append(f"{total}[()] {sign} {more}")  # of the array, not of the local name

    def _share(self, values: tuple) -> None:
        self._shared = values

    def _take_shared(self) -> tuple:
        values, self._shared = self._shared, ()
        return values

    # -------------------------------------------------------------------------------------------- memory
    def _bind(self, arrays: list[np.ndarray], first: int, last: int) -> list[Callable[[], None]]:
        count, size = last - first, self.batch_size
        stages = self.stages
        if count > self._size:
            self._size = count
            self._handed_in = [_room(count, x, size) for x in stages.handed_in]
            self._handed_on = [_room(count, x, size) for x in stages.handed_on]
            for node, array in zip(stages.handed_in, self._handed_in):
                if node.name == "augment":
                    array[..., -1] = 1
        data = [a[first * size : last * size].reshape((count, size, *a.shape[1:])) for a in arrays]
        handed_in = [a[:count] for a in self._handed_in]
        handed_on = [a[:count] for a in self._handed_on]
        before = partial(self._before, count, *data, *handed_in)
        after = partial(
            self._after, count, *data, *handed_on, *(make(count) for make in self._more)
        )
        inputs = list(data)
        for node, array in zip(stages.handed_in, handed_in):
            if _is_input_with_ones(node):  # the same numbers, stored as the rest of the step does
                inputs[node.inputs[0].payload] = array[..., :-1]
        given = [*inputs, *handed_in]
        batches = self.source.batches(given, handed_on, count)
        calls: list[Callable[[], None]] = [before, partial(self.source.run, batches), after]
        wanted = self._prepares, not self.source.is_empty, True
        return [do for do, is_wanted in zip(calls, wanted) if is_wanted]


def _is_input_with_ones(node: Node) -> bool:
    return node.name == "augment" and node.inputs[0].kind == "input"


def _room(count: int, node: Node, batch_size: int) -> np.ndarray:
    """An array (count, *shape of the node), with features before samples inside if plans like it so."""
    if features_first(node, batch_size):
        return np.empty((count, *node.shape[::-1]), node.dtype).transpose(0, 2, 1)
    return np.empty((count, *node.shape), node.dtype)
