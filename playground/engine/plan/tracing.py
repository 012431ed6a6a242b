"""Recording: while a step runs eagerly, write down what it computes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from playground.engine import backends, primitive, tree
from playground.engine.plan.graph import Graph, Node
from playground.engine.primitive import Primitive
from playground.engine.tensor import Tensor, VariableValue
from playground.engine.variable import Variable

_ENGINE = "playground.engine"
_OURS = (_ENGINE, _ENGINE.partition(".")[0] + ".tensorflow_names")


class Recorder:
    """A `primitive.Tracer` that builds the graph of one step from the tensors of one batch.

    A tensor that appears from nowhere is a constant: Python code made it from numbers. `problem` says why the step
    cannot be replayed, None while it can.
    """

    def __init__(self, batch: Any) -> None:
        self.graph = Graph()
        self.problem: str | None = None
        self.guards: list[tuple[int, Callable]] = []  # input of the batch, check of its numbers
        self._nodes: dict[int, Node] = {}
        self._kept: list[Any] = []  # tensors, so that no two have the same id
        self._varying: set[int] = set()  # numbers of nodes that differ from step to step
        self._now: dict[int, Node] = {}  # id of a variable → its value so far
        for i, x in enumerate(inputs_of(batch)):
            node = self.graph.input(i, x.shape, x.array.dtype)
            self._varying.add(node.number)
            self._know(x, node)

    def _know(self, x: Tensor, node: Node) -> None:
        self._nodes[id(x)] = node
        self._kept.append(x)

    def node_of(self, x: Tensor) -> Node:
        """The node that computed `x`."""
        node = self._nodes.get(id(x))
        if node is None:
            if isinstance(x, VariableValue) and np.may_share_memory(x.array, x.variable.array):
                node = self._value_of(x.variable)
            else:
                node = self.graph.constant(x.array)
            self._know(x, node)
        return node

    def _value_of(self, variable: Variable) -> Node:
        node = self._now.get(id(variable))
        if node is None:
            node = self.graph.variable(variable)
            self._kept.append(variable)
            self._varying.add(node.number)
        return node

    # ------------------------------------------------------------------------------ the tracer protocol
    def applied(self, what: Primitive, inputs: tuple, parameters: dict, output: Any) -> None:
        """`output` was computed by `what` from `inputs`."""
        known, varying = self._nodes, self._varying
        found, varies = [], False
        # Written to be fast: this is a good part of what the first steps of a `fit` cost.
        for x in inputs:
            node = known.get(id(x)) or self.node_of(x)
            found.append(node)
            varies = varies or node.number in varying
        nodes = tuple(found)
        if output.__class__ is tuple:
            whole = self.graph.op(what, nodes, parameters, (), np.dtype(object))
            for i, y in enumerate(output):
                part = self.graph.item(whole, i, y.shape, y.array.dtype)
                self._know(y, part)
                if varies:
                    varying.update((whole.number, part.number))
            parts = output
        else:
            node = self.graph.op(what, nodes, parameters, output.shape, output.array.dtype)
            known[id(output)] = node
            self._kept.append(output)
            if varies:
                varying.add(node.number)
            parts = (output,)
        if varies and what.name in _SHAPED_BY_VALUES:
            backends.met("shape by values", what.name, anywhere=True)
            self._give_up(f"the shape of what `{what.name}` gives depends on values", parts[0])

    def assigned(self, variable: Variable, value: Tensor) -> None:
        """`variable` is about to take `value`."""
        read = variable._snapshot() if variable._snapshot is not None else None
        if read is not None:
            self.node_of(read)  # whoever holds it keeps the value before
        node = self.node_of(value)
        self._now[id(variable)] = node
        self.graph.assignments[variable] = node
        self._kept.append(variable)

    def read(self, x: Tensor, rule: str, name: str = "") -> None:
        """Python code used `x` in a way that `backends.RULES` knows: most often it looked at the numbers."""
        node = self._nodes.get(id(x))
        if isinstance(x, VariableValue) if node is None else node.kind != "constant":
            backends.met(rule, name)
        if backends.RULES[rule].reads and self.node_of(x).number in self._varying:
            function = _reading_function()
            if function in _SHAPED_BY_VALUES:
                backends.met("shape by values", function, anywhere=True)
            who = f"`ops.{function}` goes by" if function else "Python code reads"
            self._give_up(f"{who} the values of a tensor", x)

    def guard(self, x: Tensor, check: Callable[[np.ndarray], None]) -> None:
        """`check` was called on the numbers of `x`: it has to be repeated, if they are those of an input."""
        node = self.node_of(x)
        while node.kind == "op" and node.name in _SAME_NUMBERS:
            node = node.inputs[0]
        if node.kind == "input":
            self.guards.append((node.payload, check))

    def _give_up(self, reason: str, x: Tensor) -> None:
        if self.problem is None:
            self.problem = f"{reason} (shape {x.shape}){_where()}"

    def finish(self, outputs: list[Tensor]) -> Graph:
        """The graph, with what the step returned and without assignments that change nothing."""
        graph = self.graph
        graph.outputs = [self.node_of(x) for x in outputs]
        graph.assignments = {
            v: x
            for v, x in graph.assignments.items()
            if not (x.kind == "variable" and x.payload is v)
        }
        return graph


_SAME_NUMBERS = ("reshape", "squeeze", "expand_dims", "cast")
_SHAPED_BY_VALUES = ("bincount", "nonzero", "unique")


def inputs_of(batch: Any) -> list[Tensor]:
    """The tensors of a batch, without its structure."""
    return [x for x in tree.flatten(batch) if x is not None]


def _where() -> str:
    """ ", in call at line 12 of program.py": the innermost place outside the engine and the names made of it."""
    frame = sys._getframe(1)
    while frame is not None:
        if not str(frame.f_globals.get("__name__", "")).startswith(_OURS):
            code = frame.f_code
            name = code.co_filename.rsplit("/", 1)[-1]
            return f", in `{code.co_name}` at line {frame.f_lineno} of {name}"
        frame = frame.f_back
    return ""


def _reading_function() -> str:
    """The function of `keras.ops` that reads values, such as "cond"; "" where the program itself does."""
    frame, name = sys._getframe(1), ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if not module.startswith(_OURS):
            return name
        found = frame.f_code.co_name
        if module.startswith(f"{_ENGINE}.ops.") and getattr(
            frame.f_globals.get(found), "__wrapped__", None
        ):
            name = found
        frame = frame.f_back
    return name


@contextmanager
def recording(batch: Any, model: Any = None) -> Iterator[Recorder]:
    """Record the step of `model` that runs inside the `with` block on `batch`, a structure of tensors."""
    recorder = Recorder(batch)
    before = primitive.tracer, backends.reader, backends.step
    primitive.tracer, backends.reader, backends.step = recorder, recorder.read, model
    try:
        with np.errstate(all="ignore"):  # once, and not in every `primitive.apply`
            yield recorder
    finally:
        primitive.tracer, backends.reader, backends.step = before
