"""Second rewriting: products of arrays with many axes as products of matrices, which NumPy hands to BLAS as a whole.

`einsum` of two operands becomes transposed views and one `matmul`; an array of many rows times one matrix is one
product, not one for each leading index. Two equal ways to lay out the same windows are laid out once.
"""

from __future__ import annotations

import math

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.lowering import RESHAPE, reshaped, transposed
from playground.engine.primitive import Primitive

MATMUL = Primitive("matmul", np.matmul, lambda *x, **k: None)


def as_matrices(graph: Graph) -> Graph:
    """`graph` with products of matrices."""
    return graph.rewritten(_rule)


def _rule(graph: Graph, node: Node, inputs: tuple[Node, ...]) -> Node:
    made = None
    if node.name == "einsum" and len(inputs) == 2:
        made = _einsum(graph, node, *inputs)
    elif node.name == "matmul":
        made = _one_product(graph, node, *inputs)
    elif node.kind == "op" and node.name == "reshape":
        made = _laid_out(graph, node, inputs[0])
    return graph.like(node, inputs) if made is None else made


def matmul(graph: Graph, a: Node, b: Node) -> Node:
    """`a @ b` of arrays with at least two axes, and the same leading ones if they have more."""
    shape = (*a.shape[:-1], b.shape[-1])
    return graph.op(MATMUL, (a, b), {}, shape, a.dtype)


def _one_product(graph: Graph, node: Node, a: Node, b: Node) -> Node | None:
    if len(a.shape) <= 2 or len(b.shape) != 2 or not node.size:
        return None
    rows = reshaped(graph, a, (math.prod(a.shape[:-1]), a.shape[-1]))
    product = graph.op(node.payload, (rows, b), {}, (rows.shape[0], b.shape[1]), node.dtype)
    return reshaped(graph, product, node.shape)


def _laid_out(graph: Graph, node: Node, x: Node) -> Node | None:
    """Windows overlap, so that reshaping them copies: all their shapes are views of one copy, a matrix."""
    if x.name == "reshape":
        x = x.inputs[0]
    if x.name != "windows" or not x.size:
        return None
    n = (len(x.shape) - 2) // 2
    rows = math.prod(x.shape[: n + 1])
    matrix = graph.op(
        RESHAPE, (x,), {"shape": (rows, x.size // rows)}, (rows, x.size // rows), x.dtype
    )
    if matrix.shape == node.shape:
        return matrix
    return graph.op(RESHAPE, (matrix,), {"shape": node.shape}, node.shape, node.dtype)


def _einsum(graph: Graph, node: Node, a: Node, b: Node) -> Node | None:
    """None where it is more than a product: traces, sums over one operand alone, axes that are broadcast."""
    left, arrow, result = node.parameters["subscripts"].replace(" ", "").partition("->")
    first, _, second = left.partition(",")
    letters = set(first) | set(second)
    plain = arrow and all(len(set(x)) == len(x) and x.isalpha() for x in (first, second) if x)
    if not plain or not node.size or not set(result) <= letters or len(set(result)) < len(result):
        return None
    if not a.dtype == b.dtype == node.dtype or np.dtype(node.dtype).kind != "f":
        return None
    lengths: dict[str, int] = {}
    for letter, n in (*zip(first, a.shape), *zip(second, b.shape)):
        if lengths.setdefault(letter, n) != n:
            return None
    shared = [c for c in first if c in second and c in result]
    inner = [c for c in first if c in second and c not in result]
    rows = [c for c in result if c in first and c not in second]
    columns = [c for c in result if c in second and c not in first]
    if len(shared) + len(inner) + len(rows) != len(first):
        return None
    if len(shared) + len(inner) + len(columns) != len(second):
        return None
    if columns and rows and result.index(columns[0]) < result.index(rows[0]):
        a, b, first, second, rows, columns = b, a, second, first, columns, rows
    shared.sort(key=result.index)
    inner.sort(key=first.index)
    x = _matrix(graph, a, first, shared, rows, inner, lengths)
    y = _matrix(graph, b, second, shared, inner, columns, lengths)
    order = [*shared, *rows, *columns]
    product = reshaped(graph, matmul(graph, x, y), tuple(lengths[c] for c in order))
    return transposed(graph, product, tuple(order.index(c) for c in result))


def _matrix(
    graph: Graph, x: Node, axes: str, shared: list, rows: list, columns: list, lengths: dict
) -> Node:
    """`x` as (*shared, all of `rows`, all of `columns`), turned around where that spares a copy."""
    turned = axes == "".join([*shared, *columns, *rows])
    order = [*shared, *columns, *rows] if turned else [*shared, *rows, *columns]
    x = transposed(graph, x, tuple(axes.index(c) for c in order))
    n = len(shared)
    parts = (columns, rows) if turned else (rows, columns)
    sizes = [math.prod(lengths[c] for c in part) for part in parts]
    x = reshaped(graph, x, (*[lengths[c] for c in shared], *sizes))
    return transposed(graph, x, (*range(n), n + 1, n)) if turned else x
