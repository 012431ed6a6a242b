"""The compile form: it shows what the program's `compile` and `fit` calls say, and rewrites them."""

from __future__ import annotations

import math
from typing import Any

import param

from playground.program_controls import TrainingForm, read_form, write_form
from playground.session import Session
from playground.training_options import DEFAULTS, LOSSES, METRICS, OPTIMIZERS
from playground.view.component import Message
from playground.view.control_panel import ControlPanel, Panel, value_state, with_fields

# field: (label, least, most, step, whole number); the least of a learning rate is excluded
NUMBERS: dict[str, tuple[str, float, float, str, bool]] = {
    "learning_rate": ("Learning rate", 0.0, math.inf, "any", False),
    "epochs": ("Epochs", 1, 100_000, "1", True),
    "batch_size": ("Batch size", 1, 1_000_000, "1", True),
    "validation_split": ("Validation split", 0.0, 0.99, "0.05", False),
}
FIT_ONLY = ("epochs", "batch_size", "validation_split")


def _select(name: str, label: str, choices: list) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "select", "choices": choices}


def _number(name: str) -> dict[str, Any]:
    label, least, most, step, _ = NUMBERS[name]
    limits = {"min": least} if math.isinf(most) else {"min": least, "max": most}
    return {"name": name, "label": label, "kind": "number", "step": step, **limits}


FIELDS = [
    _select("optimizer", "Optimizer", list(OPTIMIZERS)),
    _number("learning_rate"),
    _select("loss", "Loss", list(LOSSES)),
    _select("metrics", "Metrics", [["", "none"], *METRICS]),
    *(_number(name) for name in FIT_ONLY),
]


def field_state(form: TrainingForm, name: str) -> dict[str, Any]:
    """What one control shows."""
    value = getattr(form, name)
    off = not form.present or (name in FIT_ONLY and not form.has_fit)
    state = value_state(value, DEFAULTS.get(name), off)
    if name == "metrics" and isinstance(value, tuple):
        state["more"] = metric_choices(value)
    state["about"] = about(form, name)
    return state


def about(form: TrainingForm, name: str) -> list[str]:
    """What one control is about, as `meaningOf` in fields.js looks it up: a thing, or an argument of it."""
    value = getattr(form, name)
    optimizer = OPTIMIZERS.get(str(form.optimizer), ("Optimizer", 0))[0]
    match name:
        case "optimizer" if value is None or value in OPTIMIZERS:
            return [f"keras.optimizers.{OPTIMIZERS[value or str(DEFAULTS[name])][0]}"]
        case "loss" if value in LOSSES:
            return [f"keras.losses.{LOSSES[str(value)]}"]
        case "metrics" if isinstance(value, tuple) and len(value) == 1 and value[0] in METRICS:
            return [f"keras.metrics.{METRICS[value[0]]}"]
        case "learning_rate":
            return [f"keras.optimizers.{optimizer}", name]
        case "epochs" | "batch_size" | "validation_split":
            return ["Model.fit", name]
        case _:
            return ["Model.compile", name]


def metric_choices(chosen: tuple[str, ...]) -> list[dict[str, Any]]:
    """Groups of choices that add a metric to those chosen, or leave one out."""
    if not chosen:
        return []
    joined = ", ".join(chosen)
    more = [[f"{joined}, {name}", f"+ {name}"] for name in METRICS if name not in chosen]
    groups = [{"group": f"{joined} and", "options": more}]
    if len(chosen) > 1:
        less = [[", ".join(name for name in chosen if name != out), f"− {out}"] for out in chosen]
        groups.append({"group": "without", "options": less})
    return groups


def form_state(form: TrainingForm) -> dict[str, Any]:
    """What the whole form shows, by field; nothing without a compile call."""
    if not form.present:
        return {}
    return {spec["name"]: field_state(form, spec["name"]) for spec in FIELDS}


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


class FieldGrid(Panel):
    """Fields side by side, each a native control with a label."""

    subject = param.String(doc="its name among the page's tabs")
    empty = param.String(doc="HTML: what is shown when there are no states")
    fields = param.List(doc='{"name", "label", "kind", …} of every field')
    states = param.Dict(default={}, doc="what each field shows, by name")

    _esm = with_fields("field_grid.js")


class CompileForm(ControlPanel):
    """The panel "Compile"."""

    def __init__(self, session: Session) -> None:
        self._form = TrainingForm()
        self.panel: FieldGrid = FieldGrid(
            self._entered,
            subject="compile",
            empty="Choices, once the program calls <code>model.compile(…)</code>",
            fields=FIELDS,
        )
        super().__init__(session)

    @property
    def present(self) -> bool:
        """The program has a compile call."""
        return self._form.present

    def read(self, source: str) -> None:
        self._form = read_form(source)
        state = form_state(self._form)
        if state != self.panel.states:
            self.panel.states = state

    def _entered(self, message: Message) -> None:
        name, entered = message.get("field"), message.get("value")
        if not isinstance(entered, str) or name not in {spec["name"] for spec in FIELDS}:
            return
        write_training(self, str(name), entered)


def write_training(panel: ControlPanel, name: str, entered: str) -> None:
    """Change one argument of compile or fit, and the learning rate of a fit that is going on."""
    went_well = panel.write(
        name, lambda source: write_form(source, name, read_value(name, entered))
    )
    session = panel._session
    if went_well and name == "learning_rate" and session.busy:
        session.set_learning_rate(read_value(name, entered))
