"""Fourth rewriting: the optimizer's updates of all variables as one update of one long array.

An optimizer changes each variable by the same calculation, element by element. Such calculations are found by their
shape as graphs, whatever the rule is, and done once for all variables: they and what the optimizer remembers about
them move into flat arrays (variables then are views), and their gradients are computed straight into another.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node, needed_for, users_of
from playground.engine.plan.lowering import is_elementwise, reshaped
from playground.engine.plan.wording import joined
from playground.engine.primitive import Primitive

PACK = Primitive(
    "pack", lambda *xs: np.concatenate([x.reshape(-1) for x in xs]), lambda *x, **k: None
)


class FlatVariable:
    """Several variables of one dtype, one after the other in one array. It takes part in a graph as a variable."""

    def __init__(self, members: list[Any]) -> None:
        self.members = members
        self.array = _joined(members)
        self.path = joined(v.path for v in members)

    def detach(self) -> None:
        """Before the numbers change: let whoever read a member keep the old ones."""
        for variable in self.members:
            variable._detach_snapshot()


def _joined(members: list[Any]) -> np.ndarray:
    """The memory of `members` as one array, in which they are from now on."""
    arrays = [v.array for v in members]
    base = arrays[0].base
    if base is not None and base.ndim == 1 and all(a.base is base for a in arrays):
        places = [a.__array_interface__["data"][0] for a in arrays]
        ends = [place + a.nbytes for place, a in zip(places, arrays)]
        if places[1:] == ends[:-1]:
            start = (places[0] - base.__array_interface__["data"][0]) // base.itemsize
            return base[start : start + sum(a.size for a in arrays)]
    flat = np.empty(sum(a.size for a in arrays), arrays[0].dtype)
    start = 0
    for variable, array in zip(members, arrays):
        variable.rebind(flat[start : start + array.size].reshape(array.shape))
        start += array.size
    return flat


class _Group:
    """Variables that are updated together: a weight and what the optimizer remembers about it."""

    def __init__(self, variables: list[Any], graph: Graph) -> None:
        self.variables = variables
        self.roots = [graph.assignments[v] for v in variables]
        self.shape = self.roots[0].shape
        self.leaves: list[
            Node
        ] = []  # nodes that differ from group to group, in the order of first use
        self.places: dict[int, int] = {}
        self.signature: tuple = ()

    def position(self, node: Node) -> int | None:
        """Which of `variables` the node reads, if any."""
        if node.kind == "variable":
            for i, v in enumerate(self.variables):
                if v is node.payload:
                    return i
        return None

    def describe(self, inner: set[int]) -> None:
        """Fill in `leaves` and `signature`, equal for groups that can be merged."""
        lines: list[tuple] = []
        place = self.places

        def visit(node: Node) -> int:
            if node.number in place:
                return place[node.number]
            if node.number in inner:
                inputs = tuple([visit(x) for x in node.inputs])
                line = ("op", node.name, inputs)
            elif node.shape == ():
                line = ("scalar", node.number)
            elif node.kind == "constant" and node.number_or_none is not None:
                line = ("constant", node.number_or_none)
            else:
                own = self.position(node)
                line = ("leaf", len(self.leaves)) if own is None else ("own", own)
                if own is None:
                    self.leaves.append(node)
            lines.append(line)
            place[node.number] = len(lines) - 1
            return place[node.number]

        roots = tuple([visit(root) for root in self.roots])
        kinds = tuple([str(v.dtype) for v in self.variables])
        self.signature = (tuple(lines), roots, kinds)


def merged(graph: Graph) -> Graph:
    """`graph` itself, with alike updates merged. Moves the memory of the variables concerned."""
    groups, inner = _groups(graph)
    classes: dict[tuple, list[_Group]] = {}
    for group in groups:
        group.describe(inner)
        classes.setdefault(group.signature, []).append(group)
    for members in classes.values():
        if _worth_it(members):
            _merge(graph, members, inner)
    return graph


def _worth_it(members: list[_Group]) -> bool:
    return len(members) > 1 or members[0].roots[0].size > 1 << 15


def _groups(graph: Graph) -> tuple[list[_Group], set[int]]:
    """The groups of variables, and the numbers of the nodes that compute their updates element by element."""
    nodes = graph.nodes()
    users = users_of(nodes)
    outputs = {x.number for x in graph.outputs}
    candidates = {
        v: root
        for v, root in graph.assignments.items()
        if root.shape and root.number not in outputs and np.dtype(root.dtype).kind == "f"
    }
    roots: dict[int, int] = {}
    for root in candidates.values():
        roots[root.number] = roots.get(root.number, 0) + 1
    inner: set[int] = set()
    for root in candidates.values():
        _collect(root, root.shape, inner)
    while True:  # nodes that others need as well are not part of an update
        outside = {
            number for number in inner if any(user.number not in inner for user in users[number])
        }
        if not outside:
            break
        inner -= outside
    parent = {root.number: root.number for root in candidates.values()}

    def top(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    belongs: dict[Any, int] = {}
    by_node = {root.number: v for v, root in candidates.items()}
    for v, root in candidates.items():
        reached = _reached(root, inner) | {("variable", id(v))}
        for key in reached:
            if key in belongs:
                parent[top(root.number)] = top(belongs[key])
            else:
                belongs[key] = root.number
    together: dict[int, list[Any]] = {}
    for v, root in candidates.items():
        together.setdefault(top(root.number), []).append(v)
    groups = []
    for variables in together.values():
        distinct = {graph.assignments[v].number for v in variables}
        fine = all(
            graph.assignments[v].number in inner
            and graph.assignments[v].shape == graph.assignments[variables[0]].shape
            and str(v.dtype) == str(variables[0].dtype)
            for v in variables
        )
        if fine and len(distinct) == len(variables) and len(by_node) >= len(distinct):
            variables.sort(key=lambda v: not v.trainable)
            groups.append(_Group(variables, graph))
    return groups, inner


def _collect(node: Node, shape: tuple[int, ...], inner: set[int]) -> None:
    stack = [node]
    while stack:
        x = stack.pop()
        if x.number in inner or x.shape != shape or not is_elementwise(x):
            continue
        if any(y.shape not in ((), shape) for y in x.inputs):
            continue
        inner.add(x.number)
        stack.extend(x.inputs)


def _reached(root: Node, inner: set[int]) -> set[Any]:
    """Inner nodes from which `root` is computed, and the variables that they read."""
    found: set[Any] = set()
    stack = [root]
    while stack:
        x = stack.pop()
        if x.number in inner and x.number not in found:
            found.add(x.number)
            stack.extend(x.inputs)
        elif x.kind == "variable" and x.shape:
            found.add(("variable", id(x.payload)))
    return found


def _merge(graph: Graph, members: list[_Group], inner: set[int]) -> None:
    first = members[0]
    flats = [FlatVariable([g.variables[i] for g in members]) for i in range(len(first.variables))]
    size = flats[0].array.size
    dtype = flats[0].array.dtype
    made: dict[int, Node] = {}
    for i, leaf in enumerate(first.leaves):
        parts = tuple([reshaped(graph, g.leaves[i], (g.leaves[i].size,)) for g in members])
        made[leaf.number] = graph.op(PACK, parts, {}, (size,), dtype)
    for node in needed_for(first.roots):
        if node.number in made:
            continue
        if node.number in inner:
            inputs = tuple([made[x.number] for x in node.inputs])
            made[node.number] = graph.op(node.payload, inputs, {}, (size,), node.dtype)
        elif (own := first.position(node)) is not None:
            made[node.number] = graph.variable(flats[own])
        elif node.shape and node.kind == "constant" and node.number_or_none is not None:
            made[node.number] = graph.number(node.number_or_none, node.dtype)
        else:
            made[node.number] = node
    for flat, root in zip(flats, first.roots):
        for variable in flat.members:
            del graph.assignments[variable]
        graph.assignments[flat] = made[root.number]
