"""The compile form: it shows what the program's `compile` and `fit` calls say, and rewrites them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import param

from playground.program_controls import InCode, TrainingForm, read_form, write_form
from playground.session import Edited, Opened, Session
from playground.training_options import DEFAULTS, LOSSES, METRICS, OPTIMIZERS
from playground.view.component import Component, Message

CHOICES = {"optimizer": list(OPTIMIZERS), "loss": list(LOSSES), "metrics": list(METRICS)}
# field: (label, least, most, step, whole number); the least of a learning rate is excluded
NUMBERS: dict[str, tuple[str, float, float, str, bool]] = {
    "learning_rate": ("Learning rate", 0.0, math.inf, "any", False),
    "epochs": ("Epochs", 1, 100_000, "1", True),
    "batch_size": ("Batch size", 1, 1_000_000, "1", True),
    "validation_split": ("Validation split", 0.0, 0.99, "0.05", False),
}
FIT_ONLY = ("epochs", "batch_size", "validation_split")


def field_state(form: TrainingForm, name: str) -> dict[str, Any]:
    """What one control shows: {"value", "in_code", "default", "off"}, all of them JSON."""
    value = getattr(form, name)
    off = not form.present or (name in FIT_ONLY and not form.has_fit)
    default = DEFAULTS.get(name)
    state = {
        "value": "",
        "in_code": "",
        "default": ""
        if default is None
        else f"{default:g}"
        if isinstance(default, float | int)
        else str(default),
        "off": off,
    }
    if isinstance(value, InCode):
        state["in_code"] = " ".join(value.text.split())[:120]
    elif isinstance(value, tuple):
        state["value"] = ", ".join(value)
    elif isinstance(value, float):
        state["value"] = f"{value:.12g}"
    elif value is not None:
        state["value"] = str(value)
    return state


def form_state(form: TrainingForm) -> dict[str, Any]:
    """What the whole form shows."""
    names = (
        "optimizer",
        "learning_rate",
        "loss",
        "metrics",
        "epochs",
        "batch_size",
        "validation_split",
    )
    return {"present": form.present, "fields": {name: field_state(form, name) for name in names}}


def read_value(name: str, entered: str) -> Any:
    """The value of what was picked or typed, as `write_form` takes it. ValueError says what was expected."""
    if name in ("optimizer", "loss"):
        return entered
    if name == "metrics":
        return tuple(part.strip() for part in entered.split(",") if part.strip())
    label, least, most, _, whole = NUMBERS[name]
    if not entered.strip():
        if name == "batch_size":
            return None
        raise ValueError(f"{label}: expected a number")
    try:
        number = float(entered)
    except ValueError:
        raise ValueError(f"{label}: expected a number, received {entered[:20]!r}") from None
    if not math.isfinite(number) or (whole and number != int(number)):
        raise ValueError(
            f"{label}: expected a {'whole' if whole else 'finite'} number, received {entered[:20]}"
        )
    if number < least or number > most or (name == "learning_rate" and number == 0):
        limit = "more than 0" if name == "learning_rate" else f"{least:g} to {most:g}"
        raise ValueError(f"{label}: expected {limit}, received {number:g}")
    return int(number) if whole else number


class TrainingFields(Component):
    """Native selects and inputs. `form` is what they show, `problem` what is wrong with the last entry."""

    form = param.Dict(default={})
    choices = param.Dict(default=CHOICES)
    problem = param.Dict(default={}, doc='{"field", "message"} or empty')

    _esm = Path(__file__).with_name("compile_form.js")


class CompileForm:
    """Two-way: an edit of the program shows in the form, an entry in the form edits the program."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._form = TrainingForm()
        self.panel = TrainingFields(self._entered)
        self._read(session.source)

    @property
    def present(self) -> bool:
        """The program has a compile call."""
        return self._form.present

    def _read(self, source: str) -> None:
        try:
            self._form = read_form(source)
        except (SyntaxError, ValueError, RecursionError):
            return  # half-typed text: the form keeps what it showed
        state = form_state(self._form)
        if state != self.panel.form:
            self.panel.form = state

    def _entered(self, message: Message) -> None:
        name, entered = message.get("field"), message.get("value")
        if not isinstance(name, str) or not isinstance(entered, str):
            return
        try:
            value = read_value(name, entered)
            source = write_form(self._session.source, name, value)
        except SyntaxError as error:
            self.panel.problem = {
                "field": name,
                "message": f"The program has an error on line {error.lineno}: correct it first.",
            }
            return
        except ValueError as error:
            self.panel.problem = {"field": name, "message": str(error)}
            return
        self.panel.problem = {}
        if source != self._session.source:
            self._session.edit(source, by="form")
        if name == "learning_rate" and self._session.busy:
            self._session.set_learning_rate(value)

    def show(self, items: list) -> None:
        edited = [item for item in items if isinstance(item, Edited)]
        if any(isinstance(item, Opened) for item in items):
            self.panel.problem = {}
        if edited:
            self._read(edited[-1].source)
