"""The graph of a training step: nodes that compute arrays from arrays, each made once.

A node is an input of the step (an array of the batch), a variable as it was when the step began, a constant, or a
primitive applied to other nodes. What the step leaves behind are its `outputs` and its `assignments`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from playground.engine.plan.node import Node, Shape
from playground.engine.primitive import Primitive


class Graph:
    """Makes nodes, and makes an equal one only once."""

    def __init__(self) -> None:
        self.outputs: list[Node] = []
        self.assignments: dict[Any, Node] = {}  # variable → its value after the step
        self._made: dict[tuple, Node] = {}
        self._count = 0

    # ------------------------------------------------------------------------------------------- making
    def input(self, number: int, shape: Shape, dtype: Any) -> Node:
        """Array `number` of the batch."""
        return self._node("input", number, (), {}, shape, np.dtype(dtype), ("input", number))

    def variable(self, variable: Any) -> Node:
        """What `variable` holds when the step begins."""
        array = variable.array
        key = ("variable", id(variable))
        return self._node("variable", variable, (), {}, array.shape, array.dtype, key)

    def constant(self, array: np.ndarray) -> Node:
        """An array known before the step. A larger one that holds one number takes no memory."""
        key = ("constant", array.dtype.str, array.shape, array.tobytes())
        if key not in self._made and array.flags.writeable:
            array = array.copy()
            array.flags.writeable = False
        return self._node("constant", array, (), {}, array.shape, array.dtype, key)

    def number(self, value: float, dtype: Any) -> Node:
        """The constant `value` without axes."""
        return self.constant(np.array(value, dtype))

    def op(
        self,
        primitive: Primitive,
        inputs: tuple[Node, ...],
        parameters: dict[str, Any],
        shape: Shape,
        dtype: Any,
    ) -> Node:
        """`primitive` applied to `inputs`, giving an array of this shape and dtype (or a tuple: shape ())."""
        key = (
            primitive.name,
            id(primitive.forward),
            tuple([x.number for x in inputs]),
            frozen(parameters) if parameters else (),
        )
        made = self._made.get(key)
        if made is None:
            made = self._node("op", primitive, inputs, parameters, shape, dtype, key)
        return made

    def item(self, whole: Node, position: int, shape: Shape, dtype: Any) -> Node:
        """Array `position` of the tuple that `whole` computes."""
        key = ("item", whole.number, position)
        return self._node("item", position, (whole,), {}, shape, dtype, key)

    def ufunc(self, function: np.ufunc, *inputs: Node, dtype: Any = None) -> Node:
        """A NumPy function applied element by element."""
        shape = np.broadcast_shapes(*[x.shape for x in inputs])
        primitive = elementwise(function)
        return self.op(primitive, inputs, {}, shape, inputs[0].dtype if dtype is None else dtype)

    def like(self, node: Node, inputs: tuple[Node, ...]) -> Node:
        """The same as `node` (perhaps of another graph) with these inputs."""
        if node.kind == "op":
            return self.op(node.payload, inputs, node.parameters, node.shape, node.dtype)
        if node.kind == "item":
            return self.item(inputs[0], node.payload, node.shape, node.dtype)
        if node.kind == "input":
            return self.input(node.payload, node.shape, node.dtype)
        if node.kind == "variable":
            return self.variable(node.payload)
        return self.constant(node.payload)

    def _node(
        self,
        kind: str,
        payload: Any,
        inputs: tuple[Node, ...],
        parameters: dict[str, Any],
        shape: Shape,
        dtype: Any,
        key: tuple,
    ) -> Node:
        made = self._made.get(key)
        if made is None:
            made = Node(self._count, kind, payload, inputs, parameters, tuple(shape), dtype)
            self._count += 1
            self._made[key] = made
        return made

    # ------------------------------------------------------------------------------------------ walking
    def roots(self) -> list[Node]:
        """What the step has to compute."""
        return [*self.outputs, *self.assignments.values()]

    def nodes(self) -> list[Node]:
        """All nodes that the roots need, inputs before users."""
        return needed_for(self.roots())

    def rewritten(self, rule: Callable[[Graph, Node, tuple[Node, ...]], Node]) -> Graph:
        """A new graph with `rule(new graph, node, new inputs)` in place of every node."""
        new = Graph()
        image: dict[int, Node] = {}
        for node in self.nodes():
            inputs = tuple([image[x.number] for x in node.inputs])
            image[node.number] = rule(new, node, inputs)
        new.outputs = [image[x.number] for x in self.outputs]
        new.assignments = {v: image[x.number] for v, x in self.assignments.items()}
        return new

    def record(self) -> int:
        """Equal (very likely) for two recordings that are the same to the last detail; found fast."""
        outputs = tuple([x.number for x in self.outputs])
        assigned = tuple([(id(v), x.number) for v, x in self.assignments.items()])
        return hash((tuple(self._made), outputs, assigned))

    def fingerprint(self) -> tuple:
        """Equal for two graphs that compute the same in the same way from the same variables."""
        place: dict[int, int] = {}
        lines = []
        for node in self.nodes():
            place[node.number] = len(place)
            payload: Any = node.payload
            if node.kind == "op":
                payload = (payload.name, frozen(node.parameters))
            elif node.kind == "variable":
                payload = id(payload)
            elif node.kind == "constant":
                payload = payload.tobytes()
            inputs = tuple([place[x.number] for x in node.inputs])
            lines.append((node.kind, payload, inputs, node.shape, np.dtype(node.dtype).num))
        outputs = tuple([place[x.number] for x in self.outputs])
        assigned = tuple([(id(v), place[x.number]) for v, x in self.assignments.items()])
        return tuple(lines), outputs, assigned


def needed_for(roots: Iterable[Node]) -> list[Node]:
    """The nodes from which `roots` are computed and the roots themselves, inputs before users."""
    found: dict[int, Node] = {}
    for root in roots:
        stack = [(root, False)]
        while stack:
            node, inputs_done = stack.pop()
            if node.number in found:
                continue
            if inputs_done:
                found[node.number] = node
                continue
            stack.append((node, True))
            stack.extend((x, False) for x in reversed(node.inputs) if x.number not in found)
    return list(found.values())


def users_of(nodes: Iterable[Node]) -> dict[int, list[Node]]:
    """For the number of each node: the nodes that take it as an input."""
    users: dict[int, list[Node]] = {}
    for node in nodes:
        users.setdefault(node.number, [])
        for x in node.inputs:
            users.setdefault(x.number, []).append(node)
    return users


_elementwise: dict[str, Primitive] = {}


def elementwise(function: np.ufunc) -> Primitive:
    """A primitive for a NumPy function, for nodes that the plan adds to what was traced."""
    made = _elementwise.get(function.__name__)
    if made is None:
        made = Primitive(function.__name__, function, lambda *x: None)
        _elementwise[function.__name__] = made
    return made


_SIMPLE = {int, float, str, bool, type(None)}


def frozen(value: Any) -> Any:
    """Something hashable that is equal for equal parameters."""
    if value.__class__ in _SIMPLE:
        return value
    if isinstance(value, dict):
        if len(value) < 2:
            return tuple([(k, frozen(v)) for k, v in value.items()])
        return tuple([(k, frozen(v)) for k, v in sorted(value.items())])
    if isinstance(value, list | tuple):
        return tuple([frozen(v) for v in value])
    if isinstance(value, slice):
        return "slice", value.start, value.stop, value.step
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    if value.__class__.__hash__ is object.__hash__ and hasattr(value, "__dict__"):
        return value.__class__.__name__, frozen(vars(value))
    return value.__class__.__name__, value
