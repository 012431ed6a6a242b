"""The layer controls: a row for each layer of the model; a layer more, a layer less."""

from __future__ import annotations

from typing import Any

import param

from playground.program_controls import (
    ACTIVATIONS,
    REGULARIZERS,
    InCode,
    LayerForm,
    LayerRow,
    add_layer,
    read_layers,
    remove_layer,
    write_layer,
)
from playground.session import Session
from playground.view.component import Message
from playground.view.control_panel import (
    LONGEST_CODE,
    ControlPanel,
    Panel,
    entered_number,
    value_state,
    with_fields,
)

FIELDS = ("amount", "activation", "regularizer", "regularizer_rate")
STEPS = {"rate": 0.1}  # of the buttons − and +; units and filters go by one


def row_state(row: LayerRow) -> dict[str, Any]:
    """What one row shows. A field that the layer does not have is missing."""
    in_code = isinstance(row.class_name, InCode)
    name = row.class_name.text if isinstance(row.class_name, InCode) else row.class_name
    fields = {f: value_state(getattr(row, f)) for f in FIELDS if getattr(row, f) is not None}
    if row.amount_name == "":
        fields.pop("amount", None)
    amount = row.amount if isinstance(row.amount, int | float) else 0
    whole = row.amount_name != "rate"
    return {
        "name": " ".join(name.split())[:LONGEST_CODE],
        "in_code": in_code,
        "unit": (row.amount_name or "units").capitalize(),
        "fields": fields,
        "can_lose": amount > (1 if whole else 0),
        "can_gain": whole or amount < 0.9,
        "removable": row.removable,
        "extendable": row.extendable,
    }


def layer_state(form: LayerForm) -> dict[str, Any]:
    """What the whole panel shows. `first` is the index that a layer before all others gets."""
    in_code = " ".join(form.in_code.split())
    inputs = [row.class_name in ("Input", "InputLayer") for row in form.rows]
    return {
        "rows": [row_state(row) for row in form.rows],
        "in_code": in_code if len(in_code) <= LONGEST_CODE else in_code[: LONGEST_CODE - 1] + "…",
        "startable": form.startable,
        "model": form.model,
        "first": inputs.index(False) if False in inputs else 0,
    }


class LayerRows(Panel):
    """One row for each layer."""

    layers = param.Dict(
        default={"rows": [], "in_code": "", "startable": False, "first": 0, "model": ""}
    )
    choices = param.Dict(
        default={"activation": list(ACTIVATIONS), "regularizer": list(REGULARIZERS)}
    )

    _esm = with_fields("layer_controls.js")


class LayerControls(ControlPanel):
    """The panel "Layers"."""

    def __init__(self, session: Session) -> None:
        self._form = LayerForm()
        self.panel: LayerRows = LayerRows(self._entered)
        super().__init__(session)

    def read(self, source: str) -> None:
        self._form = read_layers(source)
        state = layer_state(self._form)
        if state != self.panel.layers:
            self.panel.layers = state

    def _entered(self, message: Message) -> None:
        if "add" in message:
            after = message["add"]
            if after is None or _is_index(after):
                self.write("", lambda source: add_layer(source, after))
            return
        if "remove" in message:
            if _is_index(gone := message["remove"]):
                self.write("", lambda source: remove_layer(source, gone))
            return
        index, field = message.get("layer"), message.get("field")
        if not _is_index(index) or field not in FIELDS:
            return
        self.write(f"{index}.{field}", lambda source: self._written(source, message))

    def _written(self, source: str, message: Message) -> str:
        index, field = message["layer"], message["field"]
        if field in ("activation", "regularizer"):
            return write_layer(source, index, field, message.get("value"))
        rows = read_layers(source).rows
        row = rows[index] if index < len(rows) else LayerRow("")
        whole = field == "amount" and row.amount_name != "rate"
        label = (row.amount_name if field == "amount" else "rate").capitalize()
        if (
            "step" in message
        ):  # counted from the program as it is, however fast the button is pressed
            if not isinstance(row.amount, int | float) or message["step"] not in (-1, 1):
                return source
            step = message["step"] * STEPS.get(row.amount_name, 1)
            return write_layer(source, index, field, round(row.amount + step, 6))
        value = entered_number(label, message, whole)
        if value is None:
            raise ValueError(f"{label}: expected a number")
        return write_layer(source, index, field, value)


def _is_index(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
