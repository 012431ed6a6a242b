"""What a block of batches adds to the accumulators of metrics.

Sums are added batch after batch, as steps one by one would do it: how many batches are done together must not be seen
in a loss, not in its last digit. Counts are whole numbers, so those of all batches are taken at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan.stages import Stages


def running(total: np.ndarray, n: int) -> np.ndarray:
    """Room for a total before the first of `n` batches and after each, (n + 1, *shape of total)."""
    return np.empty((n + 1, *total.shape), total.dtype)


def times(constant: np.ndarray, n: int) -> Any:
    """What `n` batches add, each of which adds `constant`."""
    return constant[()] * constant.dtype.type(n)


def is_only_added(stages: Stages, variable: Any) -> bool:
    """Whether what is added to `variable` is a sum, count or the like of the stage *after* that nothing else reads."""
    node, graph = stages.added[variable], stages.graph
    return (
        node.name in ("reduce", "count")
        and node.dtype == variable.array.dtype
        and node.shape == variable.array.shape
        and stages.users[node.number] == [graph.assignments[variable]]
        and all(node is not x for x in (*stages.handed_on, *graph.outputs))
        and any(node is x for x in stages.after)
    )
