"""Function: the graph of operations between some KerasTensors and others, as a callable."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from playground.engine import ops, tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.masking import get_keras_mask
from playground.engine.node import Node
from playground.engine.operation import Operation
from playground.engine.tensor import Tensor


class Function(Operation):
    """From `inputs` to `outputs`, both KerasTensors or nested structures of them.

    Calling it runs, in order, the operations that lead from inputs to outputs, on tensors or on other KerasTensors.
    Raises ValueError when an output does not depend on the inputs alone.
    """

    _inputs_struct: Any
    _outputs_struct: Any
    _inputs: list[Any]
    _outputs: list[Any]
    _nodes: list[Node]
    _steps: list[Node]
    _operations: list[Operation]
    _operations_by_depth: dict[int, list[Operation]]

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None):
        super().__init__(name=name)
        self._set_graph(inputs, outputs)

    def _set_graph(self, inputs: Any, outputs: Any) -> None:
        set_ = functools.partial(
            object.__setattr__, self
        )  # a model must not take these lists for its own state
        set_("_inputs_struct", tree.map_structure(lambda x: x, inputs))
        set_("_outputs_struct", tree.map_structure(lambda x: x, outputs))
        set_("_inputs", tree.flatten(inputs))
        set_("_outputs", tree.flatten(outputs))
        if not self._inputs:
            raise ValueError(
                f"`inputs` argument cannot be empty. Received: inputs={inputs}, outputs={outputs}"
            )
        if not self._outputs:
            raise ValueError(
                f"`outputs` argument cannot be empty. Received: inputs={inputs}, outputs={outputs}"
            )
        graph = Graph(self._inputs, self._outputs, self._outputs_struct)
        set_("_nodes", graph.nodes)
        set_("_operations", graph.operations)
        set_("_operations_by_depth", graph.operations_by_depth)
        set_("_steps", [node for node in graph.nodes if not node.is_input])

    @property
    def operations(self) -> list[Operation]:
        """The operations of the graph, those furthest from an output first."""
        return self._operations[:]

    @property
    def inputs(self) -> list[KerasTensor]:
        """The inputs, flattened."""
        return self._inputs

    @property
    def outputs(self) -> list[KerasTensor]:
        """The outputs, flattened."""
        return self._outputs

    def call(self, inputs: Any) -> Any:
        self._assert_input_compatibility(inputs)
        return self._run_graph(inputs, lambda operation: operation)

    def compute_output_spec(self, inputs: Any) -> Any:
        self._assert_input_compatibility(inputs)
        return self._run_graph(inputs, lambda operation: operation.compute_output_spec)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shapes of the outputs for other shapes of the inputs."""
        flat = self._flat_shapes(input_shape)
        inputs = tree.pack_sequence_as(
            self._inputs_struct,
            [KerasTensor(s, dtype=x.dtype) for s, x in zip(flat, self._inputs)],
        )
        outputs = self._run_graph(inputs, lambda operation: operation.compute_output_spec)
        return tree.map_structure(lambda x: x.shape, outputs)

    def _flat_shapes(self, input_shape: Any) -> list[tuple]:
        shapes: list[tuple] = []
        tree.map_shape_structure(lambda s: shapes.append(tuple(s)), input_shape)
        return shapes

    def _run_graph(self, inputs: Any, function_of: Callable[[Any], Callable]) -> Any:
        """The outputs for `inputs`; every operation is replaced by what `function_of` makes of it."""
        values: dict[int, Any] = {}
        for symbol, value in zip(self._inputs, tree.flatten(inputs)):
            values[id(symbol)] = value
        for node in self._steps:
            args, kwargs = node.arguments.fill_in(values)
            outputs = function_of(node.operation)(*args, **kwargs)
            for symbol, value in zip(node.outputs, tree.flatten(outputs)):
                values[id(symbol)] = value
        return tree.pack_sequence_as(self._outputs_struct, [values[id(x)] for x in self._outputs])

    def _assert_input_compatibility(self, inputs: Any) -> None:
        try:
            tree.assert_same_structure(inputs, self._inputs_struct)
        except ValueError:
            raise ValueError(
                f"Function was called with an invalid input structure. Expected input structure: "
                f"{self._inputs_struct}\nReceived input structure: {inputs}"
            ) from None
        for value, symbol in zip(tree.flatten(inputs), self._inputs):
            shape, expected = tuple(value.shape), symbol.shape
            fits = len(shape) == len(expected) and all(
                n is None or m is None or n == m for n, m in zip(shape, expected)
            )
            if not fits:
                raise ValueError(
                    f"{type(self).__name__} was passed incompatible inputs. For input {symbol.name}, expected shape "
                    f"{expected}, but received a tensor with shape {shape}."
                )


