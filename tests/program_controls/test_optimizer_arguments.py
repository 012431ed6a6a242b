"""The optimizer's own arguments and the text of the program say the same."""

import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.program_controls import (
    InCode,
    OptimizerForm,
    read_form,
    read_optimizer,
    write_form,
    write_optimizer,
)
from playground.training_options import OPTIMIZERS, optimizer_parameters
from tests.program_controls.programs import comments, programs

PROGRAM = 'import keras\nmodel.compile(optimizer={}, loss="mse")  # é\n'


NOT_OFFERED = {  # by the form: they change how often weights change, or only a name
    *("name", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps")
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_arguments_and_defaults_are_those_of_the_optimizers(name):
    real = getattr(keras.optimizers, OPTIMIZERS[name][0])
    known = {
        key: parameter.default
        for key, parameter in inspect.signature(real.__init__).parameters.items()
        if key not in ("self", "learning_rate", "shared", "options", "kwargs")
    }
    ours = optimizer_parameters(name)
    own = {key: default for key, default in known.items() if key in ours}
    assert list(own) == [key for key in ours if key in own] and own.items() <= ours.items()
    assert known.keys() - ours.keys() <= NOT_OFFERED
    config = real().get_config()
    assert {key: config[key] for key in ours} == ours


@pytest.mark.parametrize(
    ("optimizer", "argument", "value"),
    [
        ("'sgd'", "momentum", 0.0),
        ("keras.optimizers.SGD(0.1, 0.9, True)", "momentum", 0.9),
        ("keras.optimizers.SGD(0.1, 0.9, True)", "nesterov", True),
        ("keras.optimizers.SGD(nesterov=flag)", "nesterov", InCode("flag")),
        ("keras.optimizers.SGD(clipnorm=None)", "clipnorm", None),
        ("keras.optimizers.Adam(**options)", "beta_1", InCode("**options")),
    ],
)
def test_it_reads_them(optimizer, argument, value):
    assert read_optimizer(PROGRAM.format(optimizer)).arguments[argument] == value


@pytest.mark.parametrize(
    ("before", "argument", "value", "after"),
    [
        ("'sgd'", "momentum", 0.9, "keras.optimizers.SGD(momentum=0.9)"),
        ("'sgd'", "momentum", 0.0, "'sgd'"),
        ("keras.optimizers.SGD(0.1)", "nesterov", True, "keras.optimizers.SGD(0.1, nesterov=True)"),
        (
            "keras.optimizers.SGD(0.1, nesterov=True)", "momentum", 0.5,
            "keras.optimizers.SGD(0.1, momentum=0.5, nesterov=True)",
        ),
        ("keras.optimizers.Adam(clipnorm=1.0)", "clipnorm", None, "keras.optimizers.Adam(clipnorm=None)"),
        ("keras.optimizers.Adam(beta_1=b)", "beta_1", 0.5, "keras.optimizers.Adam(beta_1=b)"),
        ("mine", "momentum", 0.5, "mine"),
    ],
)  # fmt: skip
def test_it_writes_them(before, argument, value, after):
    assert write_optimizer(PROGRAM.format(before), argument, value) == PROGRAM.format(after)


def test_what_an_optimizer_does_not_have_is_refused():
    source = PROGRAM.format("'adam'")
    for argument, value in [
        ("momentum", 0.9),
        ("beta_1", True),
        ("amsgrad", 0.5),
        ("beta_1", float("nan")),
    ]:
        with pytest.raises(ValueError, match=r"expected|no such argument"):
            write_optimizer(source, argument, value)
    assert read_optimizer("x = 1") == OptimizerForm()


def test_another_optimizer_keeps_the_arguments_that_it_has_too():
    source = PROGRAM.format("keras.optimizers.Adam(0.1, beta_1=0.8, amsgrad=True, clipnorm=1.0)")
    assert write_form(source, "optimizer", "nadam") == PROGRAM.format(
        "keras.optimizers.Nadam(0.1, beta_1=0.8, clipnorm=1.0)"
    )


@settings(max_examples=100, deadline=None)
@given(programs(), st.sampled_from(sorted(OPTIMIZERS)), st.data())
def test_what_is_written_is_what_is_read_and_nothing_else_changes(source, optimizer, data):
    source = write_form(source, "optimizer", optimizer)
    for _ in range(3):
        before = read_optimizer(source)
        argument = data.draw(st.sampled_from(list(before.arguments)))
        flag = isinstance(before.arguments[argument], bool)
        value = data.draw(st.booleans() if flag else st.floats(0.0, 10.0))
        written = write_optimizer(source, argument, value)
        assert read_optimizer(written).arguments == {**before.arguments, argument: value}
        assert write_optimizer(written, argument, value) == written
        assert comments(written) == comments(source)
        assert read_form(written) == read_form(source)
        source = written
