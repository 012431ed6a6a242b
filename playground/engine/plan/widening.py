"""Nodes computed for many batches at once: the same functions, with an axis more in front."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from playground.engine.plan.graph import Node
from playground.engine.plan.lowering import is_elementwise

_SHAPES = (
    "reduce", "reshape", "transpose", "cast", "where", "augment", "broadcast_to", "argmax", "matmul",
    "count"
)  # fmt: skip


def can(node: Node) -> bool:
    """Whether `WideProgram` knows this node."""
    if node.name == "matmul":
        return all(len(x.shape) >= 2 for x in node.inputs)
    return is_elementwise(node) or node.name in _SHAPES


class WideProgram:
    """Source text that computes nodes for `n` batches. It is called as `run(n, *arrays)` with an array for each name
    that `argument` has been asked for, in that order."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}  # objects that do not change
        self.arguments: list[str] = []
        self.lines: list[str] = []
        self._wide: dict[int, str] = {}  # nodes that have the additional axis
        self._fixed: dict[int, str] = {}
        self._with_ones: dict[
            int, Node
        ] = {}  # inputs with a column of ones that no line has made yet

    def argument(self) -> str:
        """The name of one more array given to `run`."""
        self.arguments.append(f"g{len(self.arguments)}")
        return self.arguments[-1]

    def know(self, node: Node, name: str) -> None:
        """`name` holds the node for all batches."""
        self._wide[node.number] = name

    def name(self, thing: Any) -> str:
        """The name of an object that does not change."""
        for name, known in self.names.items():
            if known is thing:
                return name
        name = f"{getattr(thing, '__name__', 'a')}{len(self.names)}"
        self.names[name if name.isidentifier() else f"f{len(self.names)}"] = thing
        return list(self.names)[-1]

    def of(self, node: Node) -> str:
        """The array of a node; with the additional axis where it differs from batch to batch."""
        if node.number in self._with_ones:
            self._compute(self._with_ones.pop(node.number))
        if node.number in self._wide:
            return self._wide[node.number]
        if node.number not in self._fixed:
            array = node.payload if node.kind == "constant" else node.payload.array
            self._fixed[node.number] = self.name(array)
        return self._fixed[node.number]

    def is_wide(self, node: Node) -> bool:
        return node.number in self._wide or node.number in self._with_ones

    def add(self, node: Node) -> None:
        """Compute `node`."""
        if node.name == "augment":
            self._with_ones[node.number] = node
        else:
            self._compute(node)

    def write(self, node: Node, out: str) -> None:
        """Have `out` hold `node`, which may not have been computed yet if it is a sum or the like."""
        if self.is_wide(node):
            self.lines.append(f"{out} = {self.of(node)}")
            return
        (x,) = node.inputs
        if not self.is_wide(x):
            self._widen(x)
        self.lines.append(self._reduction(node, f", out={out}"))

    def _compute(self, node: Node) -> None:
        if node.inputs and not any(self.is_wide(x) for x in node.inputs):
            self._widen(
                node.inputs[0]
            )  # the same for every batch: as moving means are in an evaluation
        name = f"v{node.number}"
        self.lines.append(f"{name} = {self._expression(node)}")
        self._wide[node.number] = name

    def _widen(self, x: Node) -> None:
        """Give what is the same in every batch the additional axis."""
        shape = ", ".join(map(str, ("n", *x.shape)))
        self.lines.append(f"w{x.number} = {self.name(np.broadcast_to)}({self.of(x)}, ({shape},))")
        self._wide[x.number] = f"w{x.number}"

    def _aligned(self, x: Node, rank: int) -> str:
        """`x` (n, …) with axes of length 1 behind the first, so that it broadcasts with arrays of more axes."""
        missing = rank - len(x.shape)
        if not self.is_wide(x) or not missing:
            return self.of(x)
        lengths = ", ".join(map(str, (1,) * missing + x.shape))
        return f"{self.of(x)}.reshape(n, {lengths})"

    def _expression(self, node: Node) -> str:
        parameters = node.parameters
        if is_elementwise(node) or node.name == "where":
            arguments = ", ".join(self._aligned(x, len(node.shape)) for x in node.inputs)
            return f"{self.name(node.payload.forward)}({arguments})"
        if node.name == "matmul":
            return self._product(*node.inputs)
        x = self.of(node.inputs[0])
        if node.name == "reduce":
            return self._reduction(node)
        if node.name == "count":
            axes = tuple(range(1, len(node.inputs[0].shape) + 1))
            cast = self.name(np.dtype(node.dtype))
            return f"{self.name(np.count_nonzero)}({x}, axis={axes}).astype({cast})"
        if node.name == "reshape":
            return f"{x}.reshape(({', '.join(map(str, ('n', *node.shape)))},))"
        if node.name == "transpose":
            return f"{x}.transpose({(0, *(i + 1 for i in parameters['axes']))})"
        if node.name == "cast":
            return f"{x}.astype({self.name(np.dtype(parameters['dtype']))})"
        if node.name == "broadcast_to":
            aligned = self._aligned(node.inputs[0], len(node.shape))
            shape = ", ".join(map(str, ("n", *node.shape)))
            return f"{self.name(np.broadcast_to)}({aligned}, ({shape},))"
        if node.name == "argmax":
            axis, keepdims = parameters["axis"] + 1, parameters["keepdims"]
            cast = self.name(np.dtype(node.dtype))
            return f"{x}.argmax({axis}, keepdims={keepdims}).astype({cast})"
        assert node.name == "augment"
        return f"{self.name(_with_column_of_ones)}({x})"

    def _reduction(self, node: Node, out: str = "") -> str:
        axes, keepdims = node.parameters["axis"], node.parameters["keepdims"]
        axis = axes[0] + 1 if len(axes) == 1 else tuple(i + 1 for i in axes)
        kept = ", keepdims=True" if keepdims else ""
        reduce = self.name(node.parameters["function"].reduce)
        return f"{reduce}({self.of(node.inputs[0])}, axis={axis}{kept}{out})"

    def _product(self, a: Node, b: Node) -> str:
        matmul = self.name(np.matmul)
        if self.is_wide(b) or len(a.shape) != 2 or len(b.shape) != 2:
            return f"{matmul}({self._aligned(a, len(b.shape))}, {self._aligned(b, len(a.shape))})"
        (rows, inner), columns = a.shape, b.shape[1]  # one product for all batches
        shape = f"(n, {rows}, {columns})"
        if a.number in self._with_ones:  # kernel and bias apart: the ones need not be there
            flat = f"{self.of(a.inputs[0])}.reshape(n * {rows}, {inner - 1})"
            affine = self.name(_affine)
            return f"{affine}({flat}, {self.of(b)}).reshape({shape})"
        flat = f"{self.of(a)}.reshape(n * {rows}, {inner})"
        return f"{flat}.dot({self.of(b)}).reshape({shape})"

    def compiled(self) -> Callable[..., None]:
        """`run(n, *arguments)`."""
        arguments = ", ".join(["n", *self.arguments])
        lines = [f"def make({', '.join(self.names)}):", f"    def run({arguments}):"]
        lines += [f"        {line}" for line in self.lines or ["pass"]]
        self.text = "\n".join([*lines, "    return run", ""])
        scope: dict[str, Any] = {}
        exec(compile(self.text, "<plan>", "exec"), scope)
        return scope["make"](*self.names.values())


def _affine(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    made = x.dot(weights[:-1])
    return np.add(made, weights[-1], made)


def _with_column_of_ones(x: np.ndarray) -> np.ndarray:
    return np.concatenate([x, np.ones((*x.shape[:-1], 1), x.dtype)], -1)