class Graph:
    """The nodes between `inputs` and `outputs` in an order in which they can run, and their operations by depth: the
    number of steps still to go to an output."""

    def __init__(
        self, inputs: list[KerasTensor], outputs: list[KerasTensor], structure: Any = None
    ):
        self.inputs = {id(x) for x in inputs}
        self.nodes: list[Node] = []
        self._seen: set[int] = set()
        self._first_seen: dict[int, int] = {}  # id of an operation -> when the walk met it
        for path, output in tree.flatten_with_path(outputs if structure is None else structure):
            self._walk(output, path)
        for x in inputs:  # those that nothing depends on are the first of the last
            self._add_input(x, -1)
        self._order(inputs)

    def _add_input(self, x: KerasTensor, place: int) -> None:
        history = getattr(x, "_keras_history", None)
        if history is None or history.operation is None:
            return
        node = history.operation._inbound_nodes[history.node_index]
        if node.is_input and id(node) not in self._seen:
            self._seen.add(id(node))
            self._first_seen.setdefault(id(node.operation), place)
            self.nodes.insert(0, node)

    def _walk(self, output: KerasTensor, path: tuple) -> None:
        """Add what is needed for `output`: a walk without recursion, so that deep models do not exhaust the stack."""
        todo: list[tuple[Any, bool]] = [(output, False)]
        pending: set[int] = set()
        while todo:
            x, arguments_done = todo.pop()
            if id(x) in self.inputs:
                self._add_input(x, len(self._first_seen))
                continue
            history = getattr(x, "_keras_history", None)
            if history is None or history.operation is None:
                raise _disconnected(path, None)
            node = history.operation._inbound_nodes[history.node_index]
            if id(node) in self._seen:
                continue
            if node.is_input:
                raise _disconnected(path, x)
            if arguments_done:
                self._seen.add(id(node))
                self.nodes.append(node)
                continue
            if id(node) in pending:
                continue
            pending.add(id(node))
            self._first_seen.setdefault(id(node.operation), len(self._first_seen))
            todo.append((x, True))
            todo.extend((argument, False) for argument in reversed(node.arguments.keras_tensors))

    def _order(self, inputs: list[KerasTensor]) -> None:
        depth_of_node: dict[int, int] = {}
        depth_of_operation: dict[int, int] = {}
        members = {id(node) for node in self.nodes}
        for node in reversed(self.nodes):
            depth = max(
                depth_of_node.get(id(node), 0), depth_of_operation.get(id(node.operation), 0)
            )
            depth_of_node[id(node)] = depth_of_operation[id(node.operation)] = depth
            for x in node.arguments.keras_tensors:
                if id(x) in self.inputs and not self._made_inside(x, members):
                    continue
                history = x._keras_history  # type: ignore[attr-defined]
                parent = history.operation._inbound_nodes[history.node_index]
                depth_of_node[id(parent)] = max(depth + 1, depth_of_node.get(id(parent), 0))
        operations = {id(node.operation): node.operation for node in self.nodes}
        by_depth: dict[int, list[Operation]] = {}
        for key in sorted(operations, key=self._first_seen.__getitem__):
            by_depth.setdefault(depth_of_operation[key], []).append(operations[key])
        self.operations_by_depth = by_depth
        self.operations = [o for depth in sorted(by_depth, reverse=True) for o in by_depth[depth]]
        self.nodes.sort(key=lambda n: -depth_of_node[id(n)])

    def _made_inside(self, x: KerasTensor, members: set[int]) -> bool:
        history = getattr(x, "_keras_history", None)
        if history is None or history.operation is None:
            return False
        return id(history.operation._inbound_nodes[history.node_index]) in members


def _disconnected(path: tuple, made_from: KerasTensor | None) -> ValueError:
    where = ".".join(str(p) for p in path)
    why = (
        "Does the model use a tensor that was made from another `keras.Input`?"
        if made_from is None
        else f"It is made from another Input, '{made_from.name}' of shape {made_from.shape}. Name all Inputs that are "
        "used, `keras.Model([first, second], outputs)`, or call the layers on the Input that is meant."
    )
    return ValueError(f"Output with path `{where}` is not connected to `inputs`. {why}")


def clone_graph(inputs: list, outputs: list, new_inputs: list) -> list:
    """Outputs like `outputs`, made by the same operations from `new_inputs` in place of `inputs`."""
    graph = Graph(inputs, outputs)
    made = {id(old): new for old, new in zip(inputs, new_inputs)}
    for node in graph.nodes:
        if node.is_input:
            continue
        args, kwargs = node.arguments.convert(
            lambda x: made.get(id(x), x) if isinstance(x, KerasTensor) else x
        )
        copies = [KerasTensor(x.shape, dtype=x.dtype, name=x.name) for x in node.outputs]
        Node(node.operation, call_args=args, call_kwargs=kwargs, outputs=copies)
        made.update((id(old), new) for old, new in zip(node.outputs, copies))
    return [made.get(id(x), x) for x in outputs]


def as_input(value: Any, symbol: KerasTensor) -> Any:
    """`value` as a tensor of the dtype that `symbol` stands for, with its mask."""
    if value is None or isinstance(value, KerasTensor):
        return value
    mask = get_keras_mask(value)
    if not (isinstance(value, Tensor) and value.dtype == symbol.dtype):
        value = ops.convert_to_tensor(value, dtype=symbol.dtype)
        if mask is not None:
            value._keras_mask = mask
    return value
