"""First rewriting: composite primitives become single NumPy calls, shapes become reshapes, constants are computed.

After it, a node is a NumPy function applied element by element, a `reduce`, a `matmul`, a view, or a primitive that the
plan does not know and simply calls.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.primitive import Primitive

Inputs = tuple[Node, ...]

REDUCE = Primitive(
    "reduce",
    lambda x, function, axis, keepdims: function.reduce(x, axis=axis, keepdims=keepdims),
    lambda *x, **k: None,
)
RESHAPE = Primitive("reshape", lambda x, shape: x.reshape(shape), lambda *x, **k: None, view=True)
TRANSPOSE = Primitive(
    "transpose", lambda x, axes: x.transpose(axes), lambda *x, **k: None, view=True
)
CAST = Primitive("cast", lambda x, dtype: x.astype(dtype), lambda *x, **k: None)
_LARGE = 1 << 20  # elements: larger constants are not computed ahead


def lowered(graph: Graph) -> Graph:
    """`graph` in terms of single NumPy calls."""
    return graph.rewritten(_lower)


def _lower(graph: Graph, node: Node, inputs: Inputs) -> Node:
    if node.kind == "op" and inputs and all(x.kind == "constant" for x in inputs):
        made = _computed(graph, node, inputs)
        if made is not None:
            return made
    rule = _RULES.get(node.name) if node.kind == "op" else None
    if rule is not None:
        made = rule(graph, node, inputs)
        if made is not None:
            return made
    if is_elementwise(node):
        return graph.ufunc(node.payload.forward, *_narrowed(graph, node, inputs), dtype=node.dtype)
    return graph.like(node, inputs)


def is_elementwise(node: Node) -> bool:
    """Whether a NumPy function computes each element from the elements at its place."""
    forward = node.payload.forward if node.kind == "op" else None
    return isinstance(forward, np.ufunc) and forward.signature is None and forward.nout == 1


def _computed(graph: Graph, node: Node, inputs: Inputs) -> Node | None:
    if node.size > _LARGE:
        return None
    result = node.payload.forward(*[x.payload for x in inputs], **node.parameters)
    return None if isinstance(result, tuple) else graph.constant(np.asarray(result))


def _narrowed(graph: Graph, node: Node, inputs: Inputs) -> Inputs:
    """Constants that hold one number everywhere as that number, where that leaves the shape alone."""
    narrow = list(inputs)
    for i, x in enumerate(inputs):
        number = x.number_or_none if x.shape else None
        others = [y.shape for j, y in enumerate(narrow) if j != i]
        if number is not None and others and np.broadcast_shapes(*others) == node.shape:
            narrow[i] = graph.number(number, x.dtype)
    return tuple(narrow)


def reshaped(graph: Graph, x: Node, shape: tuple[int, ...]) -> Node:
    """`x` in another shape."""
    while x.kind == "op" and x.name == "reshape" and x.inputs[0].name != "windows":
        (x,) = x.inputs  # windows overlap: their first reshape is a copy that all others share
    if x.shape == shape:
        return x
    return graph.op(RESHAPE, (x,), {"shape": shape}, shape, x.dtype)


def transposed(graph: Graph, x: Node, axes: tuple[int, ...]) -> Node:
    """`x` with its axes in another order."""
    if x.kind == "op" and x.name == "transpose":
        inner = x.parameters["axes"]
        return transposed(graph, x.inputs[0], tuple(inner[i] for i in axes))
    if axes == tuple(range(len(axes))):
        return x
    shape = tuple(x.shape[i] for i in axes)
    return graph.op(TRANSPOSE, (x,), {"axes": axes}, shape, x.dtype)


def reduced(
    graph: Graph, function: np.ufunc, x: Node, axis: tuple[int, ...], keepdims: bool, dtype: Any
) -> Node:
    """`function.reduce(x)` over several axes."""
    if not axis:
        return x
    if all(x.shape[i] == 1 for i in axis) and x.dtype == dtype and function is np.add:
        shape = tuple(
            1 if i in axis else n for i, n in enumerate(x.shape) if keepdims or i not in axis
        )
        return reshaped(graph, x, shape)
    shape = tuple(1 if i in axis else n for i, n in enumerate(x.shape) if keepdims or i not in axis)
    parameters = {"function": function, "axis": axis, "keepdims": keepdims}
    return graph.op(REDUCE, (x,), parameters, shape, np.dtype(dtype))


# ------------------------------------------------------------------------------------------------ rules
def _reduce_with(function: np.ufunc) -> Callable:
    def rule(graph: Graph, node: Node, inputs: Inputs) -> Node:
        axis, keepdims = node.parameters["axis"], node.parameters["keepdims"]
        return reduced(graph, function, inputs[0], axis, keepdims, node.dtype)

    return rule


def _mean(graph: Graph, node: Node, inputs: Inputs) -> Node | None:
    (x,) = inputs
    axis = node.parameters["axis"]
    count = math.prod(x.shape[i] for i in axis)
    if x.dtype == np.float16 or not count:
        return None
    total = reduced(graph, np.add, x, axis, node.parameters["keepdims"], node.dtype)
    if count == 1:
        return total
    return graph.ufunc(np.divide, total, graph.number(count, node.dtype))


def _to_shape(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return reshaped(graph, inputs[0], node.shape)


def _transpose(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return transposed(graph, inputs[0], tuple(node.parameters["axes"]))


def _same(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return inputs[0]


def _broadcast_to(graph: Graph, node: Node, inputs: Inputs) -> Node | None:
    return inputs[0] if inputs[0].shape == node.shape else None


def _cast(graph: Graph, node: Node, inputs: Inputs) -> Node:
    (x,) = inputs
    if x.dtype == node.dtype:
        return x
    return graph.op(CAST, (x,), {"dtype": node.dtype}, x.shape, node.dtype)


def _relu(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return graph.ufunc(np.maximum, inputs[0], graph.number(0, node.dtype))


def _sigmoid(graph: Graph, node: Node, inputs: Inputs) -> Node:
    one = graph.number(1, node.dtype)
    falling = graph.ufunc(np.exp, graph.ufunc(np.negative, inputs[0]))
    return graph.ufunc(np.divide, one, graph.ufunc(np.add, falling, one))


def _softplus(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return graph.ufunc(np.logaddexp, inputs[0], graph.number(0, node.dtype))


def _axes(node: Node) -> tuple[int, ...]:
    axis = node.parameters["axis"]
    return axis if isinstance(axis, tuple) else (axis,)


def _softmax(graph: Graph, node: Node, inputs: Inputs) -> Node:
    (x,), axis = inputs, _axes(node)
    top = reduced(graph, np.maximum, x, axis, True, node.dtype)
    raised = graph.ufunc(np.exp, graph.ufunc(np.subtract, x, top))
    total = reduced(graph, np.add, raised, axis, True, node.dtype)
    return graph.ufunc(np.divide, raised, total)


def _log_softmax(graph: Graph, node: Node, inputs: Inputs) -> Node:
    (x,), axis = inputs, _axes(node)
    top = reduced(graph, np.maximum, x, axis, True, node.dtype)
    lowered = graph.ufunc(np.subtract, x, top)
    total = reduced(graph, np.add, graph.ufunc(np.exp, lowered), axis, True, node.dtype)
    return graph.ufunc(np.subtract, lowered, graph.ufunc(np.log, total))


def _clip(graph: Graph, node: Node, inputs: Inputs) -> Node:
    x, low, high = _narrowed(graph, node, inputs)
    return graph.ufunc(np.minimum, graph.ufunc(np.maximum, x, low), high)


def _square(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return graph.ufunc(np.multiply, inputs[0], inputs[0])


def _rsqrt(graph: Graph, node: Node, inputs: Inputs) -> Node:
    return graph.ufunc(np.divide, graph.number(1, node.dtype), graph.ufunc(np.sqrt, inputs[0]))


_RULES: dict[str, Callable[[Graph, Node, Inputs], Node | None]] = {
    "sum": _reduce_with(np.add),
    "prod": _reduce_with(np.multiply),
    "max": _reduce_with(np.maximum),
    "min": _reduce_with(np.minimum),
    "any": _reduce_with(np.logical_or),
    "all": _reduce_with(np.logical_and),
    "mean": _mean,
    "reshape": _to_shape,
    "expand_dims": _to_shape,
    "squeeze": _to_shape,
    "transpose": _transpose,
    "broadcast_to": _broadcast_to,
    "stop_gradient": _same,
    "copy": _same,
    "cast": _cast,
    "relu": _relu,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "clip": _clip,
    "square": _square,
    "rsqrt": _rsqrt,
}
