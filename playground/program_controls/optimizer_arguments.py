"""The optimizer's own arguments: momentum, rho, beta_1, clipnorm … They are read, and written one at a time."""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass, field

from playground import training_options as options
from playground.program_controls.arguments import double_starred, insert_argument
from playground.program_controls.expressions import is_none, number
from playground.program_controls.in_code import InCode
from playground.program_controls.keras_spelling import class_expression
from playground.program_controls.program_text import Edit
from playground.program_controls.training_calls import TrainingCalls

Value = float | bool | None


@dataclass(frozen=True)
class OptimizerForm:
    """The optimizer of the model that is fit last, by its string, and what its arguments are, defaults included."""

    name: str | None = None
    arguments: dict[str, Value | InCode] = field(default_factory=dict)


class OptimizerArguments(TrainingCalls):
    """Reads and rewrites the arguments of the optimizer that `compile` is given."""

    def form(self) -> OptimizerForm:  # type: ignore[override]
        name = self.read("optimizer", self.optimizer_name) if self.compile else None
        if not isinstance(name, str) or name not in options.OPTIMIZERS:
            return OptimizerForm()
        defaults = options.optimizer_parameters(name)
        return OptimizerForm(name, {key: self._value(key, defaults) for key in defaults})

    def _order(self, defaults: dict[str, Value]) -> tuple[str, ...]:
        return ("learning_rate", *defaults)

    def _value(self, name: str, defaults: dict[str, Value]) -> Value | InCode:
        call = self.argument_of("optimizer")
        if not isinstance(call, ast.Call):
            return defaults[name]
        node = self.argument_in(call, name, self._order(defaults))
        if node is None:
            rest = double_starred(call)
            return defaults[name] if rest is None else InCode(self.program.text(rest))
        if is_none(node):
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return (
                node.value if isinstance(defaults[name], bool) else InCode(self.program.text(node))
            )
        value = number(node)
        if value is None or isinstance(defaults[name], bool):
            return InCode(self.program.text(node))
        return float(value)

    def edits(self, name: str, value: Value) -> list[Edit]:
        form = self.form()
        if form.name is None:
            return []
        if name not in form.arguments:
            raise ValueError(f"{name}: the optimizer {form.name} has no such argument")
        defaults = options.optimizer_parameters(form.name)
        current = form.arguments[name]
        checked = _checked(name, value, defaults[name])
        if isinstance(current, InCode) or current == checked:
            return []
        call = self.argument_of("optimizer")
        if isinstance(call, ast.Call):
            node = self.argument_in(call, name, self._order(defaults))
            if node is not None:
                return [self.program.replace(node, repr(checked))]
            return insert_argument(self.program, call, name, repr(checked), self._order(defaults))
        assert call is not None
        expression, imports = class_expression(
            self.program, "optimizers", options.OPTIMIZERS[form.name][0]
        )
        return [*imports, self.program.replace(call, f"{expression}({name}={checked!r})")]


def _checked(name: str, value: Value, default: Value) -> Value:
    """`value` as its argument takes it; None, an empty field, is the default."""
    if value is None:
        return default
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError(f"{name}: expected True or False, received {value!r}")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{name}: expected a finite number, received {value!r}")
    return float(value)
