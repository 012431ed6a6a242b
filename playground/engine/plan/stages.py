"""A step in three stages, so that what need not be done batch by batch is done for many batches at once.

*before*: what depends on the data alone (labels as one-hot rows, a column of ones). *step*: what has to happen in every
step, because weights change in between. *after*: what only adds to accumulators, such as the total and count of a
metric. The loss shown in logs is one: the gradient does not need it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan import widening
from playground.engine.plan.graph import Graph, Node, users_of


class Stages:
    """The nodes of a graph, divided.

    `step` is a graph of its own: its inputs are the batch's and, behind them, the results of `before` that it needs
    (`handed_in`); its outputs are what `after` needs of it (`handed_on`). `added` are the accumulators, with the node
    that each step adds to them.
    """

    def __init__(self, graph: Graph, inputs: int) -> None:
        self.graph = graph
        self.order = graph.nodes()
        self.users = users_of(self.order)
        self.added: dict[Any, Node] = {}
        self.subtracted: set[Any] = set()  # those from which it is taken away
        self.counted: dict[int, tuple[Any, Node, int]] = {}  # node → counter, its step, steps ahead
        self.before: set[int] = set()
        self._find_accumulators()
        after = self._find_after()
        self._find_before(after)
        self.after = [x for x in self.order if x.number in after]
        needed = {
            x.number: x
            for node in self.after
            for x in node.inputs
            if x.number not in after and x.number not in self.before
        }
        for node in self.added.values():
            if node.number not in after and node.number not in self.before:
                needed[node.number] = node
        self.handed_on = [x for x in needed.values() if x.kind != "input" and not self._is_fixed(x)]
        self.step, self.handed_in = self._step_graph(after, inputs)
        self.prepared = [
            x
            for x in self.order
            if x.number in self.before and x.kind == "op" and x.number not in self.counted
        ]

    def _find_accumulators(self) -> None:
        """Variables v with v ← v + x that nothing else reads, or where x is a constant: then v can be foretold."""
        ends = [x.number for x in self.graph.roots()]
        read = [x for x in self.order if x.kind == "variable"]
        for variable, root in self.graph.assignments.items():
            if root.name not in ("add", "subtract") or root.shape != variable.array.shape:
                continue
            for own, x in (root.inputs, root.inputs[::-1])[: 2 if root.name == "add" else 1]:
                if own.kind != "variable" or own.payload is not variable:
                    continue
                if any(
                    y is not own and np.may_share_memory(y.payload.array, variable.array)
                    for y in read
                ):
                    continue
                if x.kind == "constant" and root.name == "add" and x.shape == root.shape == ():
                    self.counted[own.number] = variable, x, 0
                    self.counted[root.number] = variable, x, 1
                elif (
                    self.users[own.number] != [root]
                    or self.users[root.number]
                    or own.number in ends
                    or ends.count(root.number) > 1
                ):
                    continue
                self.added[variable] = x
                if root.name == "subtract":
                    self.subtracted.add(variable)
                break

    def _find_after(self) -> set[int]:
        """Nodes that only accumulators need, and that can be computed for many batches at once."""
        needed: set[int] = set()
        roots = list(self.graph.outputs)
        roots += [x for v, x in self.graph.assignments.items() if v not in self.added]
        changed = [v.array for v in self.graph.assignments if v not in self.added]
        for node in reversed(self.order):
            if node in roots or any(u.number in needed for u in self.users[node.number]):
                needed.add(node.number)
        accumulators = {self.graph.assignments[v].number for v in self.added}
        accumulators -= self.counted.keys()
        after = {
            x.number for x in self.order if x.number not in needed and x.number not in accumulators
        }
        for node in self.order:
            if node.number not in after:
                continue
            reads_weights = any(
                x.kind == "variable"
                and any(np.may_share_memory(x.payload.array, a) for a in changed)
                for x in node.inputs
            )
            if node.kind in ("input", "variable", "constant"):
                continue
            if reads_weights or not widening.can(node):
                self._drop(node, after)
        after -= self.counted.keys()
        return {x.number for x in self.order if x.number in after and x.kind == "op"}

    def _drop(self, node: Node, after: set[int]) -> None:
        """`node` and all it is computed from belong to the step."""
        stack = [node]
        while stack:
            x = stack.pop()
            if x.number in after:
                after.discard(x.number)
                stack.extend(x.inputs)

    def _find_before(self, after: set[int]) -> None:
        for node in self.order:
            computable = (
                node.kind == "op"
                and node.number not in after
                and widening.can(node)
                and any(x.number in self.before for x in node.inputs)
                and all(x.number in self.before or self._is_fixed(x) for x in node.inputs)
            )
            if computable or node.kind == "input" or node.number in self.counted:
                self.before.add(node.number)

    def _is_fixed(self, node: Node) -> bool:
        """A constant, or a variable that the step does not change."""
        if node.kind == "variable":
            array = node.payload.array
            return not any(np.may_share_memory(array, v.array) for v in self.graph.assignments)
        return node.kind == "constant"

    def _step_graph(self, after: set[int], inputs: int) -> tuple[Graph, list[Node]]:
        new = Graph()
        image: dict[int, Node] = {}
        handed: list[Node] = []
        accumulators = {self.graph.assignments[v].number for v in self.added}
        accumulators -= self.counted.keys()
        wanted: set[int] = {x.number for x in self.handed_on}
        for node in reversed(self.order):
            if node.number in after or node.number in accumulators:
                continue
            prepared = node.number in self.before and node.kind != "input"
            if not prepared or (_is_view(node) and node.number in wanted):
                wanted.update(x.number for x in node.inputs)
        for node in self.order:
            if node.number in after or node.number in accumulators:
                continue
            if node.number in self.before and node.kind != "input" and not _is_view(node):
                if node.number in wanted:
                    number = inputs + len(handed)
                    image[node.number] = new.input(number, node.shape, node.dtype)
                    handed.append(node)
                continue
            made = [image.get(x.number) for x in node.inputs]
            if None not in made:
                image[node.number] = new.like(node, tuple([x for x in made if x is not None]))
        new.outputs = [image[x.number] for x in (*self.graph.outputs, *self.handed_on)]
        new.assignments = {
            v: image[x.number] for v, x in self.graph.assignments.items() if v not in self.added
        }
        return new, handed


def _is_view(node: Node) -> bool:
    return node.kind == "op" and node.payload.view
