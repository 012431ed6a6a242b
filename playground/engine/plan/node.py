"""A node of a plan's graph: one array of the step, and how it is computed."""

from __future__ import annotations

import math
from typing import Any

Shape = tuple[int, ...]


class Node:
    """One array (or, for primitives with several results, one tuple of arrays) of the step.

    kind is "input", "variable", "constant", "op" or "item"; `payload` is the number of the input, the variable, the
    array, the primitive, or the position in the tuple that the only node of `inputs` computes.
    """

    __slots__ = ("dtype", "inputs", "kind", "number", "parameters", "payload", "shape")

    def __init__(
        self,
        number: int,
        kind: str,
        payload: Any,
        inputs: tuple[Node, ...],
        parameters: dict[str, Any],
        shape: Shape,
        dtype: Any,
    ) -> None:
        self.number = number  # nodes are numbered in the order they were made
        self.kind = kind
        self.payload = payload
        self.inputs = inputs
        self.parameters = parameters
        self.shape = shape
        self.dtype = dtype

    @property
    def name(self) -> str:
        """The primitive's name, or the kind."""
        return self.payload.name if self.kind == "op" else self.kind

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def number_or_none(self) -> float | None:
        """The value of a constant that is the same number everywhere."""
        if self.kind != "constant" or self.payload.size == 0:
            return None
        first = self.payload.flat[0]
        if self.payload.size > 1 and not (self.payload == first).all():
            return None
        return float(first) if self.payload.dtype.kind == "f" else None

    def __repr__(self) -> str:
        inputs = ", ".join(f"%{x.number}" for x in self.inputs)
        return f"%{self.number} = {self.name}({inputs}) {self.shape} {self.dtype}"
