"""Second rewriting: the same numbers with fewer calls. What changes is the order of roundings.

Factors are collected: a value is kept as `node · k · s`, a number k and a scalar s apart, as long as what follows is
linear in it. So `-(2/B)·(y - p)` in the gradient of a mean squared error, the 1/B of a mean, and the learning rate meet
in one multiplication at the end, where it is cheapest.

What is then rounded down, or compared with a number, keeps its own roundings (`steps.py`): 8 there is not 7.999….
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.lowering import reshaped, transposed
from playground.engine.plan.steps import before_steps

_SCALE_LATE = (
    4096  # weights: with more of them, gradients get their factors before they become large
)
_SMALL = 1024  # elements: for larger arrays NumPy's comparison and cast are faster than its sign
_LINEAR = {"reshape", "transpose", "broadcast_to", "get_item", "put_back", "cumsum", "flip"}


class Value(NamedTuple):
    """`node · k · s`."""

    node: Node
    k: float = 1.0
    s: Node | None = None  # a scalar that is computed in the step


def simplified(graph: Graph) -> Graph:
    """`graph` with factors collected and the simplest identities applied."""
    return _Simplifier(graph).run()


class _Simplifier:
    def __init__(self, graph: Graph) -> None:
        self.old = graph
        self.new = Graph()
        self.values: dict[int, Value] = {}
        weights = sum(x.size for v, x in graph.assignments.items() if v.trainable)
        self.scale_late = weights <= _SCALE_LATE
        self.as_written = before_steps(graph)

    def run(self) -> Graph:
        for node in self.old.nodes():
            inputs = [self.values[x.number] for x in node.inputs]
            self.values[node.number] = self.value(node, inputs)
        new = self.new
        new.outputs = [self.plain(self.values[x.number]) for x in self.old.outputs]
        new.assignments = {
            v: self.plain(self.values[x.number]) for v, x in self.old.assignments.items()
        }
        return new

    # ---------------------------------------------------------------------------------------- factors
    def plain(self, value: Value) -> Node:
        """The node that holds `value`."""
        node, k, s = value
        if s is not None:
            factor = s if k == 1 else self.new.ufunc(np.multiply, s, self.new.number(k, s.dtype))
            return self.product(node, factor)
        if k == 1:
            return node
        if k == -1:
            return self.new.ufunc(np.negative, node)
        return self.product(node, self.new.number(k, node.dtype))

    def product(self, a: Node, b: Node) -> Node:
        first, second = sorted((a, b), key=lambda x: (x.shape == (), x.number))
        return self.new.ufunc(np.multiply, first, second)

    def scalars(self, function: np.ufunc, a: Node | None, b: Node | None) -> Node | None:
        if b is None:
            return a
        if a is None:
            if function is np.multiply:
                return b
            a = self.new.number(1, b.dtype)
        return self.new.ufunc(function, a, b)

    # ------------------------------------------------------------------------------------------ rules
    def value(self, node: Node, inputs: list[Value]) -> Value:
        """What `node` becomes."""
        name = node.name if node.kind == "op" else ""
        if node.number in self.as_written:
            name = ""
        if node.dtype in (np.float32, np.float64):
            if name == "multiply":
                return self.multiply(node, *inputs)
            if name in ("divide", "true_divide"):
                return self.divide(node, *inputs)
            if name == "negative":
                x = inputs[0]
                return x._replace(k=-x.k)
            if name in ("add", "subtract"):
                return self.add(node, *inputs)
            if name == "matmul":
                return self.matmul(node, *inputs)
            if name in _LINEAR or (name == "reduce" and node.parameters["function"] is np.add):
                x = inputs[0]
                if name == "reduce" and node.shape and not self.scale_late:
                    x = Value(self.plain(x))
                rest = tuple([self.plain(v) for v in inputs[1:]])
                return x._replace(node=self.rebuilt(node, (x.node, *rest)))
            if name == "cast":
                made = self.cast(node, inputs[0])
                if made is not None:
                    return made
        return Value(self.rebuilt(node, tuple([self.plain(v) for v in inputs])))

    def rebuilt(self, node: Node, inputs: tuple[Node, ...]) -> Node:
        if node.kind == "op" and node.name == "reshape":
            return reshaped(self.new, inputs[0], node.shape)
        if node.kind == "op" and node.name == "transpose":
            return transposed(self.new, inputs[0], node.parameters["axes"])
        return self.new.like(node, inputs)

    def multiply(self, node: Node, a: Value, b: Value) -> Value:
        for x, y in ((a, b), (b, a)):
            if x.node.shape == node.shape and y.node.shape == () and x.node.dtype == node.dtype:
                number = y.node.number_or_none
                if number is not None:
                    return Value(x.node, x.k * y.k * number, self.scalars(np.multiply, x.s, y.s))
                if not node.shape:
                    break
                return Value(x.node, x.k, self.scalars(np.multiply, x.s, self.plain(y)))
        k, s = a.k * b.k, self.scalars(np.multiply, a.s, b.s)
        return Value(self.product(a.node, b.node), k, s)

    def divide(self, node: Node, a: Value, b: Value) -> Value:
        if a.node.shape == node.shape and b.node.shape == ():
            number = b.node.number_or_none
            if number:
                return Value(a.node, a.k / (b.k * number), self.scalars(np.divide, a.s, b.s))
            if number is None and node.shape:
                return Value(a.node, a.k, self.scalars(np.divide, a.s, self.plain(b)))
        if not b.k:
            return Value(self.new.ufunc(np.divide, self.plain(a), self.plain(b)))
        k, s = a.k / b.k, self.scalars(np.divide, a.s, b.s)
        return Value(self.new.ufunc(np.divide, a.node, b.node), k, s)

    def add(self, node: Node, a: Value, b: Value) -> Value:
        if node.name == "subtract":
            b = b._replace(k=-b.k)
        if a.node is b.node and a.s is b.s:
            return (
                Value(a.node, a.k + b.k, a.s) if a.k + b.k else Value(self.plain(a._replace(k=0.0)))
            )
        if a.s is b.s and abs(a.k) == abs(b.k) and a.node.shape == b.node.shape:
            if a.k == b.k:
                return Value(self.sum(a.node, b.node), a.k, a.s)
            if a.k > 0:
                return Value(self.new.ufunc(np.subtract, a.node, b.node), a.k, a.s)
            return Value(self.new.ufunc(np.subtract, b.node, a.node), b.k, b.s)
        if node.shape:
            mixed = self.interpolated(a, b) or self.interpolated(b, a)
            if mixed is not None:
                return mixed
        return self.signed_sum(a, b)

    def sum(self, a: Node, b: Node) -> Node:
        for zero, other in ((a, b), (b, a)):
            if zero.number_or_none == 0 and other.shape == np.broadcast_shapes(a.shape, b.shape):
                return other
        return self.new.ufunc(np.add, a, b)

    def signed_sum(self, a: Value, b: Value) -> Value:
        if b.k < 0:
            return Value(self.new.ufunc(np.subtract, self.plain(a), self.plain(b._replace(k=-b.k))))
        if a.k < 0:
            return Value(self.new.ufunc(np.subtract, self.plain(b), self.plain(a._replace(k=-a.k))))
        return Value(self.sum(self.plain(a), self.plain(b)))

    def interpolated(self, a: Value, b: Value) -> Value | None:
        """a + c·(g - a) as (1 - c)·a + c·g, one call less. Not for tiny c, where 1 - c is rounded too coarsely."""
        inner = b.node
        if a.s is not None or a.k != 1 or b.s is not None or not 0.05 <= b.k <= 0.95:
            return None
        if inner.name != "subtract" or inner.inputs[1] is not a.node:
            return None
        g = inner.inputs[0]
        scaled = self.plain(_split(g, b.k))
        return Value(self.sum(self.plain(Value(a.node, 1 - b.k)), scaled))

    def matmul(self, node: Node, a: Value, b: Value) -> Value:
        if not self.scale_late:
            return Value(self.new.like(node, (self.plain(a), self.plain(b))))
        k, s = a.k * b.k, self.scalars(np.multiply, a.s, b.s)
        return Value(self.new.like(node, (a.node, b.node)), k, s)

    def cast(self, node: Node, x: Value) -> Value | None:
        """The slope of relu: where max(x, 0) > 0 is what the sign of max(x, 0) is, one call instead of two."""
        inner = x.node
        if node.size > _SMALL or inner.name != "greater" or inner.inputs[1].number_or_none != 0:
            return None
        y = inner.inputs[0]
        if y.name == "maximum" and y.dtype == node.dtype and y.inputs[1].number_or_none == 0:
            return Value(self.new.ufunc(np.sign, y))
        return None


def _split(node: Node, k: float) -> Value:
    """`node · k`, with a factor that `node` was already multiplied by taken together with k."""
    if node.name == "multiply" and node.inputs[1].shape == () and node.shape:
        number = node.inputs[1].number_or_none
        if number is not None and node.inputs[0].shape == node.shape:
            return Value(node.inputs[0], k * number)
    return Value(node, k)
