"""Nodes computed for many batches at once: the same function, with an axis more in front."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan.graph import Node
from playground.engine.plan.lowering import is_elementwise

_SHAPES = ("reduce", "reshape", "transpose", "cast", "where", "augment", "broadcast_to", "argmax")


def can(node: Node) -> bool:
    """Whether `wide` knows this node."""
    return is_elementwise(node) or node.name in _SHAPES


def wide(node: Node, inputs: list[tuple[np.ndarray, bool]]) -> np.ndarray:
    """The node for many batches. `inputs` are arrays, with whether they have the additional first axis."""
    arrays = [a for a, _ in inputs]
    if is_elementwise(node) or node.name == "where":
        rank = len(node.shape)
        aligned = [_aligned(a, rank) if is_wide else a for a, is_wide in inputs]
        return node.payload.forward(*aligned)
    (x,) = arrays
    parameters = node.parameters
    if node.name == "reduce":
        axis = tuple(i + 1 for i in parameters["axis"])
        return parameters["function"].reduce(x, axis=axis, keepdims=parameters["keepdims"])
    if node.name == "reshape":
        return x.reshape((len(x), *node.shape))
    if node.name == "transpose":
        return x.transpose((0, *(i + 1 for i in parameters["axes"])))
    if node.name == "cast":
        return x.astype(parameters["dtype"])
    if node.name == "broadcast_to":
        return np.broadcast_to(_aligned(x, len(node.shape)), (len(x), *node.shape))
    if node.name == "argmax":
        axis = parameters["axis"] + 1
        return x.argmax(axis, keepdims=parameters["keepdims"]).astype(node.dtype)
    assert node.name == "augment"
    return np.concatenate([x, np.ones((*x.shape[:-1], 1), x.dtype)], -1)


def _aligned(a: np.ndarray, rank: int) -> np.ndarray:
    """`a` (n, …) with axes of length 1 behind the first, so that it broadcasts with arrays of more axes."""
    missing = rank + 1 - a.ndim
    return a.reshape((len(a), *(1,) * missing, *a.shape[1:])) if missing else a


def evaluate(nodes: list[Node], values: dict[int, tuple[np.ndarray, bool]]) -> None:
    """Compute `nodes` in order and put them into `values` (array, has it the additional axis)."""
    for node in nodes:
        inputs: list[tuple[np.ndarray, bool]] = []
        for x in node.inputs:
            if x.number not in values and x.kind in ("constant", "variable"):
                array: Any = x.payload if x.kind == "constant" else x.payload.array
                values[x.number] = array, False
            inputs.append(values[x.number])
        values[node.number] = wide(node, inputs), True
