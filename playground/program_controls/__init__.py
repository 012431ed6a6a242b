"""The compile form and the program say the same: read `model.compile(…)` and `model.fit(…)`, rewrite them.

`read_form` finds the model that is fit last and says how it is compiled and fit. `write_form` changes one argument
and leaves every other character as it is. What the form cannot show, an expression, is an `InCode`: the form shows
its text and never writes over it.
"""

from __future__ import annotations

import math
from typing import Any

from playground.program_controls.program_text import apply_edits
from playground.program_controls.training_calls import TrainingCalls
from playground.program_controls.training_edits import TrainingEdits
from playground.program_controls.training_form import (
    COMPILE_FIELDS,
    FIT_FIELDS,
    InCode,
    TrainingForm,
)

__all__ = ["COMPILE_FIELDS", "FIT_FIELDS", "InCode", "TrainingForm", "read_form", "write_form"]


def read_form(source: str) -> TrainingForm:
    """What `source` says. Raises SyntaxError when it does not parse."""
    return TrainingCalls(source).form()


def write_form(source: str, field: str, value: Any) -> str:
    """`source` with `field` set to `value`, a str, float, int or tuple of str as in TrainingForm.

    Unchanged when the program says so already, when it says it in code of its own (InCode), and when it has no call to
    write to. `batch_size` may be None: Keras's default. Raises SyntaxError when `source` does not parse, ValueError
    for a field or a value that does not exist.
    """
    checked = _check_value(field, value)
    training = TrainingEdits(source)
    current = getattr(training.form(), field)
    if current == checked or isinstance(current, InCode):
        return source
    return apply_edits(source, training.edits(field, checked))


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
