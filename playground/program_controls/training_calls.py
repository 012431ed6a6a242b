"""Reads the `compile` and the `fit` call of the model that a program fits last."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from playground import training_options as options
from playground.program_controls.arguments import argument, double_starred
from playground.program_controls.definitions import defined
from playground.program_controls.expressions import (
    is_none,
    last_identifier,
    method_calls,
    number,
    string,
)
from playground.program_controls.in_code import InCode
from playground.program_controls.keras_spelling import imported_names, own_classes
from playground.program_controls.program_text import program_text
from playground.program_controls.training_form import TrainingForm


class TrainingCalls:
    """The compile and the fit call of a program: of the model that is fit last."""

    def __init__(self, source: str) -> None:
        self.program = program_text(source)
        self.own_classes = own_classes(self.program)
        self.imported = imported_names(self.program.tree)

        def position(item: tuple[str, ast.Call]) -> int:
            return self.program.end(item[1])

        compiles = sorted(method_calls(self.program, "compile"), key=position)
        fits = sorted(method_calls(self.program, "fit"), key=position)
        self.compile: ast.Call | None = compiles[-1][1] if compiles else None
        self.fit: ast.Call | None = fits[-1][1] if fits else None
        for receiver, fit in reversed(fits):
            same = [call for other, call in compiles if other == receiver]
            if same:
                earlier = [call for call in same if self.program.end(call) < self.program.end(fit)]
                self.compile, self.fit = (earlier or same)[-1], fit
                break

    def form(self) -> TrainingForm:
        if self.compile is None:
            return TrainingForm()
        return TrainingForm(
            present=True,
            has_fit=self.fit is not None,
            optimizer=self.read("optimizer", self.optimizer_name),
            learning_rate=self.learning_rate(),
            loss=self.read("loss", self.loss_name),
            metrics=self.read("metrics", self.metric_names),
            epochs=self.read("epochs", self._whole),
            batch_size=self.read("batch_size", self._whole),
            validation_split=self._validation_split(),
        )

    def call_and_order(self, name: str) -> tuple[ast.Call | None, tuple[str, ...]]:
        if name in options.COMPILE_ORDER:
            return self.compile, options.COMPILE_ORDER
        return self.fit, options.FIT_ORDER

    def argument_of(self, name: str) -> ast.expr | None:
        """The expression of an argument; of a name, the one that the name stands for."""
        call, order = self.call_and_order(name)
        return self.argument_in(call, name, order) if call is not None else None

    def argument_in(self, call: ast.Call, name: str, order: tuple[str, ...]) -> ast.expr | None:
        node = argument(call, name, order)
        return None if node is None else defined(self.program, node)

    def _class_name(self, node: ast.expr) -> str | None:
        """`keras.optimizers.Adam`, or `Adam` that was imported under any name → "Adam"; None for the program's own."""
        identifier = last_identifier(node)
        if isinstance(node, ast.Name):
            identifier = self.imported.get(node.id, node.id).rpartition(".")[2]
        return None if identifier in self.own_classes else identifier

    def read(self, name: str, value_of: Callable[[ast.expr], Any]) -> Any:
        """The value of an argument; None when it is not there, InCode when `value_of` cannot tell."""
        call, _ = self.call_and_order(name)
        node = self.argument_of(name)
        if node is None and call is not None and (rest := double_starred(call)) is not None:
            return InCode(self.program.text(rest))
        if node is None or is_none(node):
            return None
        value = value_of(node)
        return InCode(self.program.text(node)) if value is None else value

    def optimizer_name(self, node: ast.expr) -> str | None:
        text = string(node)
        if text is not None:
            return text.lower() if text.lower() in options.OPTIMIZERS else text
        if isinstance(node, ast.Call):
            identifier = self._class_name(node.func)
            if identifier is not None:
                classes = {name: known[0] for name, known in options.OPTIMIZERS.items()}
                return options.class_name_to_name(identifier, classes)
        return None

    def learning_rate(self) -> float | InCode | None:
        optimizer = self.read("optimizer", self.optimizer_name)
        if isinstance(optimizer, InCode):
            return optimizer
        node = self.argument_of("optimizer")
        if isinstance(node, ast.Call):
            given = self.argument_in(node, "learning_rate", ("learning_rate",))
            if given is not None:
                rate = number(given)
                return InCode(self.program.text(given)) if rate is None else float(rate)
            if (rest := double_starred(node)) is not None:
                return InCode(self.program.text(rest))
            if any(isinstance(arg, ast.Starred) for arg in node.args):
                return InCode(self.program.text(node))
        return options.default_learning_rate(optimizer) if optimizer is not None else None

    def loss_name(self, node: ast.expr) -> str | None:
        text = string(node)
        if text is not None:
            return options.loss_name(text)
        bare = node.func if isinstance(node, ast.Call) else node
        configured = isinstance(node, ast.Call) and (node.args or node.keywords)
        identifier = self._class_name(bare)
        if configured or identifier is None:
            return None
        if isinstance(node, ast.Call):
            return options.class_name_to_name(identifier, options.LOSSES)
        # A function of Keras, `keras.losses.mean_squared_error`; a bare name is the learner's own.
        known = isinstance(node, ast.Attribute) and identifier in options.LOSSES
        return identifier if known else None

    def metric_names(self, node: ast.expr) -> tuple[str, ...] | None:
        if (text := string(node)) is not None:
            return (text,)
        if not isinstance(node, ast.List | ast.Tuple):
            return None
        names = [self.metric_name(item) for item in node.elts]
        return None if None in names else tuple(name for name in names if name is not None)

    def metric_name(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            identifier = self._class_name(node.func)
            if identifier is not None:
                return options.class_name_to_name(identifier, options.METRICS)
        return string(node)

    def _whole(self, node: ast.expr) -> int | None:
        value = number(node)
        return value if isinstance(value, int) else None

    def _validation_split(self) -> float | InCode | None:
        value = self.read("validation_split", number)
        data = self.argument_of("validation_data")
        if not is_none(data) and data is not None and (value is None or not value):
            return InCode(f"validation_data={self.program.text(data)}")
        return float(value) if isinstance(value, int | float) else value
