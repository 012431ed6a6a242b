"""Fifth rewriting: `x @ kernel + bias` as one product.

Where bias follows kernel in memory, both together are a matrix with one row more, and x with a column of ones takes the
bias along: `[x 1] @ [kernel; bias]`. The gradients of both then are one product too: `[x 1]ᵀ @ g`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node, users_of
from playground.engine.plan.lowering import reshaped, transposed
from playground.engine.primitive import Primitive

AUGMENT = Primitive(
    "augment",
    lambda x: np.concatenate([x, np.ones((len(x), 1), x.dtype)], 1),
    lambda *x, **k: None,
)


class Affine:
    """A kernel and the bias behind it as one matrix. It takes part in a graph as a variable."""

    def __init__(self, kernel: Any, bias: Any) -> None:
        self.members = [kernel, bias]
        rows, columns = kernel.array.shape
        flat = kernel.array.base
        start = _place(kernel.array) - _place(flat)
        start //= flat.itemsize
        self.array = flat[start : start + (rows + 1) * columns].reshape(rows + 1, columns)
        self.path = f"{kernel.path}+{bias.name}"


def _place(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def _adjacent(kernel: Any, bias: Any) -> bool:
    a, b = kernel.array, bias.array
    return (
        a.ndim == 2
        and b.shape == a.shape[1:]
        and a.dtype == b.dtype
        and a.base is not None
        and a.base is b.base
        and a.base.ndim == 1
        and _place(a) + a.nbytes == _place(b)
    )


def with_bias_inside(graph: Graph) -> Graph:
    """`graph` with kernels and biases joined."""
    users = users_of(graph.nodes())
    blocks: dict[tuple[int, int], Affine] = {}

    def block(kernel: Any, bias: Any) -> Affine:
        key = id(kernel), id(bias)
        if key not in blocks:
            blocks[key] = Affine(kernel, bias)
        return blocks[key]

    def rule(new: Graph, node: Node, inputs: tuple[Node, ...]) -> Node:
        if node.name == "add" and len(node.shape) == 2:
            product, bias = node.inputs
            if (
                bias.kind == "variable"
                and product.name == "matmul"
                and len(users[product.number]) == 1
                and product.inputs[1].kind == "variable"
                and len(product.inputs[0].shape) == 2
                and _adjacent(product.inputs[1].payload, bias.payload)
            ):
                x, _ = inputs[0].inputs
                both = new.variable(block(product.inputs[1].payload, bias.payload))
                return _matmul(new, node.inputs[0], augmented(new, x), both)
        if node.name == "pack":
            return _packed(new, node, inputs)
        return new.like(node, inputs)

    return graph.rewritten(rule)


def augmented(graph: Graph, x: Node) -> Node:
    """`x` (batch, n) with a column of ones: (batch, n + 1)."""
    return graph.op(AUGMENT, (x,), {}, (x.shape[0], x.shape[1] + 1), x.dtype)


def _matmul(graph: Graph, old: Node, a: Node, b: Node) -> Node:
    return graph.op(old.payload, (a, b), {}, (a.shape[0], b.shape[1]), old.dtype)


def _packed(graph: Graph, node: Node, inputs: tuple[Node, ...]) -> Node:
    """The gradients of kernel and bias, where they stand side by side, as one product."""
    parts: list[Node] = []
    for part in inputs:
        before = _unshaped(parts[-1]) if parts else None
        this = _unshaped(part)
        if before is not None and _is_gradient_pair(before, this):
            xt, g = before.inputs
            (x,) = xt.inputs
            both = transposed(graph, augmented(graph, x), (1, 0))
            product = graph.op(
                before.payload, (both, g), {}, (both.shape[0], g.shape[1]), before.dtype
            )
            parts[-1] = reshaped(graph, product, (product.size,))
        else:
            parts.append(part)
    return graph.op(node.payload, tuple(parts), {}, node.shape, node.dtype)


def _unshaped(node: Node) -> Node:
    return node.inputs[0] if node.name == "reshape" else node


def _is_gradient_pair(kernel: Node, bias: Node) -> bool:
    """xᵀ @ g and the sum of g over the batch."""
    if kernel.name != "matmul" or kernel.inputs[0].name != "transpose":
        return False
    g = kernel.inputs[1]
    if bias.name == "reduce":
        summed = bias.parameters["function"] is np.add and bias.parameters["axis"] == (0,)
        return summed and bias.inputs[0] is g and len(g.shape) == 2
    return bias is g and g.shape[0] == 1
