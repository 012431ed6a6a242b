"""Rewrites one argument of the `compile` or the `fit` call."""

from __future__ import annotations

import ast
from typing import Any

from playground import training_options as options
from playground.program_controls.arguments import insert_argument
from playground.program_controls.expressions import string
from playground.program_controls.keras_spelling import class_expression
from playground.program_controls.program_text import Edit
from playground.program_controls.training_calls import TrainingCalls
from playground.program_controls.training_form import FIT_FIELDS


class TrainingEdits(TrainingCalls):
    """The edits that make the calls say something else."""

    def edits(self, field: str, value: Any) -> list[Edit]:
        if self.compile is None or (self.fit is None and field in FIT_FIELDS):
            return []
        if field == "optimizer":
            return self._write_optimizer(value)
        if field == "learning_rate":
            return self._write_learning_rate(value)
        if field == "loss":
            return self._write_loss(value)
        if field == "metrics":
            return self._write_metrics(value)
        return self._write(field, repr(value))

    def _write(self, name: str, text: str) -> list[Edit]:
        """Replace the argument's expression, or add the argument."""
        node = self.argument_of(name)
        if node is not None:
            return [self.program.replace(node, text)]
        call, order = self.call_and_order(name)
        return insert_argument(self.program, call, name, text, order) if call is not None else []

    def _quoted(self, text: str, instead_of: ast.expr | None = None) -> str:
        """A string literal with the quotes that the program uses at this place, or else in its compile call."""
        quote = '"'
        nodes = [instead_of] if instead_of is not None else ast.walk(self.compile or ast.Pass())
        for node in nodes:
            if isinstance(node, ast.expr) and string(node) is not None:
                if self.program.text(node)[:1] in "'\"":
                    quote = self.program.text(node)[0]
                break
        plain = text.isprintable() and quote not in text and "\\" not in text
        return f"{quote}{text}{quote}" if plain else repr(text)

    def _write_optimizer(self, name: str) -> list[Edit]:
        node = self.argument_of("optimizer")
        if not isinstance(node, ast.Call) or name not in options.OPTIMIZERS:
            return self._write("optimizer", self._quoted(name, node))
        class_name = options.OPTIMIZERS[name][0]
        expression, import_edits = class_expression(
            self.program, "optimizers", class_name, node.func
        )
        edits = [*import_edits, self.program.replace(node.func, expression)]
        known = (None, *options.OPTIMIZER_ARGUMENTS, *options.optimizer_parameters(name))
        kept: list[ast.expr | ast.keyword] = [
            *node.args[:1],
            *(keyword for keyword in node.keywords if keyword.arg in known),
        ]
        if len(kept) < len(node.args) + len(node.keywords):
            opening = self.program.scan(self.program.end(node.func), self.program.end(node), "(")
            assert opening is not None
            end = self.program.end(node) - 1
            if "#" in self.program.source[opening:end]:  # comments stay, and so does the layout
                return edits + self._without(node, kept)
            text = ", ".join(self.program.text(item) for item in kept)
            edits.append(Edit(opening + 1, end, text))
        return edits

    def _without(self, call: ast.Call, kept: list[ast.expr | ast.keyword]) -> list[Edit]:
        """Every other argument goes, with the comma behind it."""
        edits = []
        given = sorted([*call.args, *call.keywords], key=self.program.start)
        ends = [*(self.program.start(item) for item in given[1:]), self.program.end(call)]
        for item, following in zip(given, ends):
            if item not in kept:
                start, end = self.program.start(item), self.program.end(item)
                edits.append(Edit(start, end, ""))
                comma = self.program.scan(end, following, ",")
                if comma is not None:
                    edits.append(Edit(comma, comma + 1, ""))
        return edits

    def _write_learning_rate(self, value: float) -> list[Edit]:
        node = self.argument_of("optimizer")
        if isinstance(node, ast.Call):
            given = self.argument_in(node, "learning_rate", ("learning_rate",))
            if given is not None:
                return [self.program.replace(given, repr(value))]
            order = ("learning_rate",)
            return insert_argument(self.program, node, "learning_rate", repr(value), order)
        name = self.read("optimizer", self.optimizer_name) or "rmsprop"  # Keras's default
        if name not in options.OPTIMIZERS:
            return []
        expression, import_edits = class_expression(
            self.program, "optimizers", options.OPTIMIZERS[name][0]
        )
        return [*import_edits, *self._write("optimizer", f"{expression}(learning_rate={value!r})")]

    def _write_loss(self, name: str) -> list[Edit]:
        node = self.argument_of("loss")
        bare = node.func if isinstance(node, ast.Call) else node
        if isinstance(bare, ast.Attribute) and name in options.LOSSES:
            new = options.LOSSES[name] if isinstance(node, ast.Call) else name
            return [Edit(self.program.end(bare) - len(bare.attr), self.program.end(bare), new)]
        return self._write("loss", self._quoted(name, node))

    def _write_metrics(self, names: tuple[str, ...]) -> list[Edit]:
        node = self.argument_of("metrics")
        if not isinstance(node, ast.List | ast.Tuple) or not node.elts:
            text = ", ".join(self._quoted(name) for name in names)
            return self._write("metrics", f"[{text}]")
        by_name = {self.metric_name(item): self.program.text(item) for item in node.elts}
        first = next((item for item in node.elts if string(item) is not None), None)
        texts = [by_name.get(name) or self._quoted(name, first) for name in names]
        old = tuple(self.metric_name(item) for item in node.elts)
        last = self.program.end(node.elts[-1])
        if names[: len(old)] == old and len(set(old)) == len(
            old
        ):  # only more: keep comments and layout
            return [Edit(last, last, "".join(f", {text}" for text in texts[len(old) :]))]
        if isinstance(node, ast.List):
            return [self.program.replace(node, f"[{', '.join(texts)}]")]
        return [self.program.replace(node, f"({', '.join(texts)}{',' * (len(texts) == 1)})")]
