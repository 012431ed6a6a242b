"""What leads to a step, where the next number below may give another integer: there, roundings may not be moved.

`floor(log(x) / log(2))` is 3 for x = 8 as it is written, and 2 with the factor 1 / log(2) in place of the division.
"""

from __future__ import annotations

from playground.engine.plan.graph import Graph, Node

_ROUNDINGS = {"floor", "ceil", "rint", "round", "trunc", "floor_divide", "remainder", "mod", "fmod"}
_COMPARISONS = {"equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "sign"}
_PRODUCTS = {"matmul", "einsum", "tensordot"}  # in which no order of sums is promised


def before_steps(graph: Graph) -> set[int]:
    """Numbers of the nodes from which, without a product between, integers or truth values are made.

    Of comparisons only those of what no weight changes: batches, numbers of steps, constants. What weights lead to
    lies on a threshold by chance only, and every activation compares.
    """
    nodes = graph.nodes()
    of_weights: set[int] = set()
    for node in nodes:
        trained = node.kind == "variable" and node.payload.trainable
        if trained or any(x.number in of_weights for x in node.inputs):
            of_weights.add(node.number)
    found: set[int] = set()
    for node in reversed(nodes):
        if (node.number in found and node.name not in _PRODUCTS) or _is_step(node, of_weights):
            found.update(x.number for x in node.inputs)
    return found


def _is_step(node: Node, of_weights: set[int]) -> bool:
    if node.kind != "op":
        return False
    if node.name in _ROUNDINGS:
        return True
    if node.name == "cast":
        return node.dtype.kind in "iu" and node.inputs[0].dtype.kind == "f"
    return node.name in _COMPARISONS and not any(x.number in of_weights for x in node.inputs)
