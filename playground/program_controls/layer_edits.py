"""Edits of a model's layers: what a layer is told, one layer more, one less."""

from __future__ import annotations

import ast
from typing import Any

from playground.program_controls.arguments import insert_argument
from playground.program_controls.expressions import is_none, number, string
from playground.program_controls.in_code import InCode
from playground.program_controls.keras_spelling import class_expression
from playground.program_controls.layer_form import DEFAULT_RATE, ModelLayers
from playground.program_controls.layer_signatures import ACTIVATIONS_OF, Signature
from playground.program_controls.list_items import ListItems
from playground.program_controls.model_text import LayerText
from playground.program_controls.program_text import Edit

NEW_UNITS = 4
# What a copy of a layer must not take with it.
_OF_ONE_LAYER = ("name", "input_shape", "input_dim", "batch_input_shape", "weights")


class LayerEdits(ModelLayers):
    """The edits that make the layers say something else."""

    # ------------------------------------------------------------------------------------------- arguments
    def set_field(self, index: int, name: str, value: Any) -> list[Edit]:
        """Layer `index` gets `value` for "amount", "activation", "regularizer" or "regularizer_rate"."""
        layer = self.model.layers[index]
        row = self.row(layer)
        current = getattr(row, name)
        signature = self.signature(layer)
        if current is None or isinstance(current, InCode) or current == value or signature is None:
            return []
        if name == "amount":
            assert signature.amount is not None
            return self._write(layer, signature, signature.amount, repr(value))
        if name == "activation":
            return self._write_activation(layer, signature, value)
        if name == "regularizer":
            rate = row.regularizer_rate
            return self._write_regularizer(
                layer, signature, value, DEFAULT_RATE if rate is None else rate
            )
        return self._write_rate(layer, signature, str(row.regularizer), value)

    def _write(self, layer: LayerText, signature: Signature, name: str, text: str) -> list[Edit]:
        node = self.argument(layer, name)
        if node is not None:
            return [self.program.replace(node, text)]
        assert layer.call is not None
        return insert_argument(self.program, layer.call, name, text, signature.parameters)

    def _quote(self) -> str:
        """The quotes of the program's first layer that is told something in words, else double ones."""
        for layer in self.model.layers:
            for node in ast.walk(layer.call) if layer.call is not None else ():
                if isinstance(node, ast.expr) and string(node) is not None:
                    quote = self.program.text(node)[:1]
                    return quote if quote in "'\"" else '"'
        return '"'

    def _write_activation(self, layer: LayerText, signature: Signature, name: str) -> list[Edit]:
        node = self.argument(layer, "activation")
        imports: list[Edit] = []
        if node is not None and string(node) is not None:
            quote = self.program.text(node)[:1]
            text = f"{quote}{name}{quote}" if quote in "'\"" else repr(name)
        elif name == "linear" and signature.default_activation() == "linear":
            text = "None"
        elif (spelled := self._same_spelling(node, name)) is not None:
            text = spelled
        elif signature.takes_strings:
            text = f"{self._quote()}{name}{self._quote()}"
        else:
            text, imports = class_expression(self.program, "activations", name)
        return [*imports, *self._write(layer, signature, "activation", text)]

    def _same_spelling(self, node: ast.expr | None, name: str) -> str | None:
        """`tf.nn.tanh` for `tf.nn.relu`, where there is one; also as the program's other layers spell it."""
        nodes = [self.argument(layer, "activation") for layer in self.model.layers]
        for other in [node] if node is not None and not is_none(node) else nodes:
            if isinstance(other, ast.Attribute) and self.activation_name(other) is not None:
                module = other.value.attr if isinstance(other.value, ast.Attribute) else None
                module = other.value.id if isinstance(other.value, ast.Name) else module
                if name in ACTIVATIONS_OF.get(module or "", ()):
                    return self.program.text(other)[: -len(other.attr)] + name
        return None

    def _write_regularizer(
        self, layer: LayerText, signature: Signature, kind: str, rate: float | InCode
    ) -> list[Edit]:
        if kind == "none":
            return self._write(layer, signature, "kernel_regularizer", "None")
        written = rate.text.partition(",")[0] if isinstance(rate, InCode) else repr(rate)
        names = ("l1", "l2") if kind == "L1L2" else ("",)
        given = ", ".join(f"{name}={written}" if name else written for name in names)
        node = self.argument(layer, "kernel_regularizer")
        like = node.func if isinstance(node, ast.Call) else self._known_regularizer()
        text, imports = class_expression(self.program, "regularizers", kind, like)
        return [*imports, *self._write(layer, signature, "kernel_regularizer", f"{text}({given})")]

    def _known_regularizer(self) -> ast.expr | None:
        """How another layer of the model spells its regularizer."""
        for layer in self.model.layers:
            node = self.argument(layer, "kernel_regularizer")
            if isinstance(node, ast.Call):
                return node.func
        return None

    def _write_rate(
        self, layer: LayerText, signature: Signature, kind: str, rate: float
    ) -> list[Edit]:
        node = self.argument(layer, "kernel_regularizer")
        rates = self.regularizer_rates(node, kind) if isinstance(node, ast.Call) else None
        complete = rates is not None and len(rates) == (2 if kind == "L1L2" else 1)
        if complete and rates is not None and all(number(item) is not None for item in rates):
            return [self.program.replace(item, repr(rate)) for item in rates]
        return self._write_regularizer(layer, signature, kind, rate)

    # ------------------------------------------------------------------------------------------ more, less
    def add(self, index: int | None) -> list[Edit]:
        """A layer after layer `index`, or before all of them (None), like the nearest of its kind."""
        if index is None:
            place = self.first_place()
            if place is None:
                return []
            if place == 0 or self.model.kind == "functional":
                return self._add_first(*self._like(0))
            index = place - 1
        layer = self.model.layers[index]
        if not self.extendable(layer):
            return []
        text, imports = self._like(index + 1)
        return [*imports, *self._add_after(index, layer, text)]

    def add_text_first(self, text: str) -> list[Edit]:
        """The layer `text` before all others, inputs left out."""
        place = self.first_place()
        if place is None:
            return []
        if place == 0 or self.model.kind == "functional":
            return self._add_first(text, [])
        return self._add_after(place - 1, self.model.layers[place - 1], text)

    def _add_first(self, text: str, imports: list[Edit]) -> list[Edit]:
        first = self.model.layers[0]
        if self.model.kind == "functional":
            used = self._first_use()
            assert used is not None and isinstance(used.node, ast.Call)
            fed = used.node.args[0]
            called = f"{text}({self.program.text(fed)})"
            if not self._alone(used) or not isinstance(used.statement, ast.Assign):
                return [*imports, self.program.replace(fed, called)]
            start = self.program.start(used.statement)
            name = self.program.text(used.statement.targets[0])
            line = f"{name} = {called}{self.program.newline}{self.program.indentation(start)}"
            return [*imports, Edit(start, start, line), self.program.replace(fed, name)]
        if first.kind == "item":
            assert self.model.items is not None
            return [*imports, *ListItems(self.program, self.model.items).insert(0, text)]
        assert first.statement is not None
        start = self.program.start(first.statement)
        line = self._statement_like(first, text) + self.program.newline
        return [*imports, Edit(start, start, line + (self.program.indentation(start) or ""))]

    def _add_after(self, index: int, layer: LayerText, text: str) -> list[Edit]:
        if layer.kind == "item":
            assert self.model.items is not None
            return ListItems(self.program, self.model.items).insert(index + 1, text)
        if layer.statement is None or not self._alone(
            layer
        ):  # part of a longer expression: call it there
            node = layer.node
            return [
                Edit(self.program.start(node), self.program.start(node), f"{text}("),
                Edit(self.program.end(node), self.program.end(node), ")"),
            ]
        start, end = self.program.start(layer.statement), self.program.end(layer.statement)
        line_end = self.program.end_of_code_line(end)
        at = len(self.program.source) if line_end is None else line_end
        indent = self.program.indentation(start) or ""
        return [Edit(at, at, f"{self.program.newline}{indent}{self._statement_like(layer, text)}")]

    def _statement_like(self, layer: LayerText, text: str) -> str:
        """`model.add(text)` or `h = text(h)`."""
        statement = layer.statement
        if layer.kind == "add":
            assert isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
            return f"{self.program.text(statement.value.func)}({text})"
        assert isinstance(statement, ast.Assign)
        name = self.program.text(statement.targets[0])
        return f"{name} = {text}({name})"

    def _like(self, place: int) -> tuple[str, list[Edit]]:
        """A layer for this place in the model: as wide as a hidden one near it, called as the others are."""
        known = [
            (index, layer)
            for index, layer in enumerate(self.model.layers)
            if (signature := self.signature(layer)) is not None
            and signature.amount in ("units", "filters")
            and not isinstance(self.row(layer).amount, InCode)
        ]
        last = len(self.model.layers) - 1
        hidden = [item for item in known if item[0] != last and self.row(item[1]).amount != 1]
        if hidden:
            before = [item for item in hidden if item[0] < place]
            return self._copy((before[-1:] or hidden[:1])[0][1]), []
        if known:
            return self._hidden_like(known[-1][1])
        dense, imports = class_expression(self.program, "layers", "Dense")
        return f'{dense}({NEW_UNITS}, activation="relu")', imports

    def _copy(self, layer: LayerText) -> str:
        """The layer's text without what is its own."""
        assert layer.call is not None
        call = layer.call
        kept = [self.program.text(argument) for argument in call.args]
        kept += [self.program.text(k) for k in call.keywords if k.arg not in _OF_ONE_LAYER]
        return f"{self.program.text(call.func)}({', '.join(kept)})"

    def _hidden_like(self, layer: LayerText) -> tuple[str, list[Edit]]:
        """A hidden layer of the same class as an output layer."""
        signature = self.signature(layer)
        assert layer.call is not None and signature is not None and signature.amount is not None
        name = signature.amount
        by_name = any(keyword.arg == name for keyword in layer.call.keywords)
        arguments = [f"{name}={NEW_UNITS}" if by_name else str(NEW_UNITS)]
        imports: list[Edit] = []
        if "kernel_size" in signature.parameters:
            arguments.append("3")
        if "activation" in signature.parameters:
            text = self._same_spelling(None, "relu")
            if text is None and signature.takes_strings:
                text = f"{self._quote()}relu{self._quote()}"
            elif text is None:
                text, imports = class_expression(self.program, "activations", "relu")
            arguments.append(f"activation={text}")
        return f"{self.program.text(layer.call.func)}({', '.join(arguments)})", imports

    def remove(self, index: int) -> list[Edit]:
        """The model without layer `index`: what went into it goes to the next."""
        layer = self.model.layers[index]
        if not self.removable(layer):
            return []
        if layer.kind == "item":
            assert self.model.items is not None
            return ListItems(self.program, self.model.items).remove(index)
        if layer.kind == "called":
            renamed = self._uses_renamed(layer)
            if renamed is None:
                assert isinstance(layer.node, ast.Call)
                fed = self.program.text(layer.node.args[0])
                return [self.program.replace(layer.node, fed)]
            return [*renamed, *self._without_statement(layer)]
        return self._without_statement(layer)

    def _uses_renamed(self, layer: LayerText) -> list[Edit] | None:
        """What the layer's result was used for gets what went into it; None where names do not allow that."""
        statement, node = layer.statement, layer.node
        if not isinstance(statement, ast.Assign) or not isinstance(node, ast.Call):
            return None
        target, fed = statement.targets[0], node.args[0]
        if (
            not self._alone(layer)
            or not isinstance(target, ast.Name)
            or not isinstance(fed, ast.Name)
        ):
            return None
        if target.id == fed.id:
            return []
        edits = []
        for later in layer.body[layer.body.index(statement) + 1 :]:
            names = [name for name in ast.walk(later) if isinstance(name, ast.Name)]
            used = [n for n in names if n.id == target.id and isinstance(n.ctx, ast.Load)]
            if not isinstance(later, ast.Assign | ast.Expr | ast.Return) and used:
                return None
            edits += [self.program.replace(name, fed.id) for name in used]
            given = {name.id for name in names if isinstance(name.ctx, ast.Store)}
            if target.id in given:
                return edits
            if fed.id in given:
                return None
        return edits

    def _without_statement(self, layer: LayerText) -> list[Edit]:
        """The statement goes with its line; a comment behind it stays."""
        assert layer.statement is not None
        if len(layer.body) == 1:
            return []
        start, end = self.program.start(layer.statement), self.program.end(layer.statement)
        line, _ = self.program.line_of(start)
        _, next_line = self.program.line_of(end)
        if self.program.source[end:next_line].strip():
            return [Edit(start, self.program.skip_spaces(end), "")]
        return [Edit(line, next_line, "")]
