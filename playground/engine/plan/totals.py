"""What a block of batches adds to the accumulators of metrics.

Sums are added batch after batch, as steps one by one would do it: how many batches are done together must not be seen
in a loss, not in its last digit. Counts are whole numbers, so those of all batches are taken at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan.graph import Node
from playground.engine.plan.stages import Stages


def running(total: np.ndarray, n: int) -> np.ndarray:
    """Room for a total before the first of `n` batches and after each, (n + 1, *shape of total)."""
    return np.empty((n + 1, *total.shape), total.dtype)


def times(constant: np.ndarray, n: int) -> np.ndarray:
    """What `n` batches add, each of which adds `constant`."""
    return constant * constant.dtype.type(n)


def is_only_added(stages: Stages, variable: Any) -> bool:
    """Whether what is added to `variable` is a sum or the like of the stage *after*, which nothing else reads."""
    node, graph = stages.added[variable], stages.graph
    return (
        node.name == "reduce"
        and node.dtype == variable.array.dtype
        and node.shape == variable.array.shape
        and stages.users[node.number] == [graph.assignments[variable]]
        and all(node is not x for x in (*stages.handed_on, *graph.outputs))
        and any(node is x for x in stages.after)
    )


def counts(stages: Stages) -> tuple[dict[Any, Node], set[int]]:
    """The accumulators to which sums of truth values are added, each with the node of these truth values; and the
    numbers of the nodes that counting spares: a cast, a reshape, a sum over a batch that nothing else reads."""
    after = {x.number for x in stages.after}
    ends = {x.number for x in stages.graph.outputs}
    found: dict[Any, Node] = {}
    spared: set[int] = set()

    def is_only_for(node: Node, user: Node) -> bool:
        read = stages.users[node.number] == [user]
        return read and node.number in after and node.number not in ends

    for variable, node in stages.added.items():
        if node.shape != () or not _is_sum(node):
            continue
        x, user, passed = node, stages.graph.assignments[variable], []
        while is_only_for(x, user) and (x.name == "reshape" or _is_sum(x)):
            passed.append(x.number)
            x, user = x.inputs[0], x
        if passed and is_only_for(x, user) and _is_cast_of_truth(x):
            found[variable] = x.inputs[0]
            spared.update((*passed, x.number))
    return found, spared


def _is_sum(x: Node) -> bool:
    return x.name == "reduce" and x.parameters["function"] is np.add


def _is_cast_of_truth(x: Node) -> bool:
    return x.name == "cast" and np.dtype(x.inputs[0].dtype) == np.bool_
