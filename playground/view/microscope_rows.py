"""The rows of the microscope: a layer's operations as sums and products, to be read downwards, then the chain rule.

Here is which quantity stands in which row and what the row is called; the numbers of the chosen sample are put into the
cells in the browser (microscope.js).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from playground.events import Quantity

MOST_FACTORS = 16  # inputs of a product that are written out one by one
LONGEST = 34  # characters of a formula
INFIX = {"matmul": "@", "dot": "@", "add": "+", "subtract": "−", "multiply": "×", "divide": "÷"}
BENDING = ("tanh", "sigmoid", "relu", "sin", "cos", "exp", "softplus", "square")  # number by number
Row = dict[str, Any]


class Rows:
    """The rows of one layer: `forward`, `backward`, and `formula` in words of the program."""

    def __init__(self, quantities: Sequence[Quantity]) -> None:
        self._all = quantities
        self._steps = [i for i, q in enumerate(quantities) if q.kind == "operation" and q.values]
        self._inside = {i for i in self._steps if self._is_part_of_a_sum(i)}
        self._symbols = self._named()
        self.formula = self._text(self._steps[-1]) if self._steps else ""
        self.forward = list(self._forward())
        self.backward = list(self._backward())

    # ------------------------------------------------------------------------------------------------ names
    def _is_part_of_a_sum(self, at: int) -> bool:
        """A product to which the next step adds something that is the same for all samples: both are one row."""
        users = [q for q in self._all if at in q.operands]
        if self._all[at].name not in ("matmul", "dot") or len(users) != 1 or users[0].name != "add":
            return False
        return any(self._same_for_all(other) for other in users[0].operands)

    def _same_for_all(self, at: int) -> bool:
        return self._all[at].kind in ("weight", "constant")

    def _named(self) -> dict[int, str]:
        """x the inputs, z what is computed on the way, a what comes out."""
        given = [i for i, q in enumerate(self._all) if q.kind == "input"]
        names = {i: "x" if len(given) == 1 else f"x{_below(n)}" for n, i in enumerate(given, 1)}
        steps = [i for i in self._steps if i not in self._inside]
        for n, i in enumerate(steps[:-1], 1):
            names[i] = "z" if len(steps) == 2 else f"z{_below(n)}"
        if steps:
            names[steps[-1]] = "a"
        return names

    def _name(self, at: int) -> str:
        q = self._all[at]
        if at in self._symbols:
            return self._symbols[at]
        if q.kind == "constant" and not q.operands:
            one = q.values is not None and q.shape == () and q.values.numpy().item()
            return f"{one:.4g}" if isinstance(one, float) else q.name
        return self._text(at) if q.operands else q.name

    def _text(self, at: int) -> str:
        """How the step is computed from those before."""
        q = self._all[at]
        names = [self._name(i) for i in q.operands]
        sign = INFIX.get(q.name)
        if sign and len(names) == 2:
            return _cut(f"{names[0]} {sign} {names[1]}")
        return _cut(f"{q.name}({', '.join(names)})")

    # ---------------------------------------------------------------------------------------------- forward
    def _forward(self) -> Iterator[Row]:
        shown: set[int] = set()
        for at in self._steps:
            q = self._all[at]
            product = self._product(at)
            if product:
                yield from self._factors(*product)
            else:
                for n, operand in enumerate(q.operands):
                    yield from self._operand(q, n, operand, shown)
            shown.add(at)
            if at not in self._inside:
                label = f"{self._symbols[at]} = {self._text(at)}"
                said = f"{self._symbols[at]} is {self._text(at)}"
                yield {
                    "kind": "value",
                    "of": at,
                    "label": label,
                    "result": True,
                    "line": q.line,
                } | _said(said)

    def _product(self, at: int) -> tuple[int, int] | None:
        """The places of x and W where the step is x @ W with a matrix of weights."""
        q = self._all[at]
        if q.name not in ("matmul", "dot") or len(q.operands) != 2:
            return None
        x, w = q.operands
        weights = self._all[w]
        if not self._same_for_all(w) or len(weights.shape) != 2 or weights.values is None:
            return None
        fits = len(self._all[x].shape) == 1 and self._all[x].values is not None
        return (x, w) if fits else None

    def _factors(self, x: int, w: int) -> Iterator[Row]:
        count, name = self._all[x].shape[0], self._name(x)
        if count > MOST_FACTORS:
            yield {"kind": "note", "label": f"{count} products {name} × {self._name(w)}, added up"}
            return
        for i in range(count):
            said = f"every unit's weight for {name}{_below(i + 1)}, which is multiplied with it"
            yield {
                "kind": "weight",
                "of": w,
                "row": i,
                "label": f"{name}{_below(i + 1)}",
                "factor": [x, i],
            } | _said(said)

    def _operand(self, q: Quantity, n: int, operand: int, shown: set[int]) -> Iterator[Row]:
        other, name = self._all[operand], self._name(operand)
        sign = INFIX.get(q.name, "") if n else ""
        if self._same_for_all(operand) and other.values is not None and other.shape:
            label = f"{sign} {name}".strip()
            yield {"kind": "weight", "of": operand, "row": 0, "label": label} | _said(label)
        elif other.kind == "input" and operand not in shown and other.values is not None:
            shown.add(operand)
            label = f"{sign} {name}".strip()
            yield {"kind": "value", "of": operand, "label": label} | _said(f"what comes in, {name}")

    # --------------------------------------------------------------------------------------------- backward
    def _backward(self) -> Iterator[Row]:
        known = [i for i in self._steps if self._all[i].gradient is not None]
        if not known:
            return
        last = known[-1]
        said = "how the loss changes with what comes out, from the layers above"
        yield {"kind": "gradient", "of": last, "label": f"∂L/∂{self._name(last)}"} | _said(said)
        for at in reversed(known):
            q = self._all[at]
            product = self._product(at)
            if product:
                yield from self._outer(at, *product)
                continue
            for operand in q.operands:
                yield from self._one_back(at, operand)

    def _one_back(self, at: int, operand: int) -> Iterator[Row]:
        q, before = self._all[at], self._all[operand]
        if before.gradient is None or (operand in self._inside and q.name != "add"):
            return
        name = self._name(operand)
        if (
            operand in self._inside
        ):  # z = x @ W + b: the gradient of the sum is that of b, and goes on unchanged
            for other in (i for i in q.operands if self._same_for_all(i)):
                label = f"∂L/∂{self._name(other)} = ∂L/∂{self._name(at)}"
                yield {"kind": "gradient", "of": at, "label": label} | _said(
                    "a sum passes it on as it is"
                )
            return
        if q.name in BENDING and before.shape == q.shape:
            label = f"× slope of {q.name} at {name}"
            said = f"times the slope of {q.name} there"
            yield {
                "kind": "slope",
                "of": operand,
                "to": at,
                "bend": q.name,
                "label": label,
            } | _said(said)
        if before.kind == "input" and q.name == "add" and before.shape == q.shape:
            label = f"∂L/∂{name} = ∂L/∂{self._name(at)}"
            yield {"kind": "gradient", "of": at, "label": label} | _said(
                "a sum passes it on as it is"
            )
            return
        said = f"how the loss changes with {name}"
        result = before.kind == "operation"
        label = f"∂L/∂{name}" if result else f"∂L/∂{name}, of all layers that use it"
        yield {"kind": "gradient", "of": operand, "label": label, "result": result} | _said(said)

    def _outer(self, at: int, x: int, w: int) -> Iterator[Row]:
        count, name, weight = self._all[x].shape[0], self._name(x), self._name(w)
        for i in range(count if count <= MOST_FACTORS else 0):
            said = f"how the loss changes with the weights for {name}{_below(i + 1)}"
            yield {
                "kind": "outer",
                "of": at,
                "label": f"∂L/∂{weight}, × {name}{_below(i + 1)}",
                "factor": [x, i],
            } | _said(said)
        if self._all[x].gradient is not None:
            said = f"goes on to the layer before: how the loss changes with {name}"
            label = f"∂L/∂{name}, passed on"
            yield {"kind": "passed", "of": at, "weights": w, "label": label} | _said(said)


def _said(text: str) -> Row:
    return {"said": text}


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
