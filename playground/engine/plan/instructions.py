"""From nodes that have their places to lines of Python: one NumPy call each, that writes where it shall."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.plan.graph import Node
from playground.engine.plan.lifetimes import CHUNK
from playground.engine.plan.lowering import is_elementwise
from playground.engine.plan.memory import COMPOSITES, Input, Memory, places

# on single numbers Python's operators are faster than calls that are told where to write
_OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "true_divide": "/"}
# functions that deprecate `out` as third positional argument
_POSITIONAL_OUT = {"maximum", "minimum"}


class Instructions:
    """`lines(node)` computes a node; `names` are the objects that lines refer to, by name."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.names: dict[str, Any] = {}
        self._known: dict[int, str] = {}
        self.name(np.copyto, "copyto")

    # --------------------------------------------------------------------------------------------- names
    def name(self, thing: Any, hint: str = "a") -> str:
        """The name by which the program knows an object."""
        known = self._known.get(id(thing))
        if known is None:
            known = f"{hint}{len(self.names)}" if hint in ("a", "f") else hint
            if known in self.names:
                known = f"{hint}{len(self.names)}"
            self.names[known] = thing
            self._known[id(thing)] = known
        return known

    def of(self, node: Node) -> str:
        """The array of a node, as the program writes it."""
        place = self.memory.inputs.get(node.number)
        return place.name if place is not None else self.name(self.memory.arrays[node.number])

    def value(self, node: Node) -> str:
        """A node without axes, as a number and not an array."""
        if node.kind == "constant":
            return self.name(node.payload[()])
        return f"{self.of(node)}[()]"

    def copy(self, out: str, node: Node) -> str:
        """The line that copies a node."""
        if node.shape == ():
            return f"{out}[()] = {self.value(node)}"
        return f"copyto({out}, {self.of(node)})"

    def function(self, f: Any) -> str:
        return self.name(f, f.__name__ if isinstance(f, np.ufunc) else "f")

    # ------------------------------------------------------------------------------------------ instructions
    def lines(self, node: Node) -> list[str]:
        memory = self.memory
        if node.kind in ("constant", "variable", "input"):
            return []
        if node.name in COMPOSITES:
            return self._composite(node)
        if node.kind == "item":
            (whole,) = node.inputs
            return [f"copyto({self.of(node)}, t{whole.number}[{node.payload}])"]
        if node.number in memory.views:
            return []
        if is_elementwise(node):
            return [self._elementwise(node)]
        if node.name == "matmul":
            return [self._matmul(node)]
        if node.name == "reshape":
            (x,) = node.inputs
            out = memory.arrays[node.number]
            if np.may_share_memory(out.reshape(x.shape), out):
                return [f"copyto({self.name(out.reshape(x.shape))}, {self.of(x)})"]
            return [f"copyto({self.name(out)}, {self.of(x)}.reshape({node.shape}))"]
        if node.name == "reduce":
            return [self._reduce(node)]
        if node.name == "count":
            count = self.name(np.count_nonzero, "count_nonzero")
            return [f"{self.of(node)}[()] = {count}({self.of(node.inputs[0])})"]
        if node.name == "cast":
            return [f'copyto({self.of(node)}, {self.of(node.inputs[0])}, "unsafe")']
        if node.name == "where":
            return self._where(node)
        if node.name == "divide_no_nan":
            return self._divide_no_nan(node)
        return self._call(node, memory.arrays.get(node.number))

    def _elementwise(self, node: Node) -> str:
        out = self.of(node)
        operator = _OPERATORS.get(node.name)
        if operator and all(
            x.shape == () and x.dtype == node.dtype != np.bool_ for x in node.inputs
        ):
            x, y = map(self.value, node.inputs)
            return f"{out}[()] = {x} {operator} {y}"
        function = self.function(node.payload.forward)
        inputs = ", ".join(self.of(x) for x in node.inputs)
        keyword = "out=" if function in _POSITIONAL_OUT else ""
        return f"{function}({inputs}, {keyword}{out})"

    def _reduce(self, node: Node) -> str:
        function, axis = node.parameters["function"], node.parameters["axis"]
        (x,) = node.inputs
        out = self.memory.arrays[node.number]
        if node.parameters["keepdims"]:
            out = np.squeeze(out, axis)
        name = self.name(function.reduce, f"{function.__name__}_reduce")
        axes: Any = None if len(axis) == len(x.shape) else axis[0] if len(axis) == 1 else axis
        return f"{name}({self.of(x)}, axis={axes}, out={self.name(out)})"

    def _matmul(self, node: Node) -> str:
        a, b = node.inputs
        if node.number in self.memory.inputs:
            out = self.memory.transposed(self.memory.inputs[node.number]).name
            return f"{self._method(b, 'dot', True)}({self._turned(a)}, {out})"
        out = self.memory.arrays[node.number]
        flat = len(a.shape) == 2 and len(b.shape) == 2
        if flat and out.flags.c_contiguous:
            return f"{self._method(a, 'dot')}({self.of(b)}, {self.name(out)})"
        if flat and out.flags.f_contiguous:
            return f"{self._method(b, 'dot', True)}({self._turned(a)}, {self.name(out.T)})"
        return f"{self.name(np.matmul, 'matmul')}({self.of(a)}, {self.of(b)}, {self.name(out)})"

    def _turned(self, node: Node) -> str:
        """The transpose of a node's array."""
        if node.number in self.memory.inputs:
            return self.memory.transposed(self.memory.inputs[node.number]).name
        return self.name(self.memory.arrays[node.number].T)

    def _method(self, node: Node, method: str, turned: bool = False) -> str:
        if node.number in self.memory.inputs:
            place: Input = self.memory.inputs[node.number]
            return f"{self.memory.transposed(place).name if turned else place.name}.{method}"
        array = self.memory.arrays[node.number]
        return self.name(getattr(array.T if turned else array, method), "f")

    def _where(self, node: Node) -> list[str]:
        condition, x, y = node.inputs
        out = self.of(node)
        return [
            f"copyto({out}, {self.of(y)})",
            f"copyto({out}, {self.of(x)}, where={self.of(condition)})",
        ]

    def _divide_no_nan(self, node: Node) -> list[str]:
        if node.shape == ():
            x, y = map(self.value, node.inputs)
            return [f"{self.of(node)}[()] = {x} / {y} if {y} else 0"]
        x, y = (self.of(x) for x in node.inputs)
        out, zero = self.of(node), self.name(np.zeros((), node.dtype))
        divisible = self.name(np.empty(node.inputs[1].shape, bool))
        return [
            f"{self.function(np.not_equal)}({y}, {zero}, {divisible})",
            f"copyto({out}, {zero})",
            f"{self.function(np.divide)}({x}, {y}, {out}, where={divisible})",
        ]

    def _composite(self, node: Node) -> list[str]:
        """Copies of the parts that are not computed in their place."""
        lines = []
        for part, place in zip(node.inputs, places(node, self.memory.arrays[node.number])):
            there = self.memory.arrays.get(part.number)
            if there is None or not np.shares_memory(place, there):
                if there is not None and there.ndim != place.ndim:
                    place = place.reshape(there.shape)
                lines.append(f"copyto({self.name(place)}, {self.of(part)})")
        return lines

    def _call(self, node: Node, out: np.ndarray | None) -> list[str]:
        """A primitive that the plan knows nothing about."""
        function = self.name(node.payload.forward, "f")
        arguments = [self.of(x) for x in node.inputs]
        for key, value in node.parameters.items():
            simple = value is None or isinstance(value, bool | int | str)
            arguments.append(f"{key}={value!r}" if simple else f"{key}={self.name(value)}")
        call = ", ".join(arguments)
        if out is None:
            return [f"t{node.number} = {function}({call})"]
        if node.payload.takes_out and out.flags.c_contiguous:
            return [f"{function}({call}, out={self.name(out)})"]
        return [f"copyto({self.name(out)}, {function}({call}))"]

    # --------------------------------------------------------------------------------------- long arrays
    def run_of_chunks(self, run: list[Node]) -> list[str]:
        """Updates of long arrays, a chunk at a time."""
        size = run[0].size
        memory = self.memory
        arrays: list[np.ndarray] = []

        def chunk_of(node: Node) -> str:
            place = memory.inputs.get(node.number)
            if (
                place is not None
            ):  # comes with the batch: a number, or another long array every time
                return f"{place.name}[c]" if node.shape else place.name
            array = memory.arrays[node.number]
            if array.ndim == 0:
                return self.name(array)
            if not any(known is array for known in arrays):
                arrays.append(array)
            return f"k{next(i for i, known in enumerate(arrays) if known is array)}"

        lines = []
        for node in run:
            function = self.function(node.payload.forward)
            inputs = ", ".join([chunk_of(x) for x in node.inputs])
            keyword = "out=" if function in _POSITIONAL_OUT else ""
            lines.append(f"    {function}({inputs}, {keyword}{chunk_of(node)})")
        chunks = [
            tuple(
                [a[start : start + CHUNK] if a.size == size else a[: size - start] for a in arrays]
            )
            for start in range(0, size, CHUNK)
        ]
        head = "".join(f"k{i}, " for i in range(len(arrays)))
        if any("[c]" in line for line in lines):
            cut = self.name([slice(start, start + CHUNK) for start in range(0, size, CHUNK)])
            return [f"for c, ({head}) in zip({cut}, {self.name(chunks)}):", *lines]
        return [f"for {head.strip()} in {self.name(chunks)}:", *lines]
