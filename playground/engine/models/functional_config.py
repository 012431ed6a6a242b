"""Functional models to configs and back, in Keras's format: each layer with the nodes that lead into it."""

from __future__ import annotations

from typing import Any

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.call_arguments import signature_of
from playground.engine.saving import deserialize_keras_object, serialize_keras_object


def functional_config(model: Any) -> dict[str, Any]:
    """The config of a functional model."""
    members = {id(node) for node in model._nodes}
    place: dict[
        int, int
    ] = {}  # id of a node -> its index among the nodes of its operation in this model
    for operation in model._operations:
        own = [node for node in operation._inbound_nodes if id(node) in members]
        place.update((id(node), i) for i, node in enumerate(own))
    layers = []
    for operation in model._operations:
        entry = serialize_keras_object(operation)
        entry["name"] = operation.name
        entry["inbound_nodes"] = [
            _node_config(node, place)
            for node in operation._inbound_nodes
            if id(node) in members and not node.is_input
        ]
        layers.append(entry)
    return {
        "name": model.name,
        "trainable": model.trainable,
        "layers": layers,
        "input_layers": tree.map_structure(lambda x: _reference(x, place), model._inputs_struct),
        "output_layers": tree.map_structure(lambda x: _reference(x, place), model._outputs_struct),
    }


def _reference(x: KerasTensor, place: dict[int, int]) -> list:
    """Which tensor: name of the operation, index of its node, index among the node's outputs."""
    operation, index, tensor_index = x._keras_history  # type: ignore[attr-defined]
    return [operation.name, place[id(operation._inbound_nodes[index])], tensor_index]


def _node_config(node: Any, place: dict[int, int]) -> dict[str, Any]:
    def entry(x: Any) -> Any:
        if isinstance(x, KerasTensor):
            shown = {"shape": x.shape, "dtype": x.dtype, "keras_history": _reference(x, place)}
            return {"class_name": "__keras_tensor__", "config": shown}
        return x

    args, kwargs = node.arguments.convert(entry)
    return {"args": serialize_keras_object(args), "kwargs": serialize_keras_object(kwargs)}


class _NotYet(Exception):
    """An argument comes from a node that has not been made."""

    def __init__(self, name: str):
        self.name = name


def functional_from_config(
    cls: Any, config: dict[str, Any], custom_objects: dict | None = None
) -> Any:
    """The model of a config, with fresh weights. ValueError when its nodes form a loop or one is missing."""
    config = dict(config)
    made: dict[str, Any] = {}
    nodes_of: dict[str, list[list]] = {}  # outputs of each node, by operation
    waiting: list[tuple[str, list]] = []
    for entry in config["layers"]:
        name = entry.get("name") or entry["config"]["name"]
        operation = made[name] = (
            entry
            if not isinstance(entry, dict)
            else deserialize_keras_object(
                {k: v for k, v in entry.items() if k not in ("inbound_nodes", "name")},
                custom_objects=custom_objects,
            )
        )
        nodes_of[name] = [tree.flatten(n.outputs) for n in operation._inbound_nodes]
        if entry["inbound_nodes"]:
            # a layer that was built from its own config may have nodes of its own, a nested model for example
            nodes_of[name] = []
            waiting.append((name, list(entry["inbound_nodes"])))
    while waiting:
        left = []
        blocker = ""
        for name, nodes in waiting:
            while nodes:
                try:
                    outputs = _call(made[name], nodes[0], nodes_of)
                except _NotYet as missing:
                    blocker = missing.name
                    break
                nodes_of[name].append(tree.flatten(outputs))
                nodes.pop(0)
            if nodes:
                left.append((name, nodes))
        if len(left) == len(waiting) and [len(n) for _, n in left] == [len(n) for _, n in waiting]:
            if blocker not in made:
                raise ValueError(
                    f"The config of a functional model is not complete. Missing node: {blocker}"
                )
            raise ValueError(
                f"The nodes in the config of a functional model form a loop: {[name for name, _ in left]} wait "
                "for each "
                "other."
            )
        waiting = left

    def tensor(reference: Any) -> Any:
        name, index, tensor_index = reference
        return nodes_of[name][index][tensor_index]

    inputs = _map_references(tensor, config.pop("input_layers"))
    outputs = _map_references(tensor, config.pop("output_layers"))
    config.pop("layers")
    return _make(cls, inputs, outputs, config)


def _make(cls: Any, inputs: Any, outputs: Any, config: dict[str, Any]) -> Any:
    name = config.pop("name", None)
    trainable = config.pop("trainable", None)
    from playground.engine.models.functional import Functional
    from playground.engine.models.model import Model

    if cls is Model:
        cls = Functional
    signature = signature_of(cls.__init__)
    if trainable is not None and (signature.var_keyword or "trainable" in signature.names):
        config["trainable"] = trainable
    return (
        cls(inputs, outputs, name=name, **config)
        if "inputs" in signature.names
        else cls(inputs=inputs, outputs=outputs, name=name, **config)
    )


def _is_reference(x: Any) -> bool:
    return (
        isinstance(x, list | tuple)
        and len(x) == 3
        and isinstance(x[0], str)
        and all(isinstance(n, int) for n in x[1:])
    )


def _map_references(fn: Any, structure: Any) -> Any:
    if _is_reference(structure):
        return fn(structure)
    if isinstance(structure, dict):
        return {key: _map_references(fn, value) for key, value in structure.items()}
    return type(structure)([_map_references(fn, value) for value in structure])


def _call(operation: Any, node: Any, nodes_of: dict[str, list[list]]) -> Any:
    def tensor(reference: Any) -> Any:
        name, index, tensor_index = reference[:3]
        if len(nodes_of.get(name, ())) <= index:
            raise _NotYet(name)
        return nodes_of[name][index][tensor_index]

    if isinstance(node, dict):
        args = _fill(node["args"], tensor)
        kwargs = _fill(node["kwargs"], tensor)
        return operation(*args, **kwargs)
    # the format of Keras 2: a list of [name, node index, tensor index, kwargs]
    if _is_reference(node[:3]):
        node = [node]
    inputs = [tensor(reference) for reference in node]
    kwargs = _fill(node[0][3] if len(node[0]) > 3 else {}, tensor)
    return operation(inputs[0] if len(inputs) == 1 else inputs, **kwargs)


def _fill(value: Any, tensor: Any) -> Any:
    """Arguments with references replaced by tensors and serialized objects by objects."""
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return tensor(value["config"]["keras_history"])
        if "class_name" in value and "config" in value:
            return deserialize_keras_object(value)
        return {key: _fill(item, tensor) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([_fill(item, tensor) for item in value])
    return value
