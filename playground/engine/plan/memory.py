"""Where the arrays of a plan live: decided once, so that a step allocates nothing.

An array whose last reader is an element-by-element function becomes that function's output; others are taken from a
pool of arrays that are no longer read. New values of variables are computed in place where nothing reads the old ones
later. Arrays of (batch, features) are stored features first, the order in which a bias row, a column of ones and sums
over classes are contiguous; NumPy's strides make that invisible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node
from playground.engine.plan.lifetimes import CHUNK, Lifetimes, is_view
from playground.engine.plan.lowering import is_elementwise

WIDE = 64  # features: a wider input is not worth transposing


class Input:
    """An array of the batch, or what `view` makes of others of them, `sources`: another one in every step."""

    def __init__(
        self, name: str, sources: tuple[Input, ...], view: Callable | None, shape: Any
    ) -> None:
        self.name = name
        self.sources = sources
        self.view = view
        self.shape = shape


class Memory(Lifetimes):
    """An array for every node of a graph: `arrays[number]`, or `inputs[number]` for what comes with the batch.

    The last `per_batch` outputs have another array for each batch, too. `examples` are arrays with the strides of
    inputs that are not stored as NumPy does by default.

    `views` need no computation; `late` are the variables whose new value is copied at the end of the step, `saved`
    those whose old value is copied at its beginning.
    """

    def __init__(
        self,
        graph: Graph,
        batch_size: int | None,
        per_batch: int = 0,
        examples: dict[int, np.ndarray] | None = None,
    ) -> None:
        super().__init__(graph)
        self._examples = examples or {}
        self._per_batch = graph.outputs[len(graph.outputs) - per_batch :]
        self.batch_size = batch_size
        self.arrays: dict[int, np.ndarray] = {}
        self.inputs: dict[int, Input] = {}
        self.batch: list[Input] = []  # what a step takes for each batch, in order
        self.views: set[int] = set()
        self.late: list[tuple[np.ndarray, Node]] = []
        self.saved: list[tuple[np.ndarray, np.ndarray]] = []
        self.bytes = 0
        self._pool: dict[tuple, list[np.ndarray]] = {}
        self._owned: dict[int, np.ndarray] = {}  # node → raw array taken from the pool
        self._parts: dict[int, np.ndarray] = {}  # node → its place inside a composite
        self._find_parts()
        self._find_in_place()
        self.find_last_uses()
        self._find_given()
        for i, node in enumerate(self.order):
            self._place(i, node)
        self._finish()

    # ---------------------------------------------------------------------------- what has a place of its own
    def _find_parts(self) -> None:
        """Composites, the outer ones first: a composite may itself be a part."""
        for node in reversed(self.order):
            if node.name in COMPOSITES:
                whole = self._parts.pop(node.number, None)
                whole = self._whole(node) if whole is None else whole
                if node.name == "augment":
                    whole[:, -1] = 1
                elif node.name == "join":
                    whole[...] = 0  # what no part covers
                self.arrays[node.number] = whole
                for part, place in zip(node.inputs, places(node, whole)):
                    core = (
                        part.inputs[0] if node.name == "pack" and part.name == "reshape" else part
                    )
                    self._part(core, place.reshape(core.shape))

    def _whole(self, node: Node) -> np.ndarray:
        """Memory for a composite, in the order that suits its parts."""
        part, shape = node.inputs[0], node.shape
        if node.name == "augment" and part.kind == "input" and shape[1] > WIDE:
            return self._new(shape, node.dtype)
        if node.name == "augment" or (
            node.name == "join" and features_first(node, self.batch_size)
        ):
            return self._new(shape[::-1], node.dtype).T
        if node.name == "pile" and features_first(part, self.batch_size):
            return self._new((shape[0], shape[2], shape[1]), node.dtype).transpose(0, 2, 1)
        return self._new(shape, node.dtype)

    def _part(self, node: Node, view: np.ndarray) -> None:
        """Let `node` be computed inside a composite, if it may."""
        computed = node.kind == "op" and not node.payload.view and node.number not in self.arrays
        if computed and node.number not in self._parts and node.dtype == view.dtype:
            self._parts[node.number] = view

    def _find_in_place(self) -> None:
        """Which variables can take their new value where it is computed."""
        self._roots: dict[int, np.ndarray] = {}
        outputs = {x.number for x in self.graph.outputs}
        taken: set[int] = set()
        for variable, root in self.graph.assignments.items():
            array = variable.array
            if (
                is_elementwise(root)
                and root.number not in taken
                and root.number not in outputs
                and root.number not in self._parts
                and root.dtype == array.dtype
                and self.read_only_before(root, array)
            ):
                self._roots[root.number] = array
                taken.add(root.number)
            else:
                self.late.append((array, root))

    def _find_given(self) -> None:
        """Outputs that are computed straight into the array that comes with the batch; others are copied there."""
        self.handed_on: list[tuple[Input, Node]] = []
        for i, node in enumerate(self._per_batch):
            place = self._input(f"o{i}", (), None, node.shape)
            free = (
                node.kind == "op"
                and not node.payload.view
                and node.number
                not in (self.inputs.keys() | self._parts.keys() | self._roots.keys())
                and (is_elementwise(node) or (node.name == "matmul" and len(node.shape) == 2))
                and features_first(node, self.batch_size)
            )
            if free:
                self.inputs[node.number] = place
            else:
                self.handed_on.append((place, node))

    # ------------------------------------------------------------------------------------------ placing
    def _place(self, i: int, node: Node) -> None:
        number = node.number
        if node.kind == "constant":
            self.arrays[number] = node.payload
        elif node.kind == "variable":
            self.arrays[number] = node.payload.array
        elif node.kind == "input":
            self.inputs[number] = self._input(f"x{node.payload}", (), None, node.shape)
        elif not self._needs_no_array(node):
            self.arrays[number] = self._output(i, node)
        for x in {self.base(x).number: x for x in node.inputs}.values():
            base = self.base(x).number
            if self.last.get(base) == i and base in self._owned:
                raw = self._owned.pop(base)
                self._pool.setdefault((raw.dtype.str, raw.size), []).append(raw)

    def _needs_no_array(self, node: Node) -> bool:
        """A composite or an output that has one, a view, a tuple whose items have theirs."""
        if node.number in self.arrays or node.number in self.inputs:
            return True
        if is_view(node) and self._place_view(node):
            return True
        return node.dtype == np.dtype(object)

    def _place_view(self, node: Node) -> bool:
        (x,) = node.inputs
        parameters = node.parameters

        def view(a: np.ndarray) -> np.ndarray:
            return node.payload.forward(a, **parameters)

        if x.number in self.inputs:
            ghost = self._example(x)
            if ghost.size and not np.may_share_memory(view(ghost), ghost):
                if self.base(x).kind == "op":  # computed in the step: has to be copied there
                    self._note_copy(node)
                return False
            source = self.inputs[x.number]
            self.inputs[node.number] = self._input("", (source,), view, node.shape)
            self.views.add(node.number)
            return True
        source = self.arrays[x.number]
        made = view(source)
        if made.size and not np.may_share_memory(made, source):
            self._note_copy(node)
            return False
        self.arrays[node.number] = made
        self.views.add(node.number)
        return True

    def _note_copy(self, node: Node) -> None:
        self.copies.add(node.number)
        # what reads the copy does not read the original
        self.last[node.number] = max(
            (self.position[r.number] for r in self.readers(node)), default=len(self.order)
        )
        if any(self.base(x) is node for x in self.graph.roots()):
            self.last[node.number] = len(self.order)

    def _example(self, node: Node) -> np.ndarray:
        """An array with the strides that those of the batches have."""
        if node.kind == "input" and node.payload in self._examples:
            return self._examples[node.payload]
        if node.kind == "op" and node.payload.view:
            return node.payload.forward(self._example(node.inputs[0]), **node.parameters)
        if features_first(node, self.batch_size) and node.kind == "op":
            return np.empty(node.shape[::-1], node.dtype).T
        return np.empty(node.shape, node.dtype)

    def _input(
        self, name: str, sources: tuple[Input, ...], view: Callable | None, shape: Any
    ) -> Input:
        made = Input(name or f"x{len(self.batch)}v", sources, view, shape)
        self.batch.append(made)
        return made

    def transposed(self, source: Input) -> Input:
        """The input with its axes reversed."""
        for known in self.batch:
            if known.sources == (source,) and known.view is _transposed:
                return known
        return self._input("", (source,), _transposed, tuple(source.shape)[::-1])

    def _output(self, i: int, node: Node) -> np.ndarray:
        number = node.number
        if number in self._roots:
            return self._roots[number]
        if number in self._parts:
            return self._parts[number]
        if number not in self.changing:  # computed once, before the steps
            return self._new(node.shape, node.dtype)
        if is_elementwise(node):
            for x in node.inputs:
                base = self.base(x)
                raw = self._owned.get(base.number)
                if raw is None or self.last[base.number] != i or x.number not in self.arrays:
                    continue
                if (
                    x.shape == node.shape
                    and x.dtype == node.dtype
                    and raw.size == node.size
                    and _each_once(self.arrays[x.number])
                ):
                    self._owned[number] = self._owned.pop(base.number)
                    return self.arrays[x.number]
        size = node.size
        run = self.in_run.get(number)
        if run is not None and self.last.get(number, 0) <= self.position[run[-1].number]:
            size = CHUNK  # read only inside the run: one chunk of it at a time
        pool = self._pool.get((node.dtype.str, size))
        raw = pool.pop() if pool else self._new((size,), node.dtype)
        self._owned[number] = raw
        if size != node.size:
            return raw
        if features_first(node, self.batch_size):
            return raw.reshape(node.shape[::-1]).T
        return raw.reshape(node.shape)

    def _new(self, shape: Any, dtype: Any) -> np.ndarray:
        made = np.empty(shape, dtype)
        self.bytes += made.nbytes
        return made

    def _finish(self) -> None:
        """Results that are inputs, and old values that are needed after their variable has changed."""
        for node in self.graph.outputs[: len(self.graph.outputs) - len(self._per_batch)]:
            if node.number in self.inputs:
                self.arrays[node.number] = self._new(node.shape, node.dtype)
                self.late.append((self.arrays[node.number], node))
        changed = list(self._roots.values()) + [array for array, _ in self.late]
        ends = [*self.graph.outputs, *[root for _, root in self.late]]
        for node in ends:
            base = self.base(node)
            if base.kind != "variable" or not any(
                np.may_share_memory(base.payload.array, a) for a in changed
            ):
                continue
            copy = np.empty_like(self.arrays[node.number])
            self.saved.append((copy, self.arrays[node.number]))
            self.arrays[node.number] = copy


COMPOSITES = ("pack", "augment", "join", "pile")


def places(node: Node, whole: np.ndarray) -> Iterator[np.ndarray]:
    """Where the parts of a composite are, in its memory."""
    start = 0
    for i, part in enumerate(node.inputs):
        if node.name == "augment":
            yield whole[:, :-1]
        elif node.name == "join":
            yield whole[node.parameters["keys"][i]]
        elif node.name == "pile":
            yield whole[i]
        else:
            yield whole[start : start + part.size]
            start += part.size


def features_first(node: Node, batch_size: int | None) -> bool:
    """Whether an array of (batch, features) is stored the other way round."""
    wide_input = node.name == "augment" and node.inputs[0].kind == "input" and node.shape[1] > WIDE
    return len(node.shape) == 2 and node.shape[0] == batch_size and not wide_input


def _each_once(array: np.ndarray) -> bool:
    """Whether every element has a place of its own, so that the array may be written to. What is broadcast, and
    windows that overlap, are several views of one place."""
    extent = 1
    places = [(abs(s), n) for s, n in zip(array.strides, array.shape) if n > 1]
    for stride, n in sorted(places):
        if stride < extent * array.itemsize:
            return False
        extent = (stride * (n - 1)) // array.itemsize + extent
    return array.flags.writeable


def _transposed(a: np.ndarray) -> np.ndarray:
    return a.T
