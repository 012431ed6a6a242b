"""Long ways of saying something short: gradients of a loss through the activation that belongs to it.

The derivative of log(sigmoid) or log(softmax) is a long chain in which almost everything cancels. An identity gives a
calculation twice, as the engine does it and as it can be done; the first is recorded and looked for in the graph of a
step, the second put in its place. Where probabilities were clipped no gradient flows, in both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine import ops
from playground.engine.gradient_tape import GradientTape
from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.tracing import recording
from playground.engine.tensor import Tensor


# Each takes logits z, targets t and the gradient g of the loss of each entry or sample, and gives the gradient of z.
def _through_sigmoid(z: Any, t: Any, g: Any) -> Any:
    with GradientTape() as tape:
        tape.watch(z)
        loss = ops.binary_crossentropy(t, ops.sigmoid(z))
    return tape.gradient(loss, z, g)


def _sigmoid_difference(z: Any, t: Any, g: Any) -> Any:
    p = ops.sigmoid(z)
    return (p - t) * g * _not_clipped(p)


def _through_softmax(z: Any, t: Any, g: Any) -> Any:
    with GradientTape() as tape:
        tape.watch(z)
        loss = ops.categorical_crossentropy(t, ops.softmax(z))
    return tape.gradient(loss, z, g)


def _softmax_difference(z: Any, t: Any, g: Any) -> Any:
    p = ops.softmax(z)
    t = t * _not_clipped(p)
    return (p * ops.sum(t, -1, keepdims=True) - t) * ops.expand_dims(g, -1)


def _not_clipped(p: Any) -> Any:
    """1 where the crossentropies leave the probability as it is, 0 where they clip it."""
    small = 1e-7
    return ops.cast(ops.equal(ops.clip(p, small, 1 - small), p), p.dtype)


IDENTITIES: list[tuple[str, Callable, Callable]] = [
    ("sigmoid", _through_sigmoid, _sigmoid_difference),
    ("softmax", _through_softmax, _softmax_difference),
]


class Pattern:
    """A recorded calculation with named holes."""

    def __init__(self, calculate: Callable, shapes: dict[str, tuple[int, ...]], dtype: Any) -> None:
        random = np.random.default_rng(0)
        holes = {name: Tensor(random.random(shape).astype(dtype)) for name, shape in shapes.items()}
        with recording(tuple(holes.values())) as recorder:
            result = calculate(*holes.values())
        (self.root,) = recorder.finish([result]).outputs
        self.names = list(holes)

    def match(self, node: Node) -> dict[str, Node] | None:
        """What fills the holes if `node` is this calculation."""
        found: dict[str, Node] = {}
        compared: dict[tuple[int, int], bool] = {}
        return found if self._same(self.root, node, found, compared) else None

    def _same(self, mine: Node, other: Node, found: dict, compared: dict) -> bool:
        key = mine.number, other.number
        if key not in compared:
            compared[key] = self._compare(mine, other, found, compared)
        return compared[key]

    def _compare(self, mine: Node, other: Node, found: dict, compared: dict) -> bool:
        if mine.shape != other.shape or mine.dtype != other.dtype:
            return False
        if mine.kind == "input":
            return found.setdefault(self.names[mine.payload], other) is other
        if mine.kind != other.kind or mine.name != other.name:
            return False
        if mine.kind == "constant":
            return np.array_equal(mine.payload, other.payload)
        if mine.parameters != other.parameters or len(mine.inputs) != len(other.inputs):
            return False
        return all(self._same(a, b, found, compared) for a, b in zip(mine.inputs, other.inputs))

    def build(self, graph: Graph, holes: dict[str, Node]) -> Node:
        """The calculation in `graph`, with these nodes in the holes."""
        made: dict[int, Node] = {}

        def visit(node: Node) -> Node:
            if node.kind == "input":
                return holes[self.names[node.payload]]
            if node.number not in made:
                made[node.number] = graph.like(node, tuple([visit(x) for x in node.inputs]))
            return made[node.number]

        return visit(self.root)


def shortened(graph: Graph) -> Graph:
    """`graph` with the short way wherever an identity holds."""
    patterns: list[tuple[Pattern, Pattern]] = []
    done: set[tuple] = set()
    for node in graph.nodes():
        for name, long, short in IDENTITIES:
            key = name, node.shape, str(node.dtype)
            if node.name != name or key in done or len(node.shape) < 2:
                continue
            done.add(key)
            g = node.shape if name == "sigmoid" else node.shape[:-1]
            shapes = {"z": node.shape, "t": node.shape, "g": g}
            patterns.append((Pattern(long, shapes, node.dtype), Pattern(short, shapes, node.dtype)))
    if not patterns:
        return graph
    matches: dict[int, tuple[Pattern, dict[str, Node]]] = {}
    for node in graph.nodes():
        for long, short in patterns:
            holes = long.match(node) if node.name == long.root.name else None
            if holes is not None and len(holes) == 3:
                matches[node.number] = short, holes
    image: dict[int, Node] = {}

    def rule(new: Graph, node: Node, inputs: tuple[Node, ...]) -> Node:
        if node.number in matches:
            short, holes = matches[node.number]
            made = short.build(new, {name: image[x.number] for name, x in holes.items()})
        else:
            made = new.like(node, inputs)
        image[node.number] = made
        return made

    return graph.rewritten(rule)
