"""The optimizer's own arguments: momentum, rho, clipnorm … A string in the program becomes an instance for them."""

from __future__ import annotations

from typing import Any

from playground.program_controls import OptimizerForm, read_optimizer, write_optimizer
from playground.session import Session
from playground.training_options import OPTIMIZERS, optimizer_parameters
from playground.view.compile_form import FieldGrid
from playground.view.component import Message
from playground.view.control_panel import ControlPanel, entered_number, value_state


def argument_fields(form: OptimizerForm) -> list[dict[str, Any]]:
    """A field for every argument of the optimizer, called as in Keras."""
    if form.name is None:
        return []
    defaults = optimizer_parameters(form.name)
    return [
        {"name": name, "label": name, "kind": "check"}
        if isinstance(default, bool)
        else {"name": name, "label": name, "kind": "number", "step": "any"}
        for name, default in defaults.items()
    ]


def argument_states(form: OptimizerForm) -> dict[str, dict[str, Any]]:
    """What each of them shows; one that is off by default is an empty field."""
    if form.name is None:
        return {}
    defaults = optimizer_parameters(form.name)
    about = f"keras.optimizers.{OPTIMIZERS[form.name][0]}"
    return {
        name: value_state(value, "none" if defaults[name] is None else defaults[name])
        | {"about": [about, name]}
        for name, value in form.arguments.items()
    }


class OptimizerArguments(ControlPanel):
    """The panel "Optimizer arguments"."""

    def __init__(self, session: Session) -> None:
        self._form = OptimizerForm()
        self.panel: FieldGrid = FieldGrid(
            self._entered,
            subject="optimizer",
            empty="Choices, once the program compiles with an optimizer of Keras",
        )
        super().__init__(session)

    def read(self, source: str) -> None:
        form = read_optimizer(source)
        if form == self._form:
            return
        if form.name != self._form.name:
            self.panel.param.update(fields=argument_fields(form), states=argument_states(form))
        else:
            self.panel.states = argument_states(form)
        self._form = form

    def _entered(self, message: Message) -> None:
        name = message.get("field")
        if self._form.name not in OPTIMIZERS or name not in self._form.arguments:
            return
        entered = message.get("value")

        def change(source: str) -> str:
            value = entered if isinstance(entered, bool) else entered_number(str(name), message)
            return write_optimizer(source, str(name), value)

        self.write(str(name), change)
