"""Fourth rewriting: sums and maxima of short rows or over axes in the middle, which NumPy does a few numbers at a time.

A sum over many is a product with ones; one over few is a chain of additions of whole arrays. Gradients that windows
give back are moved where windows do not overlap, and lie window place by window place where they do.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.lowering import reshaped, transposed
from playground.engine.plan.products import MATMUL
from playground.engine.plan.recurrence import CUT

_MANY = 16  # terms, from which on a product with ones is faster
_FEW, _LONG = (
    4,
    128,
)  # numbers in a row whose sum is a product with ones; NumPy adds long rows as fast
_CHAINED = 9  # terms, up to which a chain is
_SMALL = 2048  # elements, up to which NumPy's own way costs the fewest calls


def reduced_fast(graph: Graph) -> Graph:
    """`graph` with such reductions done in the faster way."""
    return graph.rewritten(_rule)


def _rule(graph: Graph, node: Node, inputs: tuple[Node, ...]) -> Node:
    made = None
    if node.name == "reduce":
        made = _reduction(graph, node, inputs[0])
    elif node.name == "overlap_add":
        made = _windows_put_back(graph, node, inputs[0])
    return graph.like(node, inputs) if made is None else made


def _reduction(graph: Graph, node: Node, x: Node) -> Node | None:
    function, axes = node.parameters["function"], sorted(node.parameters["axis"])
    first, last = axes[0], axes[-1]
    n = math.prod(x.shape[first : last + 1])
    behind = math.prod(x.shape[last + 1 :])
    if (
        axes != list(range(first, last + 1))
        or x.dtype != node.dtype
        or node.dtype not in (np.float32, np.float64)
        or len(x.shape) < 3
        or x.size < _SMALL
    ):
        return None
    if behind == 1:
        if function is not np.add or not _FEW <= n <= _LONG or last != len(x.shape) - 1:
            return None
        rows = reshaped(graph, x, (x.size // n, n))
        ones = graph.constant(np.ones((n, 1), node.dtype))
        made = graph.op(MATMUL, (rows, ones), {}, (x.size // n, 1), node.dtype)
        return reshaped(graph, made, node.shape)
    if function is np.add and n >= _MANY:
        before = math.prod(x.shape[:first])
        shape = (before, n, behind) if before > 1 else (n, behind)
        ones = graph.constant(np.ones((1, n), node.dtype))
        made = graph.op(
            MATMUL, (ones, reshaped(graph, x, shape)), {}, (*shape[:-2], 1, behind), node.dtype
        )
        return reshaped(graph, made, node.shape)
    if function in (np.add, np.maximum, np.minimum) and 2 <= n <= _CHAINED:
        shape = (*x.shape[:first], *x.shape[last + 1 :])
        before = (slice(None),) * first
        total, *rest = [
            graph.op(CUT, (x,), {"key": (*before, *place)}, shape, x.dtype)
            for place in product(*[range(x.shape[i]) for i in axes])
        ]
        for y in rest:
            total = graph.ufunc(function, total, y)
        return reshaped(graph, total, node.shape)
    return None


def _windows_put_back(graph: Graph, node: Node, g: Node) -> Node | None:
    """`g` is (batch, *counts, *size, channels)."""
    size, strides = node.parameters["size"], node.parameters["strides"]
    n = len(size)
    counts = g.shape[1 : n + 1]
    once = all(d == 1 for d in node.parameters["dilation"])
    filled = tuple(c * s for c, s in zip(counts, size)) == node.shape[1:-1]
    if once and tuple(strides) == tuple(size) and filled:
        order = [0, *[i for k in range(n) for i in (1 + k, 1 + n + k)], 2 * n + 1]
        return reshaped(graph, transposed(graph, g, tuple(order)), node.shape)
    if g.name != "reshape" or g.inputs[0].name != "matmul" or not g.size:
        return None
    rows, kernel = g.inputs[0].inputs
    places, channels = math.prod(size), g.shape[-1]
    if len(rows.shape) != 2 or kernel.shape != (rows.shape[1], places * channels):
        return None
    kernel = reshaped(graph, kernel, (rows.shape[1], places, channels))
    kernel = transposed(graph, kernel, (1, 0, 2))
    shape = (places, rows.shape[0], channels)
    made = graph.op(MATMUL, (rows, kernel), {}, shape, node.dtype)
    made = reshaped(graph, made, (*size, g.shape[0], *counts, channels))
    order = (*range(n, 2 * n + 1), *range(n), 2 * n + 1)
    return graph.like(node, (transposed(graph, made, order),))
