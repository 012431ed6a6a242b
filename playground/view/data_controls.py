"""The data controls: which data set, how many points, how noisy; which features of a point the model is given."""

from __future__ import annotations

import base64
import functools
from typing import Any

import numpy as np
import param

from playground import datasets
from playground.program_controls import (
    DATA_SETS,
    FEATURES,
    DataForm,
    FeatureForm,
    InCode,
    TrainingForm,
    read_data,
    read_features,
    read_form,
    regenerate,
    write_data,
    write_feature,
)
from playground.program_controls.own_data import named_data, own_data_edits
from playground.program_controls.program_text import apply_edits
from playground.session import Session
from playground.view.compile_form import field_state, write_training
from playground.view.component import Message
from playground.view.control_panel import (
    ControlPanel,
    Panel,
    entered_number,
    value_state,
    with_fields,
)

LABELS = {"n": "Size", "noise": "Noise", "seed": "Seed"}
POINTS = 64  # of a data set's picture


@functools.cache
def pictures() -> dict[str, str]:
    """A few points of every data set: x, y (upwards) and label, a byte each, in base64."""
    drawn = {}
    for name in DATA_SETS:
        x, y = getattr(datasets, name)(n=POINTS, seed=1)
        low, high = y.min(), max(y.max(), y.min() + 1e-6)
        table = np.column_stack([x[:, 0] / 5 + 0.5, 0.5 - x[:, 1] / 5, (y - low) / (high - low)])
        drawn[name] = base64.b64encode(np.uint8(np.clip(table, 0, 1) * 255).tobytes()).decode()
    return drawn


def data_state(data: DataForm, features: FeatureForm, training: TrainingForm) -> dict[str, Any]:
    """What the panel shows. `named`: data that are not of the plane, and give way to those when one is chosen."""
    code = data.data_set
    fields = {
        name: value_state(getattr(data, name), off=getattr(data, name) is None) for name in LABELS
    }
    fields["validation_split"] = field_state(training, "validation_split")
    return {
        "full": data.data_set is not None or bool(features.on or features.others),
        "data_set": value_state(data.data_set),
        "named": named_data(code.text) if isinstance(code, InCode) else "",
        "fields": fields,
        "features": list(features.on),
        "others": [" ".join(text.split()) for text in features.others],
        "changeable": features.changeable,
    }


def _with_data_set(source: str, name: str) -> str:
    """The program on another data set of the plane, also when it was on data of another kind."""
    code = read_data(source).data_set
    if name in DATA_SETS and isinstance(code, InCode) and named_data(code.text):
        return apply_edits(source, own_data_edits(source, name, ""))
    return write_data(source, "data_set", name)


class DataChoices(Panel):
    """Pictures to choose from, numbers, features to switch on."""

    data = param.Dict(default={"full": False})
    pictures = param.Dict(default={}, doc="points of every data set")
    features = param.Dict(
        default={name: name.replace("x1", "x₁").replace("x2", "x₂") for name in FEATURES},
        doc="how each feature is called, by its name",
    )

    _esm = with_fields("data_controls.js")


class DataControls(ControlPanel):
    """The panel "Data"."""

    def __init__(self, session: Session) -> None:
        self.panel: DataChoices = DataChoices(self._entered, pictures=pictures())
        super().__init__(session)

    def read(self, source: str) -> None:
        state = data_state(read_data(source), read_features(source), read_form(source))
        if state != self.panel.data:
            self.panel.data = state

    def _entered(self, message: Message) -> None:
        if message.get("regenerate") is True:
            self.write("seed", regenerate)
            return
        feature, on = message.get("feature"), message.get("on")
        if feature in FEATURES and isinstance(on, bool):
            self.write("features", lambda source: write_feature(source, feature, on))
            return
        field, value = message.get("field"), message.get("value")
        if not isinstance(value, str):
            return
        if field == "data_set":
            self.write(field, lambda source: _with_data_set(source, value))
        elif field == "validation_split":
            write_training(self, field, value)
        elif field in LABELS:
            self.write(str(field), lambda source: self._written(source, str(field), message))

    def _written(self, source: str, field: str, message: Message) -> str:
        label = LABELS[field]
        number = entered_number(label, message, whole=field != "noise")
        if number is None:
            raise ValueError(f"{label}: expected a number")
        if field == "n" and number > 100_000:
            raise ValueError(f"{label}: expected 1 to 100000, received {number:g}")
        return write_data(source, field, number)
