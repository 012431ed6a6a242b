"""The network, drawn from what the program does: layers as they are called, edges as their tensors flow.

Nobody declares the graph. Each tensor carries where it came from (the layers it depends on since the last layer),
through operators and `keras.ops` alike, so a chain, two branches, several heads and a residual connection all show
as what they are.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from playground.events import MOST, Built, Node, Shape, weight_keys
from playground.execute.formula import Formula
from playground.execute.named_models import told_models

MAX_NODES = 80
MAX_HELD = 4000  # tensors kept alive while a pass is being followed


def shape_of(value: Any) -> Shape:
    """The shape of a tensor-like as a tuple of int and None."""
    return tuple(None if n is None else int(n) for n in value.shape)


def tensors_in(value: Any) -> Iterator[Any]:
    """Everything with a shape and a dtype in a nest of tuples, lists and dicts, depth first."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item)


def arithmetic(shapes: Iterable[Shape]) -> str:
    """The parameter count as a sum of products: `784 × 32 + 32`."""
    return " + ".join(" × ".join(str(n) for n in shape) or "1" for shape in shapes)


class Network:
    """Follows layer calls and operations; `built()` is the drawing so far."""

    def __init__(self, is_model: Any) -> None:
        self._is_model = is_model  # callable: layer → bool; a model shows as the layers inside it
        self._nodes: dict[str, Node] = {}
        self._edges: dict[tuple[str, str], None] = {}
        self._seen: dict[int, tuple[str, Any]] = {}  # id(layer) → node id; keeps the layer alive
        self._signatures: dict[str, tuple] = {}
        self._stack: list[tuple[Any, str | None]] = []
        self._from: dict[int, tuple[Any, frozenset[str]]] = {}  # id(tensor) → tensor, node ids
        self._formula: Formula | None = None
        self._skipping = 0
        self._settled: set[int] = set()  # id(layer) of what is drawn as it should stay
        self.changed = False
        self._names: list[str] = []
        self.models: Callable[[], Iterable[tuple[str, Any]]] = tuple  # the program's, by name

    # ------------------------------------------------------------------------------- what the engine says
    def layer_started(self, layer: Any, args: tuple, kwargs: dict) -> None:
        shapes = tuple(shape_of(t) for t in tensors_in(args))
        inside_model = all(self._is_model(outer) for outer, _ in self._stack)
        node_id = None
        if self._skipping or (not self._stack and self._known(layer, shapes, args)):
            self._skipping += 1
        elif inside_model and not self._is_model(layer) and len(self._nodes) < MAX_NODES:
            node_id = self._start_node(layer, shapes, args)
        elif not self._stack:
            self._signatures[self._id_of(layer)] = shapes
        self._stack.append((layer, node_id))

    def layer_ended(self, layer: Any, outputs: Any) -> None:
        while self._stack:
            started, node_id = self._stack.pop()
            if self._skipping:
                self._skipping -= 1
            elif node_id:
                self._end_node(started, node_id, outputs)
            if started is layer:  # layers whose call raised have no end of their own
                break

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        if self._skipping:
            return
        if self._formula is not None:
            self._formula.operation(name, inputs, output)
        else:
            sources = frozenset().union(*(self._sources(t) for t in tensors_in(inputs)))
            if sources:
                self._mark(output, sources)

    # ----------------------------------------------------------------------------------------- the drawing
    def add_unbuilt(self, layers: list[Any]) -> None:
        """A chain of layers that have met no data yet: they have no shapes, and say so."""
        before = ""
        for layer in layers:
            node_id = self._id_of(layer)
            if node_id not in self._nodes:
                self._put(Node(node_id, type(layer).__name__, layer.name, 0, (), ()))
            if before:
                self._edges[before, node_id] = None
            before = node_id

    def say_if_empty(self) -> None:
        """A program that made no layer has a drawing too, an empty one, which replaces that of the text before."""
        self.changed = self.changed or not self._nodes

    def settle(self, model: Any) -> None:
        """Draw `model` as it is now, whatever it is called on later: a batch says more than one prediction."""
        self._seen.setdefault(id(model), (f"n{len(self._seen)}", model))
        self._settled.add(id(model))

    def has(self, layer: Any) -> bool:
        return id(layer) in self._seen

    def built(self) -> Built:
        """All nodes in the order of their first call, and the edges between them: as many as a message may hold."""
        self.changed = False
        nodes = dict(itertools.islice(self._nodes.items(), MOST["Built.nodes"]))
        edges = tuple(
            itertools.islice(
                ((a, b) for a, b in self._edges if a in nodes and b in nodes), MOST["Built.edges"]
            )
        )
        ids = {at: node_id for at, (node_id, _) in self._seen.items()}
        self._names = self._model_names()
        return Built(tuple(nodes.values()), edges, told_models(self.models(), ids, nodes, edges))

    def _model_names(self) -> list[str]:
        return [name for name, _ in self.models()]

    def say_names(self) -> None:
        """A variable may have come to hold a model after it was drawn."""
        self.changed = self.changed or (bool(self._nodes) and self._names != self._model_names())

    def keys(self) -> dict[int, str]:
        """id(layer) → by what name the page calls it."""
        keys = weight_keys(self._nodes.values())
        return {at: keys[node_id] for at, (node_id, _) in self._seen.items() if node_id in keys}

    def layers(self) -> Iterator[Any]:
        """The layers that are nodes."""
        return (layer for node_id, layer in self._seen.values() if node_id in self._nodes)

    # -------------------------------------------------------------------------------------------- details
    def _known(self, layer: Any, shapes: tuple, args: tuple) -> bool:
        """The same call as before, on data that comes from nowhere: a step of a loop."""
        if id(layer) in self._settled:
            return True
        fresh = not any(self._sources(t) for t in tensors_in(args))
        return (
            fresh and id(layer) in self._seen and self._signatures.get(self._id_of(layer)) == shapes
        )

    def _id_of(self, layer: Any) -> str:
        if id(layer) not in self._seen:
            self._seen[id(layer)] = (f"n{len(self._seen)}", layer)
        return self._seen[id(layer)][0]

    def _put(self, node: Node) -> None:
        if self._nodes.get(node.id) != node:
            self._nodes[node.id] = node
            self.changed = True

    def _start_node(self, layer: Any, shapes: tuple, args: tuple) -> str:
        node_id = self._id_of(layer)
        self._signatures[node_id] = shapes
        if type(layer).__name__ != "InputLayer":
            for tensor in tensors_in(args):
                sources = self._sources(tensor) or {self._input_node(tensor, node_id)}
                for source in sources:
                    if source != node_id and (source, node_id) not in self._edges:
                        self._edges[source, node_id] = None
                        self.changed = True
        self._formula = Formula(list(tensors_in(args)))
        return node_id

    def _end_node(self, layer: Any, node_id: str, outputs: Any) -> None:
        formula, self._formula = self._formula, None
        weights = [shape_of(w) for w in layer.weights]
        made = list(tensors_in(outputs))
        self._put(
            Node(
                node_id,
                "Input" if type(layer).__name__ == "InputLayer" else type(layer).__name__,
                layer.name,
                layer.count_params(),
                self._signatures[node_id],
                tuple(shape_of(t) for t in made),
                formula.text(made) if formula else "",
                arithmetic(weights),
            )
        )
        for tensor in made:
            self._mark(tensor, frozenset({node_id}))

    def _input_node(self, tensor: Any, into: str) -> str:
        """The node of data that comes from outside, one for each place it enters."""
        shape = shape_of(tensor)
        for source, target in self._edges:
            if target == into and self._nodes[source].class_name == "Input":
                self._put(Node(source, "Input", "input", 0, (), (shape,)))
                return source
        node_id = f"i{len(self._nodes)}"
        self._put(Node(node_id, "Input", "input", 0, (), (shape,)))
        self._mark(tensor, frozenset({node_id}))
        return node_id

    def _sources(self, tensor: Any) -> frozenset[str]:
        held = self._from.get(id(tensor))
        return held[1] if held else frozenset()

    def _mark(self, tensor: Any, sources: frozenset[str]) -> None:
        if len(self._from) > MAX_HELD:
            self._from.clear()
        self._from[id(tensor)] = (tensor, sources)
