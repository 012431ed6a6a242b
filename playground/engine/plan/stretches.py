"""Stretches of a plan's steps for which there are instructions (`encoding.py`), each a call of what was handed over
(`accelerator.py`); NumPy does what lies between. With nothing between, one call does all batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np

from playground.engine.plan import accelerator, encoding
from playground.engine.plan.encoding import HEADER, Operand, Refused, Words
from playground.engine.plan.graph import Node
from playground.engine.plan.lifetimes import CHUNK
from playground.engine.plan.lowering import is_elementwise
from playground.engine.plan.memory import COMPOSITES, Input, Memory, places

Thing = Node | Input | np.ndarray


class Step(NamedTuple):
    """One thing that a plan does: its lines of NumPy, and what writes the same as instructions or raises Refused."""

    lines: list[str]
    encode: Callable[[Encoder], None]
    nodes: Sequence[Node] = ()


class Batches:
    """What a program takes for `count` batches: `first`, the arrays of the first that come with a batch, how many bytes
    further they are in the next one, and what makes, for each, what lines of NumPy need."""

    def __init__(
        self, first: list[np.ndarray], steps: list[int], count: int, each: Callable[[], list[tuple]]
    ) -> None:
        self.first = first
        self.count = count
        self.layout = tuple([(a.strides, a.shape, a.dtype) for a in first])
        self.addresses = encoding.in_32_bits([encoding.address(a) for a in first])
        self.steps = encoding.in_32_bits(steps)
        self.each = cache(each)


class Stretch:
    """Instructions, with the arrays whose addresses they hold. `call()` does them for the batches that `place` said."""

    def __init__(
        self, words: Words, bind: Callable[[np.ndarray], Callable[[], object]], work: int
    ) -> None:
        self._arrays = words.arrays
        self._words = encoding.in_32_bits([0, 1, len(words.words) + HEADER, work, *words.words])
        moving = np.array(words.moving, np.intp).reshape(-1, 3)
        self._at, self._root = moving[:, 0] + HEADER, moving[:, 1]
        self._behind = moving[:, 2].astype(np.int32)
        self.call = bind(self._words)

    def place(self, addresses: np.ndarray, steps: np.ndarray, at_once: int) -> None:
        """Begin with the first batch again, and do `at_once` batches in each call."""
        words = self._words
        if self._at.size:
            words[self._at] = addresses[self._root] + self._behind
            words[self._at + 1] = steps[self._root]
        words[:2] = 0, at_once


class Encoder:
    """Writes instructions for nodes whose arrays are known."""

    def __init__(self, memory: Memory, first: list[np.ndarray], inputs: int) -> None:
        self._memory = memory
        self._made: dict[int, Operand] = {}
        for x in memory.batch:
            if x.sources:
                (source,) = map(self._made.get, map(id, x.sources))
                assert source is not None and x.view is not None
                self._made[id(x)] = Operand(x.view(source.array), source.root)
            else:
                root = int(x.name[1:]) + (0 if x.name[0] == "x" else inputs)
                self._made[id(x)] = Operand(first[root], root)
        self._first = first
        self.begin()

    def begin(self) -> None:
        """A new stretch."""
        self.words = Words(self._first)

    def operand(self, thing: Thing) -> Operand:
        if isinstance(thing, np.ndarray):
            return Operand(thing)
        if isinstance(thing, Input):
            return self._made[id(thing)]
        place = self._memory.inputs.get(thing.number)
        return (
            Operand(self._memory.arrays[thing.number]) if place is None else self._made[id(place)]
        )

    def copy(self, out: Thing, x: Thing) -> None:
        self._elementwise("copy", [self.operand(x)], self.operand(out))

    def _elementwise(self, name: str, inputs: list[Operand], out: Operand) -> None:
        encoding.elementwise(self.words, name, inputs, out)

    def node(self, node: Node) -> None:
        """What `Instructions.lines` writes for it."""
        memory = self._memory
        if node.name in COMPOSITES:
            self._composite(node)
        elif node.kind == "item":
            raise Refused
        elif is_elementwise(node):
            self._function(node, [self.operand(x) for x in node.inputs], self.operand(node))
        elif node.name == "matmul":
            encoding.product(self.words, *map(self.operand, (*node.inputs, node)))
        elif node.name == "reshape":
            (x,) = map(self.operand, node.inputs)
            out = self.operand(node)
            inside = out.array.reshape(x.array.shape)
            if not np.may_share_memory(inside, out.array):
                raise Refused
            self._elementwise("copy", [x], Operand(inside, out.root))
        elif node.name == "reduce":
            self._reduce(node)
        elif node.name == "count":
            encoding.count(self.words, self.operand(node.inputs[0]), self.operand(node))
        elif node.name == "cast":
            self.copy(node, node.inputs[0])
        elif node.name == "where":
            condition, x, y = map(self.operand, node.inputs)
            out = self.operand(node)
            self._elementwise("copy", [y], out)
            self._elementwise("copy_where", [x, condition], out)
        elif node.name == "argmax":
            (x,), out = map(self.operand, node.inputs), self.operand(node)
            axis = node.parameters["axis"]
            if not isinstance(axis, int) or node.parameters["keepdims"]:
                raise Refused
            encoding.reduction(self.words, "argmax", x, [axis % x.array.ndim], out)
        elif memory.views and node.number in memory.views:
            return
        elif node.payload.view:  # one that has to be copied
            (x,) = map(self.operand, node.inputs)
            viewed = node.payload.forward(x.array, **node.parameters)
            self._elementwise("copy", [Operand(viewed, x.root)], self.operand(node))
        else:
            raise Refused

    def _function(self, node: Node, inputs: list[Operand], out: Operand) -> None:
        name = node.payload.forward.__name__
        if name == "power":  # of positive numbers that do not change
            base = node.inputs[0]
            if base.kind != "constant" or not np.all(base.payload > 0):
                raise Refused
        self._elementwise(name, inputs, out)

    def _reduce(self, node: Node) -> None:
        (x,), out = map(self.operand, node.inputs), self.operand(node)
        axis = node.parameters["axis"]
        if node.parameters["keepdims"]:
            out = Operand(np.squeeze(out.array, axis), out.root)
        name = node.parameters["function"].__name__
        encoding.reduction(self.words, name, x, [i % x.array.ndim for i in axis], out)

    def _composite(self, node: Node) -> None:
        arrays = self._memory.arrays
        for part, place in zip(node.inputs, places(node, arrays[node.number])):
            there = arrays.get(part.number)
            if there is None or not np.shares_memory(place, there):
                if there is not None and there.ndim != place.ndim:
                    place = place.reshape(there.shape)
                self.copy(place, part)

    def chunks(self, run: list[Node]) -> None:
        """Updates of long arrays, a chunk at a time."""
        size = run[0].size
        for start in range(0, size, CHUNK):
            piece = partial(_piece, start=start, size=size)
            for node in run:
                inputs = [piece(self.operand(x)) for x in node.inputs]
                self._function(node, inputs, piece(self.operand(node)))


def _piece(x: Operand, start: int, size: int) -> Operand:
    """Its elements from `start` on. What is read only inside such a run is no longer than a chunk."""
    if x.array.ndim == 0:
        return x
    array = x.array[start : start + CHUNK] if x.array.size == size else x.array[: size - start]
    return Operand(array, x.root)


class Program:
    """Steps as stretches of instructions and lines between. `run(batches)` does them for all batches."""

    def __init__(
        self,
        steps: Sequence[Step],
        encoder: Encoder,
        current: accelerator.Accelerator,
        compiled: Callable[[list[str], dict[str, Any], bool], Callable[[Any], None]],
    ) -> None:
        self.stretches: list[Stretch] = []
        self.encoded: set[int] = set()  # numbers of nodes that NumPy does not compute
        lines: list[str] = []
        names: dict[str, Any] = {}
        open_ = False
        self.between = 0

        def close() -> None:
            nonlocal open_
            if open_:
                stretch = Stretch(encoder.words, current.bind, current.work)
                names[f"r{len(self.stretches)}"] = stretch.call
                lines.append(f"r{len(self.stretches)}()")
                self.stretches.append(stretch)
                encoder.begin()
            open_ = False

        for step in steps:
            if not step.lines:
                self.encoded.update(node.number for node in step.nodes)
                continue
            words = encoder.words
            before = len(words.words), len(words.arrays), len(words.moving)
            try:
                step.encode(encoder)
                open_ = True
                self.encoded.update(node.number for node in step.nodes)
            except Refused:
                for kept, n in zip((words.words, words.arrays, words.moving), before):
                    del kept[n:]
                close()
                self.between += len(step.lines)
                lines += step.lines
        close()
        self.whole = len(self.stretches) == 1 and len(lines) == 1
        self._run = compiled(lines, names, self.whole)

    def run(self, batches: Batches) -> None:
        """All steps for all batches."""
        at_once = batches.count if self.whole else 1
        for stretch in self.stretches:
            stretch.place(batches.addresses, batches.steps, at_once)
        self._run(() if self.whole else batches.each())
