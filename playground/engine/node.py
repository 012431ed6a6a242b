"""Node: one use of an operation in a functional graph, and the arguments it was used with."""

from __future__ import annotations

from typing import Any, NamedTuple

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor


class KerasHistory(NamedTuple):
    """Where a KerasTensor comes from: the operation, which of its calls, which of the outputs."""

    operation: Any
    node_index: int
    tensor_index: int


class SymbolicArguments:
    """The arguments of a call, some of which are KerasTensors that `fill_in` replaces by other tensors."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.args = args
        self.kwargs = kwargs
        self._flat_arguments = tree.flatten((args, kwargs))
        self.keras_tensors = [x for x in self._flat_arguments if isinstance(x, KerasTensor)]
        self._single_positional_tensor = (
            args[0] if len(args) == 1 and not kwargs and isinstance(args[0], KerasTensor) else None
        )

    def convert(self, conversion_fn: Any) -> tuple[Any, Any]:
        """Arguments with `conversion_fn` applied to every leaf."""
        return (
            tree.map_structure(conversion_fn, self.args),
            tree.map_structure(conversion_fn, self.kwargs),
        )

    def fill_in(self, tensor_dict: dict[int, Any]) -> tuple[Any, Any]:
        """Arguments with each KerasTensor replaced by `tensor_dict[id(it)]`."""
        if self._single_positional_tensor is not None:
            return (tensor_dict[id(self._single_positional_tensor)],), {}
        return self.convert(lambda x: tensor_dict.get(id(x)) if isinstance(x, KerasTensor) else x)


class Node:
    """`operation` called with arguments that contain KerasTensors; `outputs` are the KerasTensors it made.

    Makes itself known to the operation (`_inbound_nodes`), to the operations its inputs come from
    (`_outbound_nodes`), and to its outputs (`_keras_history`).
    """

    def __init__(
        self, operation: Any, call_args: Any = None, call_kwargs: Any = None, outputs: Any = None
    ) -> None:
        self.operation = operation
        self.arguments = SymbolicArguments(*(call_args or ()), **(call_kwargs or {}))
        self.outputs = [] if outputs is None else tree.flatten(outputs)
        for x in self.arguments.keras_tensors:
            if not hasattr(x, "_keras_history"):  # nobody made it: it is an input
                x._keras_history = KerasHistory(None, 0, 0)  # type: ignore[attr-defined]
        self._parent_nodes = []
        for x in self.arguments.keras_tensors:
            made_by, index, _ = x._keras_history  # type: ignore[attr-defined]
            if made_by is not None:
                made_by._outbound_nodes.append(self)
                self._parent_nodes.append(made_by._inbound_nodes[index])
        if operation is not None:
            if not hasattr(operation, "_inbound_nodes"):
                operation._inbound_nodes, operation._outbound_nodes = [], []
            operation._inbound_nodes.append(self)
            index = len(operation._inbound_nodes) - 1
            for i, x in enumerate(self.outputs):
                if not isinstance(x, KerasTensor):
                    raise ValueError(
                        f"All operation outputs must be tensors. Operation {operation} returned a non-tensor. "
                        f"Non-tensor received: {x}"
                    )
                x._keras_history = KerasHistory(operation, index, i)  # type: ignore[attr-defined]

    @property
    def input_tensors(self) -> list:
        """The KerasTensors among the arguments."""
        return self.arguments.keras_tensors

    @property
    def output_tensors(self) -> list:
        """The KerasTensors made."""
        return self.outputs

    @property
    def is_input(self) -> bool:
        """Whether this is where data comes in."""
        return not self.arguments.keras_tensors

    @property
    def parent_nodes(self) -> list[Node]:
        """The nodes that made the inputs."""
        return self._parent_nodes

    def __repr__(self) -> str:
        return f"<Node operation={self.operation}, id={id(self)}>"


def get_source_inputs(tensor: Any) -> list:
    """The KerasTensors without a past that `tensor` was computed from, in the order in which they were met."""
    history = getattr(tensor, "_keras_history", None)
    if history is None or history.operation is None:
        return [tensor]
    node = history.operation._inbound_nodes[history.node_index]
    if node.is_input:
        return list(node.output_tensors)
    found: list = []
    for x in node.input_tensors:
        found.extend(s for s in get_source_inputs(x) if not any(s is f for f in found))
    return found
