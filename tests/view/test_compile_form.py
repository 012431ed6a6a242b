"""The form shows what the program says and refuses what makes no sense."""

import pytest

from playground.program_controls import InCode, TrainingForm, read_form, write_form
from playground.view.compile_form import form_state, read_value

PROGRAM = """
model.compile(optimizer=keras.optimizers.RMSprop(learning_rate=1e-4), loss="mse", metrics=["accuracy", "mae"])
model.fit(x, y, epochs=5, batch_size=size, validation_split=0.2)
"""


def test_fields_show_what_the_program_says() -> None:
    fields = form_state(read_form(PROGRAM))
    assert fields["optimizer"]["value"] == "rmsprop"
    assert float(fields["learning_rate"]["value"]) == 1e-4
    assert fields["metrics"]["value"] == "accuracy, mae"
    assert fields["epochs"]["value"] == "5"
    assert fields["batch_size"]["value"] == "" and fields["batch_size"]["in_code"] == "size"
    assert fields["validation_split"]["value"] == "0.2"


def test_without_a_compile_call_there_is_no_form() -> None:
    assert form_state(TrainingForm()) == {}


def test_without_a_fit_call_its_fields_are_off() -> None:
    fields = form_state(TrainingForm(present=True))
    assert fields["epochs"]["off"] and not fields["loss"]["off"]


def test_code_is_shown_on_one_line() -> None:
    form = TrainingForm(present=True, loss=InCode("lambda t, p:\n    abs(t - p)"))
    assert form_state(form)["loss"]["in_code"] == "lambda t, p: abs(t - p)"


def test_metrics_are_added_to_those_chosen_and_left_out() -> None:
    state = form_state(read_form(PROGRAM))["metrics"]
    more, less = state["more"]
    assert ["accuracy, mae, auc", "+ auc"] in more["options"]
    assert not any(text == "+ mae" for _, text in more["options"])
    assert less["options"] == [["mae", "− accuracy"], ["accuracy", "− mae"]]
    for entered, _ in (*more["options"], *less["options"]):
        names = read_value("metrics", entered)
        assert read_form(write_form(PROGRAM, "metrics", names)).metrics == names


@pytest.mark.parametrize(
    ("name", "entered", "value"),
    [
        ("optimizer", "adam", "adam"),
        ("metrics", "accuracy, mae", ("accuracy", "mae")),
        ("metrics", "", ()),
        ("learning_rate", "1e-3", 0.001),
        ("epochs", "20", 20),
        ("epochs", "20.0", 20),
        ("batch_size", "", None),
        ("validation_split", "0", 0.0),
    ],
)
def test_entries_become_values(name: str, entered: str, value: object) -> None:
    assert read_value(name, entered) == value


@pytest.mark.parametrize(
    ("name", "entered", "said"),
    [
        ("epochs", "0", "1 to"),
        ("epochs", "2.5", "whole"),
        ("epochs", "", "a number"),
        ("learning_rate", "0", "more than 0"),
        ("learning_rate", "-1", "more than 0"),
        ("learning_rate", "inf", "finite"),
        ("validation_split", "1", "0 to 0.99"),
        ("batch_size", "many", "received 'many'"),
    ],
)
def test_entries_that_make_no_sense_are_refused_with_reasons(
    name: str, entered: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        read_value(name, entered)
