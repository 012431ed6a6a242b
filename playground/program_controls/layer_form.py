"""What the layer controls show: a row for each layer of the model that is fit last."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from playground.program_controls.arguments import argument, double_starred
from playground.program_controls.expressions import is_none, last_identifier, number, string
from playground.program_controls.in_code import InCode
from playground.program_controls.keras_spelling import imported_names
from playground.program_controls.layer_signatures import (
    ACTIVATION_ALIASES,
    ACTIVATIONS_OF,
    Signature,
    signature_of,
)
from playground.program_controls.model_text import LayerText, ModelText, find_model
from playground.program_controls.program_text import program_text

REGULARIZERS = ("none", "L1", "L2", "L1L2")
DEFAULT_RATE = 0.01  # of keras.regularizers.L1 and L2
_KINDS = {"l1": "L1", "l2": "L2", "l1_l2": "L1L2", "l1l2": "L1L2"}


@dataclass(frozen=True)
class LayerRow:
    """One layer. A field is None when the layer's class has no such argument.

    `amount` is the argument called `amount_name`: "units", "filters" or "rate" (a share, from 0 to 1).
    `regularizer_rate` is None without a regularizer.
    """

    class_name: str | InCode
    amount_name: str = ""
    amount: int | float | InCode | None = None
    activation: str | InCode | None = None
    regularizer: str | InCode | None = None
    regularizer_rate: float | InCode | None = None
    removable: bool = False
    extendable: bool = False  # a layer can be added after it


@dataclass(frozen=True)
class LayerForm:
    """The layers of a model, from first to last; `in_code` is the text of a model whose layers cannot be told."""

    rows: tuple[LayerRow, ...] = ()
    in_code: str = ""
    startable: bool = False  # a layer can be added before the first
    model: str = ""  # the variable that holds it, where there is one


class ModelLayers:
    """Reads the layers of a program's model. Raises SyntaxError when the program does not parse."""

    def __init__(self, source: str) -> None:
        self.program = program_text(source)
        self.model: ModelText = find_model(source)
        self._imported = imported_names(self.program.tree)

    def form(self) -> LayerForm:
        rows = tuple(self.row(layer) for layer in self.model.layers)
        startable = self.first_place() is not None
        return LayerForm(rows, self.model.in_code, startable, self.model.name)

    def is_input(self, layer: LayerText) -> bool:
        return layer.call is not None and last_identifier(layer.call.func) in (
            "Input",
            "InputLayer",
        )

    def first_place(self) -> int | None:
        """The index that a layer added before all others gets, inputs left out; None where that is in code."""
        model = self.model
        first = 0
        while first < len(model.layers) and self.is_input(model.layers[first]):
            first += 1
        if model.kind == "sequential":
            if first and not self.extendable(model.layers[first - 1]):
                return None
            if first or (model.layers and model.layers[0].kind == "item"):
                return first
            return 0 if model.layers and self.extendable(model.layers[0]) else None
        return first if model.layers and self._first_use() is not None else None

    def _first_use(self) -> LayerText | None:
        """The first layer of a functional model, when it alone is called with the input."""
        inputs = self.model.inputs
        names = {t.id for t in inputs.targets if isinstance(t, ast.Name)} if inputs else set()
        users = [
            layer
            for layer in self.model.layers
            if isinstance(layer.node, ast.Call)
            and any(isinstance(n, ast.Name) and n.id in names for n in layer.node.args)
        ]
        return users[0] if len(users) == 1 else None

    def extendable(self, layer: LayerText) -> bool:
        if layer.kind == "held":  # what `call` does with it is in code
            return False
        return layer.kind != "add" or self._alone(layer)

    def _alone(self, layer: LayerText) -> bool:
        """Nothing else stands on the lines of the layer's statement."""
        if layer.statement is None:
            return False
        start, end = self.program.start(layer.statement), self.program.end(layer.statement)
        _, next_line = self.program.line_of(end)
        rest = self.program.source[end:next_line].strip()
        return self.program.indentation(start) is not None and (not rest or rest.startswith("#"))

    def removable(self, layer: LayerText) -> bool:
        if layer.call is None or self.is_input(layer):
            return False
        others = [other for other in self.model.layers if not self.is_input(other)]
        if len(others) < 2:
            return False
        if layer.kind != "called":
            return self.extendable(layer)
        node = layer.node
        assert isinstance(node, ast.Call)
        given = node.args[0] if len(node.args) == 1 and not node.keywords else None
        return isinstance(given, ast.Name | ast.Call)  # it takes the layer's place

    # --------------------------------------------------------------------------------------------- one row
    def signature(self, layer: LayerText) -> Signature | None:
        name = last_identifier(layer.call.func) if layer.call is not None else None
        return signature_of(name, self.program) if name else None

    def argument(self, layer: LayerText, name: str) -> ast.expr | None:
        signature = self.signature(layer)
        if layer.call is None or signature is None or name not in signature.parameters:
            return None
        return argument(layer.call, name, signature.parameters)

    def row(self, layer: LayerText) -> LayerRow:
        row = self._row(layer)
        return replace(row, removable=self.removable(layer), extendable=self.extendable(layer))

    def _row(self, layer: LayerText) -> LayerRow:
        name = last_identifier(layer.call.func) if layer.call is not None else None
        if layer.call is None or name is None:
            return LayerRow(InCode(self.program.text(layer.node)))
        signature = self.signature(layer)
        if signature is None:
            return LayerRow(name)
        return LayerRow(
            name,
            signature.amount or "",
            self._amount(layer, signature),
            self._activation(layer, signature),
            *self._regularizer(layer, signature),
        )

    def _unseen(self, layer: LayerText) -> InCode | None:
        """The `**options` or `*arguments` of a layer, which may hold any argument."""
        assert layer.call is not None
        rest = double_starred(layer.call) or next(
            (arg for arg in layer.call.args if isinstance(arg, ast.Starred)), None
        )
        return InCode(self.program.text(rest)) if rest is not None else None

    def _default_of(self, layer: LayerText) -> InCode:
        """A default that is an expression of the layer's class."""
        assert layer.call is not None
        return InCode(f"default of {self.program.text(layer.call.func)}")

    def _amount(self, layer: LayerText, signature: Signature) -> int | float | InCode | None:
        if signature.amount is None:
            return None
        node = self.argument(layer, signature.amount)
        if node is None:
            node = signature.defaults.get(signature.amount)
            value = number(node) if node is not None else None
            return self._unseen(layer) or (self._default_of(layer) if value is None else value)
        value = number(node)
        whole = signature.amount != "rate"
        if value is None or (whole and not isinstance(value, int)):
            return InCode(self.program.text(node))
        return value

    def _activation(self, layer: LayerText, signature: Signature) -> str | InCode | None:
        if "activation" not in signature.parameters:
            return None
        node = self.argument(layer, "activation")
        if node is None:
            if (unseen := self._unseen(layer)) is not None:
                return unseen
            return signature.default_activation() or self._default_of(layer)
        return self.activation_name(node) or InCode(self.program.text(node))

    def activation_name(self, node: ast.expr) -> str | None:
        """ "relu" for `"relu"`, `tf.nn.relu` and `keras.activations.relu`, "linear" for None; None for other code."""
        if is_none(node):
            return "linear"
        if (text := string(node)) is not None:
            return ACTIVATION_ALIASES.get(text, text)
        if isinstance(node, ast.Attribute):
            module = last_identifier(node.value)
            return node.attr if node.attr in ACTIVATIONS_OF.get(module or "", ()) else None
        if isinstance(node, ast.Name):
            module, _, name = self._imported.get(node.id, "").rpartition(".")
            return name if name in ACTIVATIONS_OF.get(module.rpartition(".")[2], ()) else None
        return None

    def _regularizer(
        self, layer: LayerText, signature: Signature
    ) -> tuple[str | InCode | None, float | InCode | None]:
        if "kernel_regularizer" not in signature.parameters:
            return None, None
        node = self.argument(layer, "kernel_regularizer")
        if node is None:
            default = signature.defaults.get("kernel_regularizer")
            known = default is None or is_none(default)
            return self._unseen(layer) or ("none" if known else self._default_of(layer)), None
        if is_none(node):
            return "none", None
        code = InCode(self.program.text(node))
        bare = node.func if isinstance(node, ast.Call) else node
        name = string(node) or last_identifier(bare) or ""
        kind = _KINDS.get(name.lower())
        if kind is None or not isinstance(node, ast.Call | ast.Constant):
            return code, None
        if not isinstance(node, ast.Call):
            return kind, 0.0 if kind == "L1L2" else DEFAULT_RATE
        rates = self.regularizer_rates(node, kind)
        if rates is None:
            return code, None
        values = [number(rate) for rate in rates]
        if len(values) < len(("l1", "l2") if kind == "L1L2" else ("l",)):
            values += [0.0 if kind == "L1L2" else DEFAULT_RATE]
        if None in values or len(set(values)) > 1:
            return kind, InCode(", ".join(self.program.text(rate) for rate in rates))
        return kind, float(values[0] or 0.0)

    def regularizer_rates(self, call: ast.Call, kind: str) -> list[ast.expr] | None:
        """The expressions that a regularizer is given for its rates; None when it is called in another way."""
        names = ("l1", "l2") if kind == "L1L2" else (kind.lower(),)
        if any(keyword.arg not in names for keyword in call.keywords):
            return None
        if len(call.args) > len(names) or any(isinstance(arg, ast.Starred) for arg in call.args):
            return None
        given = [argument(call, name, names) for name in names]
        return [rate for rate in given if rate is not None]
