"""When the arrays of a graph are computed, and until when they are read: the order of computation and its analysis."""

from __future__ import annotations

import numpy as np

from playground.engine.plan.graph import Graph, Node, users_of
from playground.engine.plan.lowering import is_elementwise

CHUNK = 1 << 14  # elements of a long array that are updated at a time: they stay in the cache


class Lifetimes:
    """`order` is the order of computation and `position` a node's place in it; `chunked` are runs of updates of long
    arrays; `changing` has the numbers of the nodes that differ from step to step; `last` says who reads a node last.

    `copies` are views that would not share memory: they are computed, by copying.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.copies: set[int] = set()
        self.chunked: list[list[Node]] = []
        self.order = graph.nodes()
        self._find_chunked()
        self._find_changing()
        self.position = {node.number: i for i, node in enumerate(self.order)}
        self.users = users_of(self.order)
        self.variables = [node for node in self.order if node.kind == "variable"]
        self.last: dict[int, int] = {}

    def base(self, node: Node) -> Node:
        """The node whose memory `node` is a view of."""
        while is_view(node) and node.number not in self.copies:
            node = node.inputs[0]
        return node

    def readers(self, node: Node) -> list[Node]:
        """Nodes that read `node` or a view of it."""
        found = []
        for user in self.users[node.number]:
            if user.kind == "op" and user.payload.view:
                found += self.readers(user)
            found.append(user)
        return found

    def _find_chunked(self) -> None:
        """Runs of updates of long arrays; scalars computed in between are moved before the run."""
        order: list[Node] = []
        run: list[Node] = []
        for node in self.order:
            if _is_long(node) and (not run or run[0].shape == node.shape):
                run.append(node)
            elif run and node.kind == "op" and any(x.size > 1 for x in node.inputs):
                order += run
                self.chunked.append(run)
                run = [node] if _is_long(node) else []
                order += [] if run else [node]
            else:
                order.append(node)
        if run:
            order += run
            self.chunked.append(run)
        self.order = order
        self.in_run = {node.number: run for run in self.chunked for node in run}

    def _find_changing(self) -> None:
        """Nodes that have to be computed again in every step."""
        assigned = [v.array for v in self.graph.assignments]
        changing = self.changing = {x.number for x in self.graph.assignments.values()}
        for node in self.order:
            if (
                node.kind == "input"
                or node.number in self.in_run
                or any(x.number in changing for x in node.inputs)
                or (
                    node.kind == "variable"
                    and any(np.may_share_memory(node.payload.array, a) for a in assigned)
                )
            ):
                changing.add(node.number)

    def find_last_uses(self) -> None:
        self.last.clear()
        for i, node in enumerate(self.order):
            for x in node.inputs:
                self.last[self.base(x).number] = i
        for x in self.graph.roots():
            self.last[self.base(x).number] = len(self.order)

    def read_only_before(self, root: Node, array: np.ndarray) -> bool:
        end = self.position[root.number]
        for node in self.variables:
            if not np.may_share_memory(node.payload.array, array):
                continue
            same = node.payload.array.shape == array.shape
            for reader in self.readers(node):
                at = self.position[reader.number]
                if at > end or (at == end and not (same and node in root.inputs)):
                    return False
            ends = [*self.graph.outputs, *self.graph.assignments.values()]
            if any(self.base(x) is node for x in ends):
                return False
        return True


def is_view(node: Node) -> bool:
    """Whether a node is its only input, looked at in another way."""
    return node.kind == "op" and node.payload.view and len(node.inputs) == 1


def _is_long(node: Node) -> bool:
    """Whether an update can be done a piece at a time: element i needs only the elements i of other arrays."""
    return (
        is_elementwise(node)
        and len(node.shape) == 1
        and node.size > CHUNK + CHUNK // 2
        and all(x.shape in ((), node.shape) for x in node.inputs)
        and all(not is_view(x) or x.name == "reshape" for x in node.inputs)
    )
