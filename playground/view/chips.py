"""The bar of chips: what the program says about data and training, each a button that opens its controls."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path
from typing import Any

import param

from playground.program_controls import InCode, TrainingForm, read_form
from playground.program_controls.own_data import named_data
from playground.session import Launched, Opened, Session
from playground.view.component import Component
from playground.view.control_panel import ControlPanel
from playground.view.data_controls import DataControls
from playground.view.layer_controls import LayerControls
from playground.view.markup import cut

LONGEST = 26


@dataclasses.dataclass(frozen=True)
class Chip:
    """One button. `panel` and `fields` are what it opens: "compile", "data" or "layers", and of the first which fields.

    `quiet` is said before `value` while there is room; `label` is the whole name that a screen reader says.
    """

    id: str
    label: str
    quiet: str
    value: str
    panel: str = "compile"
    fields: tuple[str, ...] = ()
    group: int = 0  # a hairline stands between groups
    changed: bool = False  # since the last run

    def state(self) -> dict[str, Any]:
        return dataclasses.asdict(self) | {"fields": list(self.fields)}


# id: (label, what is said quietly before or after the value, the fields of the popover, the group)
TRAINING: dict[str, tuple[str, str, tuple[str, ...], int]] = {
    "optimizer": ("Optimizer", "", ("optimizer", "learning_rate"), 1),
    "loss": ("Loss", "loss", ("loss",), 1),
    "metrics": ("Metrics", "watch", ("metrics",), 1),
    "epochs": ("Epochs", "epochs", ("epochs",), 2),
    "batch_size": ("Batch size", "batch", ("batch_size",), 2),
    "validation_split": ("Validation split", "validation", ("validation_split",), 0),
}


def value_text(value: object, missing: str = "none") -> str:
    """As a chip shows it: a number, a name, "in code"."""
    if isinstance(value, InCode):
        return "in code"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or missing
    if isinstance(value, float):
        return f"{value:g}"
    return missing if value is None else str(value)


def training_chips(form: TrainingForm, last: TrainingForm | None) -> list[Chip]:
    """Of compile and fit; none before the program compiles. `last` is what the last run had."""
    if not form.present:
        return []
    chips = []
    for id, (label, quiet, fields, group) in TRAINING.items():
        if group != 1 and not form.has_fit:
            continue
        missing = {"batch_size": "32", "epochs": "1"}.get(id, "none")
        value = value_text(getattr(form, id), missing)
        if id == "optimizer" and form.learning_rate is not None:
            value = f"{value} {value_text(form.learning_rate)}"
        changed = last is not None and any(getattr(form, f) != getattr(last, f) for f in fields)
        chips.append(Chip(id, label, quiet, cut(value, LONGEST), "compile", fields, group, changed))
    return chips


def data_chip(data: dict[str, Any]) -> list[Chip]:
    """The data set and its size, once the program makes its data with `datasets`."""
    if not data["full"]:
        return []
    name, size = data["data_set"], data["fields"]["n"]
    value = (
        (named_data(name["in_code"]) or "in code")
        if name["in_code"]
        else name["value"] or "features"
    )
    more = f" n={size['value']}" if size["value"] else ""
    return [Chip("data", "Data", "data", cut(value + more, LONGEST), "data")]


def layers_chip(layers: dict[str, Any]) -> list[Chip]:
    """How many layers there are to change."""
    count = len(layers["rows"])
    if not count and not layers["in_code"]:
        return []
    value = "in code" if not count else f"{count} layer{'s' if count != 1 else ''}"
    return [Chip("layers", "Layers", "", value, "layers", (), 3)]


class ChipBar(Component):
    """`chips` are the buttons, in order."""

    chips = param.List(default=[], doc="of each Chip its state()")

    _esm = Path(__file__).with_name("chips.js")


class Chips:
    """Follows the program's text by way of the controls, which read it."""

    def __init__(self, session: Session, data: DataControls, layers: LayerControls) -> None:
        self._session = session
        self._controls: tuple[ControlPanel, ...] = (data, layers)
        self._data, self._layers = data, layers
        self._form = TrainingForm()
        self._last: TrainingForm | None = None  # what the last run had
        self.panel = ChipBar()
        self._draw()

    def show(self, items: list) -> None:
        for item in items:
            if isinstance(item, Launched):
                self._read()
                self._last = self._form
            elif isinstance(item, Opened):
                self._last = None
        self._draw()

    def _read(self) -> None:
        # Half-typed text: the bar keeps what it showed.
        with contextlib.suppress(SyntaxError, ValueError, RecursionError):
            self._form = read_form(self._session.source)

    def _draw(self) -> None:
        self._read()
        training = training_chips(self._form, self._last)
        chips = [
            *data_chip(self._data.panel.data),
            *(chip for chip in training if chip.group == 0),
            *(chip for chip in training if chip.group != 0),
            *layers_chip(self._layers.panel.layers),
        ]
        states = [chip.state() for chip in chips]
        if states != self.panel.chips:
            self.panel.chips = states
