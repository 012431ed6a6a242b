"""Many batches of one shape as one call: the stages around the loop of steps, and the memory between them."""

from __future__ import annotations

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.memory import features_first
from playground.engine.plan.source import Source
from playground.engine.plan.stages import Stages
from playground.engine.plan.widening import evaluate

_BYTES = 1 << 25  # of what is kept for a block: more batches are done in several blocks


class Block:
    """`run(arrays, first, last)` trains on batches `first` to `last - 1` of an epoch's arrays."""

    def __init__(self, graph: Graph, arrays: list[np.ndarray], batch_size: int) -> None:
        self.stages = Stages(graph, len(arrays))
        self.inputs = [
            graph.input(i, (batch_size, *a.shape[1:]), a.dtype) for i, a in enumerate(arrays)
        ]
        self.batch_size = batch_size
        examples = {
            len(arrays) + i: _room(1, x, batch_size)[0] for i, x in enumerate(self.stages.handed_in)
        }
        self.source = Source(self.stages.step, batch_size, len(self.stages.handed_on), examples)
        kept = [*self.stages.handed_in, *self.stages.handed_on]
        self.capacity = max(1, _BYTES // max(1, sum(x.size * x.dtype.itemsize for x in kept)))
        self._size = 0
        self._handed_in: list[np.ndarray] = []
        self._handed_on: list[np.ndarray] = []
        self._tuples: list[tuple] = []
        self._tuples_of: tuple = ()
        self._prepared = {x.number: i for i, x in enumerate(self.stages.handed_in)}

    def run(self, arrays: list[np.ndarray], first: int, last: int) -> None:
        """One step for each batch of the epoch's `arrays` (samples, …), in order."""
        while first < last:
            stop = min(last, first + self.capacity)
            self._run(arrays, first, stop)
            first = stop

    def _run(self, arrays: list[np.ndarray], first: int, last: int) -> None:
        count, size = last - first, self.batch_size
        if count > self._size:
            self._allocate(count)
        values: dict[int, tuple[np.ndarray, bool]] = {}
        for node, array in zip(self.inputs, arrays):
            part = array[first * size : last * size]
            values[node.number] = part.reshape((count, size, *array.shape[1:])), True
        self._prepare(values, count)
        place = (count, first, *[a.__array_interface__["data"][0] for a in arrays])
        if place != self._tuples_of:
            self._tuples = self._bound(values, count)
            self._tuples_of = place
        self.source.run(self._tuples)
        for node, array in zip(self.stages.handed_on, self._handed_on):
            values[node.number] = array[:count], True
        evaluate(self.stages.after, values)
        self._accumulate(values, count)

    def _allocate(self, count: int) -> None:
        """Room for `count` batches."""
        self._size = count
        self._tuples_of = ()
        self._handed_in = [_room(count, x, self.batch_size) for x in self.stages.handed_in]
        self._handed_on = [_room(count, x, self.batch_size) for x in self.stages.handed_on]
        for node, array in zip(self.stages.handed_in, self._handed_in):
            if node.name == "augment":
                array[..., -1] = 1

    def _prepare(self, values: dict[int, tuple[np.ndarray, bool]], count: int) -> None:
        for node in self.stages.prepared:
            place = self._prepared.get(node.number)
            if node.name == "augment" and place is not None:
                array = self._handed_in[place][:count]
                np.copyto(array[..., :-1], values[node.inputs[0].number][0])
                values[node.number] = array, True
                continue
            evaluate([node], values)
            if place is not None:
                array = self._handed_in[place][:count]
                np.copyto(array, values[node.number][0])
                values[node.number] = array, True

    def _bound(self, values: dict[int, tuple[np.ndarray, bool]], count: int) -> list[tuple]:
        given = [values[node.number][0] for node in (*self.inputs, *self.stages.handed_in)]
        return [
            self.source.bind([a[i] for a in given], [a[i] for a in self._handed_on])
            for i in range(count)
        ]

    def _accumulate(self, values: dict[int, tuple[np.ndarray, bool]], count: int) -> None:
        for variable, node in self.stages.added.items():
            if node.number not in values:
                evaluate([], values)
                array = node.payload if node.kind == "constant" else node.payload.array
                values[node.number] = array, False
            array, is_wide = values[node.number]
            more = np.add.reduce(array, axis=0) if is_wide else array * array.dtype.type(count)
            np.add(variable.array, more, out=variable.array)


def _room(count: int, node: Node, batch_size: int) -> np.ndarray:
    """An array (count, *shape of the node), with features before samples inside if plans like it so."""
    if features_first(node, batch_size):
        return np.empty((count, *node.shape[::-1]), node.dtype).transpose(0, 2, 1)
    return np.empty((count, *node.shape), node.dtype)
