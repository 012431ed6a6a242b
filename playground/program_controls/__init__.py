"""What the controls of the page and the program say is the same: each control reads the program's text and edits it.

`read_…` says what a control shows, `write_…` and the like give the program's text with one thing changed and every
other character as it is. All of them look at the model that is fit last. What a control cannot show, an expression,
is an `InCode`: the control shows its text and never writes over it; asked to, it returns the text unchanged.

Every function raises SyntaxError for text that is no program, and ValueError for a value that makes no sense.
"""

from __future__ import annotations

import math
from typing import Any

from playground.program_controls.data_form import DATA_SETS, DataCalls, DataForm
from playground.program_controls.features import FEATURES, FeatureEdits, FeatureForm
from playground.program_controls.in_code import InCode
from playground.program_controls.layer_edits import LayerEdits
from playground.program_controls.layer_form import REGULARIZERS, LayerForm, LayerRow, ModelLayers
from playground.program_controls.layer_signatures import ACTIVATIONS
from playground.program_controls.optimizer_arguments import OptimizerArguments, OptimizerForm
from playground.program_controls.program_text import apply_edits
from playground.program_controls.training_calls import TrainingCalls
from playground.program_controls.training_edits import TrainingEdits
from playground.program_controls.training_form import COMPILE_FIELDS, FIT_FIELDS, TrainingForm

__all__ = [
    "ACTIVATIONS",
    "COMPILE_FIELDS",
    "DATA_SETS",
    "FEATURES",
    "FIT_FIELDS",
    "REGULARIZERS",
    "DataForm",
    "FeatureForm",
    "InCode",
    "LayerForm",
    "LayerRow",
    "OptimizerForm",
    "TrainingForm",
    "add_layer",
    "read_data",
    "read_features",
    "read_form",
    "read_layers",
    "read_optimizer",
    "regenerate",
    "remove_layer",
    "write_data",
    "write_feature",
    "write_form",
    "write_layer",
    "write_optimizer",
]


# ------------------------------------------------------------------------------------------- compile and fit
def read_form(source: str) -> TrainingForm:
    """How the program compiles and fits."""
    return TrainingCalls(source).form()


def write_form(source: str, field: str, value: Any) -> str:
    """`field` set to `value`, a str, float, int or tuple of str as in TrainingForm.

    `batch_size` may be None: Keras's default.
    """
    checked = _check_value(field, value)
    training = TrainingEdits(source)
    current = getattr(training.form(), field)
    if current == checked or isinstance(current, InCode):
        return source
    return apply_edits(source, training.edits(field, checked))


def read_optimizer(source: str) -> OptimizerForm:
    """The optimizer's own arguments."""
    return OptimizerArguments(source).form()


def write_optimizer(source: str, argument: str, value: float | bool | None) -> str:
    """One argument of the optimizer set; None is its default."""
    return apply_edits(source, OptimizerArguments(source).edits(argument, value))


# ---------------------------------------------------------------------------------------------------- layers
def read_layers(source: str) -> LayerForm:
    """The layers of the model."""
    return ModelLayers(source).form()


def write_layer(source: str, index: int, field: str, value: Any) -> str:
    """Layer `index` with "amount", "activation", "regularizer" or "regularizer_rate" set, as in LayerRow."""
    layers = LayerEdits(source)
    _check_layer(layers.form(), index, field, value)
    return apply_edits(source, layers.set_field(index, field, value))


def add_layer(source: str, index: int | None) -> str:
    """One more layer, like its neighbours: after layer `index`, or before all of them (None)."""
    layers = LayerEdits(source)
    if index is not None:
        _check_index(layers.form(), index)
    return apply_edits(source, layers.add(index))


def remove_layer(source: str, index: int) -> str:
    """The model without layer `index`."""
    layers = LayerEdits(source)
    _check_index(layers.form(), index)
    return apply_edits(source, layers.remove(index))


# ------------------------------------------------------------------------------------------------------ data
def read_data(source: str) -> DataForm:
    """The data that the model is fit on."""
    return DataCalls(source).form()


def write_data(source: str, field: str, value: Any) -> str:
    """ "data_set", "n", "noise" or "seed" set."""
    return apply_edits(source, DataCalls(source).edits(field, value))


def regenerate(source: str) -> str:
    """Other data of the same kind: a seed that the program does not use yet."""
    data = DataCalls(source)
    seed = data.unused_seed()
    return source if seed is None else apply_edits(source, data.edits("seed", seed))


def read_features(source: str) -> FeatureForm:
    """Which functions of a point the model is given."""
    return FeatureEdits(source).feature_form()


def write_feature(source: str, feature: str, on: bool) -> str:
    """One of FEATURES switched on or off."""
    return apply_edits(source, FeatureEdits(source).feature_edits(feature, on))


# ---------------------------------------------------------------------------------------------------- checks
def _check_index(form: LayerForm, index: int) -> None:
    if not 0 <= index < len(form.rows):
        raise ValueError(f"expected one of {len(form.rows)} layers, received {index!r}")


def _check_layer(form: LayerForm, index: int, field: str, value: Any) -> None:
    _check_index(form, index)

    def expected(what: str) -> ValueError:
        return ValueError(f"{field}: expected {what}, received {value!r}")

    if field in ("activation", "regularizer"):
        choices = ACTIVATIONS if field == "activation" else REGULARIZERS
        if value not in choices:
            raise expected(f"one of {', '.join(choices)}")
        return
    if field not in ("amount", "regularizer_rate"):
        raise ValueError(f"a layer has no field {field!r}")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise expected("a number")
    if field == "amount" and form.rows[index].amount_name != "rate":
        if not isinstance(value, int) or value < 1:
            raise expected("a whole number, at least 1")
    elif value < 0 or (field == "amount" and value >= 1):
        raise expected("0 or more" + (", less than 1" if field == "amount" else ""))


def _check_value(field: str, value: Any) -> Any:
    def expected(what: str) -> ValueError:
        return ValueError(f"{field}: expected {what}, received {value!r}")

    if field in ("optimizer", "loss"):
        if not isinstance(value, str) or not value:
            raise expected("a name")
        return value
    if field == "metrics":
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise expected("a list of names")
        return tuple(value)
    if field == "batch_size" and value is None:
        return None
    if field in (*COMPILE_FIELDS, *FIT_FIELDS):
        whole = field in ("epochs", "batch_size")
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not math.isfinite(value)
        ):
            raise expected("a whole number" if whole else "a finite number")
        if whole and value != int(value):
            raise expected("a whole number")
        return int(value) if whole else float(value)
    raise ValueError(f"expected one of {COMPILE_FIELDS + FIT_FIELDS}, received {field!r}")
