"""What a plan does, in words: one line for each call, with shapes and bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.memory import Memory
from playground.engine.plan.plan import Plan
from playground.engine.plan.step import Plans

_SIGNS = {"add": "+", "subtract": "-", "multiply": "·", "divide": "/", "matmul": "@", "power": "**"}
_SIGNS |= {"equal": "==", "greater": ">", "less": "<", "greater_equal": ">=", "less_equal": "<="}
_WORDS = {"maximum": "larger of", "minimum": "smaller of", "augment": "with a column of ones"}


def explanation(model: Any, name: str) -> str:
    """How `model.train_step` (or what `name` says) is done: the plan, or why there is none."""
    title = f"{type(model).__name__} {model.name}, {name}: "
    if model.run_eagerly:
        return title + "run as plain Python in every step, because run_eagerly=True."
    plans: Plans | None = getattr(model, "_plans", {}).get(name)
    if plans is not None and plans.problem is not None:
        return title + f"run as plain Python in every step, because {plans.problem}."
    if plans is None or plans.last is None:
        return title + "not recorded yet. A plan is made in the first steps of `fit`."
    return title + _described(plans.last.plan)


def _described(plan: Plan) -> str:
    block = plan._block
    source = plan.source if block is None else block.source
    lines = [
        f"a plan of {source.calls} NumPy calls for batches of {plan.batch_size}, made of "
        f"{_count(plan.recorded)} recorded operations. It holds {_bytes(source.memory.bytes)} of buffers."
    ]
    names = _Names()
    if block is not None:
        stages = block.stages
        if stages.prepared:
            lines.append("Before the steps, for all batches at once:")
            lines += [names.line(x) for x in stages.prepared]
        names = _Names(inputs=len(block.inputs), prepared=stages.handed_in)
    lines.append("In every step:" if block is not None else "Step:")
    lines += _steps(source.graph, source.memory, names)
    if block is not None and (block.stages.added or block.stages.after):
        names = _Names()
        made = stages.step.outputs[len(plan.graph.outputs) :]
        names.known = {x.number: f"%{y.number} of the step" for x, y in zip(stages.handed_on, made)}
        lines.append("After the steps, for all batches at once:")
        lines += [names.line(x) for x in block.stages.after]
        added = block.stages.added.items()
        lines += [f"  {'':6}{_path(v)} gets {names.of(x)} of every step" for v, x in added]
    return "\n".join(lines)


def _count(graph: Graph) -> int:
    return sum(node.kind == "op" for node in graph.nodes())


def _steps(graph: Graph, memory: Memory, names: _Names) -> Iterable[str]:
    results = {x.number: v for v, x in graph.assignments.items()}
    known: set[int] = set()
    for node in memory.order:
        if node.kind != "op" or node.number in memory.views:
            continue
        array = memory.arrays.get(node.number)
        base = None if array is None else _owner(array)
        note = f"  {_bytes(node.size * node.dtype.itemsize)}"
        if node.number in results:
            note = f"  → {_path(results[node.number])}"
        elif base is not None and id(base) in known:
            note = ", memory used again"
        if base is not None:
            known.add(id(base))
        yield names.line(node) + note


def _owner(array: np.ndarray) -> np.ndarray:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


class _Names:
    """How nodes are called: by their number, variables by path, constants by value."""

    def __init__(self, inputs: int = 0, prepared: Iterable[Node] = ()) -> None:
        self._prepared = {inputs + i: x for i, x in enumerate(prepared)}
        self.known: dict[int, str] = {}  # names given to nodes by their number

    def of(self, node: Node) -> str:
        if node.number in self.known:
            return self.known[node.number]
        if node.kind == "input":
            before = self._prepared.get(node.payload)
            return f"input{node.payload}" if before is None else f"prepared %{before.number}"
        if node.kind == "variable":
            return _path(node.payload)
        if node.kind == "constant":
            return f"{node.payload.flat[0]:.7g}" if node.size == 1 else f"constant{node.shape}"
        if node.name == "reshape":
            return self.of(node.inputs[0])
        if node.name == "transpose":
            return f"{self.of(node.inputs[0])}ᵀ"
        return f"%{node.number}"

    def line(self, node: Node) -> str:
        """`%12   = %11 @ dense/kernel+bias                 (10, 4) float32`."""
        inputs = [self.of(x) for x in node.inputs]
        if node.name in _SIGNS and len(inputs) == 2:
            text = f"{inputs[0]} {_SIGNS[node.name]} {inputs[1]}"
        elif node.name == "reduce":
            function, axis = node.parameters["function"].__name__, node.parameters["axis"]
            text = f"{function} of {inputs[0]} over {axis}"
        elif node.name == "pack":
            text = "gradients side by side: " + ", ".join(inputs)
        else:
            text = f"{_WORDS.get(node.name, node.name)} {', '.join(inputs)}"
        shape = "×".join(map(str, node.shape)) or "scalar"
        return f"  {f'%{node.number}':6}{text:58} {shape} {np.dtype(node.dtype).name}"


def _path(variable: Any) -> str:
    return variable.path


def _bytes(n: int) -> str:
    return f"{n} bytes" if n < 10_000 else f"{n / 1000:,.0f} kB"
