"""A node of a plan in words: `s3 = x with ones @ dense/kernel+bias`, as a NumPy programmer would write it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from playground.engine.plan.graph import Node

_SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "matmul": "@", "power": "**"}
_SIGNS |= {"equal": "==", "greater": ">", "less": "<", "greater_equal": ">=", "less_equal": "<="}
_SIGNS |= {"not_equal": "!=", "logical_and": "&", "logical_or": "|"}


class Wording:
    """Names and expressions of the nodes of one program.

    Nodes that are computed get numbers behind `letter`, in the order in which `name` is asked for them; views are
    written out where they are used.
    """

    def __init__(self, letter: str, inputs: list[str]) -> None:
        self.letter = letter
        self.inputs = inputs  # how to call the inputs
        self._names: dict[int, str] = {}

    def name(self, node: Node) -> str:
        """A new name for a node that is computed."""
        number = sum(name[0] == self.letter and name[1:].isdigit() for name in self._names.values())
        return self.call(node, f"{self.letter}{number + 1}")

    def call(self, node: Node, name: str) -> str:
        """Let a node be known by this name."""
        self._names[node.number] = name
        return name

    def of(self, node: Node) -> str:
        """What to write where a node is used."""
        if node.number in self._names:
            return self._names[node.number]
        if node.kind == "input":
            return self.inputs[node.payload]
        if node.kind == "variable":
            return node.payload.path
        if node.kind == "constant":
            return f"{node.payload.flat[0]:.7g}" if node.size == 1 else f"constant{node.shape}"
        if node.kind == "op" and node.payload.view:
            return self._view(node)
        return self.expression(node)

    def _view(self, node: Node) -> str:
        if node.name == "reshape":
            return self.of(node.inputs[0])
        if node.name == "transpose" and len(node.shape) == 2:
            return f"{_in_brackets(self.of(node.inputs[0]))}ᵀ"
        return self.expression(node)

    def expression(self, node: Node) -> str:
        """How a node is computed."""
        inputs = [self.of(x) for x in node.inputs]
        parameters = node.parameters
        if node.name in _SIGNS and len(inputs) == 2:
            return f"{inputs[0]} {_SIGNS[node.name]} {inputs[1]}"
        if node.name == "reduce":
            function = {"add": "sum", "maximum": "max"}.get(
                parameters["function"].__name__, parameters["function"].__name__
            )
            return f"{function}({inputs[0]}, axis={_axes(parameters['axis'])})"
        if node.name == "augment":
            return f"{inputs[0]} with a column of ones"
        if node.name == "pack":
            return "side by side: " + ", ".join(inputs)
        if node.name == "cast":
            return f"{inputs[0]} as {np.dtype(node.dtype).name}"
        if node.name == "get_item":
            return f"{_in_brackets(inputs[0])}[{_key(parameters['key'])}]"
        if node.kind == "item":
            return f"{inputs[0]}[{node.payload}]"
        more = [f"{key}={_short(value)}" for key, value in parameters.items()]
        return f"{node.name}({', '.join(inputs + more)})"


def _axes(axes: Any) -> Any:
    return axes[0] if isinstance(axes, tuple) and len(axes) == 1 else axes


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array{value.shape}"
    return getattr(value, "__name__", None) or repr(value)


def _key(key: Any) -> str:
    """What stands between the brackets of an index."""
    if isinstance(key, tuple):
        return ", ".join(map(_key, key))
    if isinstance(key, slice):
        ends = ["" if end is None else str(end) for end in (key.start, key.stop, key.step)]
        return ":".join(ends if ends[2] else ends[:2])
    return "..." if key is Ellipsis else _short(key)


def _in_brackets(text: str) -> str:
    return f"({text})" if " " in text else text


def size(n: int) -> str:
    """`n` bytes, in the unit that suits."""
    for unit, name in ((1 << 20, "MB"), (1 << 10, "kB")):
        if n >= 10 * unit:
            return f"{n / unit:,.0f} {name}"
    return f"{n:,} B"


def joined(paths: Iterable[str]) -> str:
    """Several paths by the first and the last: `adam/{dense_kernel … dense_1_bias}_momentum`."""
    first, *_, last = [*paths] * 2
    if first == last:
        return first
    start = _common(first, last, "/")
    end = _common(first[::-1], last[::-1], "/_")
    end = min(end, len(first) - start, len(last) - start)
    inside = [path[start : len(path) - end] for path in (first, last)]
    return f"{first[:start]}{{{inside[0]} … {inside[1]}}}{first[len(first) - end :]}"


def _common(a: str, b: str, ends: str) -> int:
    """The length of the common beginning, up to the last of `ends`."""
    n = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return max(a.rfind(end, 0, n) for end in ends) + 1
