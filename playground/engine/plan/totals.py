"""Sums over all samples of all batches of a block: taken at once, and of truth values by counting."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from playground.engine.plan.graph import Node
from playground.engine.plan.stages import Stages


class Total(NamedTuple):
    """What a block adds to an accumulator: the sum of all elements of `node`, or how many `are_true`."""

    node: Node
    are_true: bool


def totals(stages: Stages) -> tuple[dict[Any, Total], set[int]]:
    """The totals among what is added to accumulators, by accumulator; and the numbers of the nodes that they spare: a
    sum over a batch, a reshape or a cast of truth values that nothing else reads."""
    after = {x.number for x in stages.after}
    ends = {x.number for x in stages.graph.outputs}
    found: dict[Any, Total] = {}
    spared: set[int] = set()

    def is_only_for(node: Node, user: Node) -> bool:
        read = stages.users[node.number] == [user]
        return read and node.number in after and node.number not in ends

    for variable, node in stages.added.items():
        x, user, passed = node, stages.graph.assignments[variable], []
        are_true = False
        while is_only_for(x, user) and not are_true:
            if _is_cast_of_truth(x):
                are_true = True
            elif not (x.name == "reshape" or (_is_sum(x) and x.dtype == x.inputs[0].dtype)):
                break
            passed.append(x.number)
            x, user = x.inputs[0], x
        if node.shape == () and _is_sum(node) and node.number in passed:
            found[variable] = Total(x, are_true)
            spared.update(passed)
    return found, spared


def _is_sum(x: Node) -> bool:
    return x.name == "reduce" and x.parameters["function"] is np.add


def _is_cast_of_truth(x: Node) -> bool:
    return x.name == "cast" and np.dtype(x.inputs[0].dtype) == np.bool_
