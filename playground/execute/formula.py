"""A layer's arithmetic in shapes, from the operations of its own `call`: `(2, 784) @ (784, 32) + (32,) → (2, 32)`."""

from __future__ import annotations

from typing import Any

_INFIX = {
    "matmul": "@",
    "dot": "@",
    "add": "+",
    "subtract": "-",
    "multiply": "×",
    "divide": "÷",
    "true_divide": "÷",
}
MAX_LENGTH = 160


def _shape(value: Any) -> str:
    return str(tuple(value.shape))


class Formula:
    """Gathers the operations between a layer's inputs and its output."""

    def __init__(self, inputs: list[Any]) -> None:
        self._text: dict[int, str] = {id(t): _shape(t) for t in inputs}
        self._held: list[Any] = list(inputs)
        self._inputs = inputs
        self._used = False

    def operation(self, name: str, inputs: tuple, output: Any) -> None:
        """Note one primitive. Those that only bend values (relu, tanh, a scalar factor) do not show."""
        arrays = [t for t in inputs if hasattr(t, "shape") and hasattr(t, "dtype")]
        matter = [t for t in arrays if len(t.shape) > 0]
        sign = _INFIX.get(name)
        if sign and len(matter) == 2:
            left, right = (self._text.get(id(t)) or _shape(t) for t in matter)
            text = f"{left} {sign} {right}"
            self._used = True
        elif matter and id(matter[0]) in self._text:
            text = self._text[id(matter[0])]
            if hasattr(output, "shape") and tuple(output.shape) != tuple(matter[0].shape):
                given = [text, *(self._text.get(id(t)) or _shape(t) for t in matter[1:])]
                text = f"{name}({', '.join(given)})"
                self._used = True
        else:
            return
        if len(text) <= MAX_LENGTH:
            self._text[id(output)] = text
            self._held.append(output)

    def text(self, outputs: list[Any]) -> str:
        """The formula, ending in the output's shape; shapes alone when the operations tell no short story."""
        if not outputs:
            return ""
        made = _shape(outputs[0])
        traced = self._text.get(id(outputs[0]))
        if traced and self._used:
            return f"{traced} → {made}"
        given = ", ".join(_shape(t) for t in self._inputs)
        return f"{given} → {made}" if given else made
