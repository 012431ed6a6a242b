"""What the editor knows of the engine's names: everything a learner may call has arguments with sentences."""

import json

import pytest

from playground.training_options import LOSSES, METRICS, OPTIMIZERS, optimizer_parameters
from playground.view.reference import list_of, reference

PLACES = "layers optimizers optimizers.schedules losses metrics initializers regularizers constraints callbacks"
NO_SENTENCE = {"AUCCurve", "AUCSummationMethod"}  # enumerations; their arguments are Python's


@pytest.fixture(scope="module")
def made() -> dict:
    return reference()


def thing(made: dict, path: str) -> list:
    space, _, name = path.rpartition(".")
    return made["things"][made["spaces"][space][name]]


def meanings(made: dict, path: str) -> dict[str, str]:
    return {name: made["meanings"][said] for name, _, said in thing(made, path)[3]}


@pytest.mark.parametrize("place", PLACES.split())
def test_every_argument_of_every_class_has_a_sentence(made: dict, place: str) -> None:
    missing = [
        f"{name}.{argument}"
        for name, index in made["spaces"][f"keras.{place}"].items()
        if made["things"][index][1] == "class" and name not in NO_SENTENCE
        for argument, _, said in made["things"][index][3]
        if not made["meanings"][said].endswith((".", "?"))
    ]
    assert not missing


def test_arguments_come_in_keras_order_with_defaults(made: dict) -> None:
    given = [name for name, *_ in thing(made, "keras.layers.Dense")[3]]
    assert given[:4] == ["units", "activation", "use_bias", "kernel_initializer"]
    defaults = {name: default for name, default, _ in thing(made, "keras.layers.LSTM")[3]}
    assert defaults["activation"] == '"tanh"' and defaults["return_sequences"] == "False"
    assert "cell" not in defaults
    given = [name for name, *_ in thing(made, "keras.layers.ConvLSTM2D")[3]]
    assert given[:2] == ["filters", "kernel_size"] and "units" not in given
    given = [name for name, *_ in thing(made, "keras.layers.Conv3DTranspose")[3]]
    assert given[4:6] == ["data_format", "output_padding"] and "groups" not in given
    assert "data_format" not in [name for name, *_ in thing(made, "keras.layers.Cropping1D")[3]]


def test_every_optimizer_argument_of_the_controls_is_explained(made: dict) -> None:
    for name, (class_name, _) in OPTIMIZERS.items():
        said = meanings(made, f"keras.optimizers.{class_name}")
        for argument in ("learning_rate", *optimizer_parameters(name)):
            assert said[argument], (class_name, argument)


def test_every_string_of_the_controls_stands_for_something(made: dict) -> None:
    for kind, table in (("optimizer", OPTIMIZERS), ("loss", LOSSES), ("metrics", METRICS)):
        for string in table:
            assert thing(made, made["meant"][kind][string])[2], string


def test_variables_have_methods_and_the_file_is_the_same_each_time(made: dict) -> None:
    assert {"fit", "compile", "summary", "predict"} <= set(made["methods"]["Model"])
    assert made["things"][made["methods"]["Model"]["fit"]][4] == "History"
    assert json.dumps(made) == json.dumps(reference())


def test_docstrings_are_read_in_both_styles() -> None:
    doc = "Says.\n\nalpha, beta\n    Two numbers. More.\n\nArguments:\n    gamma: another\n        number."
    assert list(list_of(doc)) == [
        (["alpha", "beta"], "Two numbers."),
        (["gamma"], "Another number."),
    ]
