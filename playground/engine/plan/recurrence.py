"""Third rewriting: what a recurrent layer does time step after time step, and need not, is done for all at once.

A kernel is multiplied with all steps of a sequence in one call. Gradients that are sums over time of products become
one product of arrays that lie one behind the other. Gradients of slices, which are zeros but for the slice, are
written next to each other instead of being added.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from playground.engine.plan.graph import Graph, Node, users_of
from playground.engine.plan.lowering import REDUCE, reshaped, transposed
from playground.engine.plan.products import matmul
from playground.engine.primitive import Primitive

FEW = 3  # terms or steps, from which on it is worth it


def _joined(*parts: np.ndarray, keys: tuple, shape: tuple) -> np.ndarray:
    whole = np.zeros(shape, parts[0].dtype)
    for key, part in zip(keys, parts):
        whole[key] = part
    return whole


JOIN = Primitive("join", _joined, lambda *x, **k: None)
PILE = Primitive("pile", lambda *parts: np.stack(parts), lambda *x, **k: None)
CUT = Primitive("get_item", lambda x, key: x[key], lambda *x, **k: None, view=True)


def all_at_once(graph: Graph) -> Graph:
    """`graph` with the steps of sequences together."""
    names = [node.name for node in graph.nodes()]
    if names.count("put_back") + names.count("get_item") + names.count("matmul") < FEW:
        return graph
    return _Rewriting(graph).run()


class _Rewriting:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.users = users_of(graph.nodes())
        self.ends = {x.number for x in graph.roots()}
        self.image: dict[int, Node] = {}
        self.steps: dict[tuple[int, int], set[int]] = {}  # sequence, kernel → steps
        for node in graph.nodes():
            found = _step_of(node)
            if found is not None:
                self.steps.setdefault((found[0].number, node.inputs[1].number), set()).add(found[1])

    def run(self) -> Graph:
        return self.graph.rewritten(self.rule)

    def rule(self, new: Graph, node: Node, inputs: tuple[Node, ...]) -> Node:
        made = None
        if node.name == "add" and not self._is_term(node):
            made = self._sum(new, node)
        elif node.name == "matmul":
            made = self._product(new, node)
        if made is None:
            made = new.like(node, inputs)
        self.image[node.number] = made
        return made

    # ------------------------------------------------------------------------------------------- sums
    def _is_term(self, node: Node) -> bool:
        """Whether a sum is only a term of another."""
        users = self.users[node.number]
        alone = len(users) == 1 and node.number not in self.ends
        return alone and users[0].name == "add" and users[0].shape == node.shape

    def _terms(self, node: Node) -> list[Node]:
        found: list[Node] = []
        stack = [node]
        while stack:
            x = stack.pop()
            if x is node or (x.name == "add" and x.shape == node.shape and self._is_term(x)):
                stack.extend(reversed(x.inputs))
            else:
                found.append(x)
        return found

    def _sum(self, new: Graph, node: Node) -> Node | None:
        terms = self._terms(node)
        biased = self._biased(new, node, terms)
        if biased is not None:
            return biased
        if any(x.dtype != node.dtype or x.shape != node.shape for x in terms):
            return None
        made: list[Node] = []
        for find in (self._slices, self._products, self._batch_sums):
            group, result = find(new, node, terms)
            if result is not None:
                made.append(result)
                terms = [x for x in terms if not any(x is y for y in group)]
        if not made:
            return None
        total, *rest = [*made, *[self.image[x.number] for x in terms]]
        for x in rest:
            total = new.ufunc(np.add, total, x)
        return total

    def _slices(self, new: Graph, node: Node, terms: list[Node]) -> tuple[list[Node], Node | None]:
        group: list[Node] = []
        places: list[tuple[int, int, int]] = []
        for x in terms:
            place = _place_of(x)
            if place is None or (places and place[0] != places[0][0]):
                continue
            if all(place[2] <= start or stop <= place[1] for _, start, stop in places):
                places.append(place)
                group.append(x)
        if len(group) < 2:
            return [], None
        keys = tuple([x.parameters["key"] for x in group])
        parts = tuple([self.image[x.inputs[0].number] for x in group])
        parameters = {"keys": keys, "shape": node.shape}
        return group, new.op(JOIN, parts, parameters, node.shape, node.dtype)

    def _products(
        self, new: Graph, node: Node, terms: list[Node]
    ) -> tuple[list[Node], Node | None]:
        """Σ xᵀ @ g over pairs of matrices."""
        group = [x for x in terms if _is_gradient_of_kernel(x)]
        first = group[0] if group else node
        group = [x for x in group if x.inputs[0].shape == first.inputs[0].shape]
        if len(group) < FEW:
            return [], None
        left = [_turned(new, self.image[x.inputs[0].number]) for x in group]
        right = [self.image[x.inputs[1].number] for x in group]
        turned = transposed(new, _rows_turned(new, right), (1, 0))
        return group, matmul(new, _rows_turned(new, left), turned)

    def _batch_sums(
        self, new: Graph, node: Node, terms: list[Node]
    ) -> tuple[list[Node], Node | None]:
        """Σ over matrices of their sums over the first axis."""
        group = [x for x in terms if _is_batch_sum(x)]
        group = [x for x in group if x.inputs[0].shape == group[0].inputs[0].shape]
        if len(group) < FEW:
            return [], None
        whole = _rows_turned(new, [self.image[x.inputs[0].number] for x in group])
        parameters = {"function": np.add, "axis": (1,), "keepdims": False}
        return group, new.op(REDUCE, (whole,), parameters, node.shape, node.dtype)

    # --------------------------------------------------------------------------------------- products
    def _biased(self, new: Graph, node: Node, terms: list[Node]) -> Node | None:
        """x[:, t] @ kernel + … + bias, with the bias added to the products of all steps."""
        steps = [x for x in terms if self._is_cut(x)]
        biases = [x for x in terms if x.kind == "variable" and x.shape == node.shape[-1:]]
        if len(steps) != 1 or len(biases) != 1 or steps[0].dtype != node.dtype:
            return None
        total = self._cut(new, steps[0], self.image[biases[0].number])
        for x in terms:
            if x is not steps[0] and x is not biases[0]:
                total = new.ufunc(np.add, total, self.image[x.number])
        return total

    def _product(self, new: Graph, node: Node) -> Node | None:
        return self._cut(new, node) if self._is_cut(node) else None

    def _is_cut(self, node: Node) -> bool:
        """Whether a product is one of the products of a kernel with most steps of a sequence."""
        found = _step_of(node)
        if found is None:
            return False
        steps = self.steps[found[0].number, node.inputs[1].number]
        return len(steps) >= max(FEW, found[0].shape[1] // 2)

    def _cut(self, new: Graph, node: Node, bias: Node | None = None) -> Node:
        """x[:, t] @ kernel as a cut of the products of all steps, which is (steps, units, batch)."""
        found = _step_of(node)
        assert found is not None
        x, step = found
        kernel = node.inputs[1]
        turned = transposed(new, self.image[kernel.number], (1, 0))
        columns = transposed(new, self.image[x.number], (1, 2, 0))
        shape = (x.shape[1], kernel.shape[1], x.shape[0])
        products = new.op(node.payload, (turned, columns), {}, shape, node.dtype)
        if bias is not None:
            products = new.ufunc(np.add, products, reshaped(new, bias, (kernel.shape[1], 1)))
        cut = new.op(CUT, (products,), {"key": (step,)}, shape[1:], node.dtype)
        return transposed(new, cut, (1, 0))


def _step_of(node: Node) -> tuple[Node, int] | None:
    """The sequence (batch, steps, features) and the number of the step, if `node` is a product of one step of it."""
    if node.name != "matmul" or len(node.inputs[1].shape) != 2:
        return None
    cut = node.inputs[0]
    if cut.name != "get_item" or len(cut.inputs) != 1 or len(cut.inputs[0].shape) != 3:
        return None
    key = cut.parameters["key"]
    if not isinstance(key, tuple) or len(key) not in (2, 3) or isinstance(key[1], bool):
        return None
    others = [k for i, k in enumerate(key) if i != 1]
    if not isinstance(key[1], int) or any(not _is_all(k) for k in others):
        return None
    return cut.inputs[0], key[1] % cut.inputs[0].shape[1]


def _is_all(key: Any) -> bool:
    return isinstance(key, slice) and key == slice(None)


def _place_of(node: Node) -> tuple[int, int, int] | None:
    """Axis, start and stop, if `node` is zeros but for a slice along one axis."""
    if node.name != "put_back" or len(node.inputs) != 1:
        return None
    key = node.parameters["key"]
    if not isinstance(key, tuple) or len(key) > len(node.shape):
        return None
    cut = [(i, k) for i, k in enumerate(key) if not _is_all(k)]
    if len(cut) != 1:
        return None
    axis, k = cut[0]
    n = node.shape[axis]
    if isinstance(k, int) and not isinstance(k, bool):
        return axis, k % n, k % n + 1
    if isinstance(k, slice) and k.step in (None, 1):
        start, stop, _ = k.indices(n)
        return (axis, start, stop) if stop > start else None
    return None


def _is_gradient_of_kernel(node: Node) -> bool:
    if node.name != "matmul" or any(len(x.shape) != 2 for x in node.inputs):
        return False
    turned = node.inputs[0]
    is_turned = turned.name == "transpose" and turned.parameters["axes"] == (1, 0)
    return is_turned or turned.kind == "constant"


def _is_batch_sum(node: Node) -> bool:
    if node.name != "reduce" or len(node.inputs[0].shape) != 2:
        return False
    summed = node.parameters["function"] is np.add and node.parameters["axis"] == (0,)
    return summed and not node.parameters["keepdims"]


def _turned(graph: Graph, x: Node) -> Node:
    return transposed(graph, x, (1, 0))


def _rows_turned(graph: Graph, matrices: Sequence[Node]) -> Node:
    """Matrices (rows, columns) one behind the other and then transposed: (columns, all rows)."""
    rows, columns = matrices[0].shape
    shape = (len(matrices), rows, columns)
    pile = graph.op(PILE, tuple(matrices), {}, shape, matrices[0].dtype)
    return reshaped(graph, transposed(graph, pile, (2, 0, 1)), (columns, len(matrices) * rows))
