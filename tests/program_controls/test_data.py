"""The data controls, the features and the text of the program say the same, in both directions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import datasets
from playground.events import Finished, Picture
from playground.program_controls import (
    DATA_SETS,
    FEATURES,
    DataForm,
    FeatureForm,
    InCode,
    add_layer,
    read_data,
    read_features,
    read_layers,
    regenerate,
    remove_layer,
    write_data,
    write_feature,
)
from tests.program_controls.programs import comments, programs, shipped
from tests.programs import run

HEAD = "import keras\nfrom playground import datasets\n"
END = "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile('sgd', 'mse')\nmodel.fit(x, y, verbose=0)\n"


def program(data: str) -> str:
    return f"{HEAD}{data}\n{END}"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("x, y = datasets.xor()", DataForm("xor", 500, 0.1, 0)),
        ("x, y = datasets.xor(300, noise=0.2, seed=7)", DataForm("xor", 300, 0.2, 7)),
        (
            "x, y = datasets.moons(n=N, seed=s())",
            DataForm("moons", InCode("N"), 0.1, InCode("s()")),
        ),
        ("points, y = datasets.spiral()\nx = points[:400]", DataForm("spiral", 500, 0.05, 0)),
        ("x, y = datasets.plane(**how)", DataForm("plane", *(InCode("**how"),) * 3)),
        ("from playground.datasets import circle as c\nx, y = c(9)", DataForm("circle", 9, 0.1, 0)),
        ("x, y = load(3)", DataForm(InCode("load(3)"))),
        ("t, y = datasets.xor()\nx = numpy.array(t)", DataForm(InCode("numpy.array(t)"))),
    ],
)
def test_it_reads_what_the_model_is_fit_on(data, form):
    assert read_data(program(data)) == form


def test_without_data_there_is_nothing_to_show_or_write():
    for source in ("", "x = 1", "model.compile('sgd')"):
        assert read_data(source) == DataForm()
        assert write_data(source, "n", 3) == regenerate(source) == source
    in_code = program("x, y = load(3)")
    assert write_data(in_code, "data_set", "xor") == in_code


def test_validation_and_test_data_stay_of_the_same_kind():
    source = program(
        "x, y = datasets.xor(n=500, noise=0.2, seed=1)  # to learn\n"
        "tx, ty = datasets.xor(n=100, noise=0.2, seed=2)  # to test\n"
        "ox, oy = datasets.circle(noise=0.2)"
    )
    assert write_data(source, "data_set", "moons") == source.replace("xor", "moons")
    assert write_data(source, "noise", 0.3).count("noise=0.3") == 2
    assert write_data(source, "n", 400) == source.replace("n=500", "n=400")
    assert regenerate(source) == source.replace("seed=1", "seed=3")


def test_an_imported_data_set_is_swapped_for_one_that_the_program_can_name():
    source = program("from playground.datasets import xor\nx, y = xor(n=9)\na, b = xor()")
    source = source.replace("from playground import datasets\n", "")
    swapped = write_data(source, "data_set", "moons")
    assert (
        "from playground.datasets import moons, xor\nx, y = moons(n=9)\na, b = moons()" in swapped
    )
    assert read_data(swapped).data_set == "moons"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("data_set", "mnist"), ("n", 0), ("n", 1.5), ("noise", -1), ("noise", "1")),
        *(("seed", -1), ("seed", True), ("m", 1)),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(field, value):
    with pytest.raises(ValueError, match="expected"):
        write_data(program("x, y = datasets.xor()"), field, value)


changes = st.one_of(
    st.tuples(st.just("data_set"), st.sampled_from(DATA_SETS)),
    st.tuples(st.just("n"), st.integers(1, 5000)),
    st.tuples(st.just("noise"), st.floats(0.0, 3.0)),
    st.tuples(st.just("seed"), st.integers(0, 2**31)),
)


@settings(max_examples=100, deadline=None)
@given(programs(), st.lists(changes, min_size=1, max_size=4))
def test_what_is_written_is_what_is_read_and_nothing_else_changes(source, many):
    layers = read_layers(source)
    for field, value in many:
        written = write_data(source, field, value)
        old, new = read_data(source), read_data(written)
        assert getattr(new, field) == value
        for other in ("data_set", "n", "noise", "seed"):
            assert other == field or getattr(new, other) == getattr(old, other)
        assert write_data(written, field, value) == written
        assert write_data(written, field, getattr(old, field)) == source
        assert comments(written) == comments(source)
        source = written
    assert read_layers(source) == layers


# ---------------------------------------------------------------------------------------------- features
XOR = program("# four squares\nx, y = datasets.xor()  # é")


def test_a_first_feature_writes_a_layer_that_says_what_it_does():
    source = write_feature(XOR, "x1x2", True)
    assert '''

class Features(keras.layers.Layer):
    """What the model is given of every point (x1, x2)."""

    def call(self, inputs):
        x1, x2 = inputs[:, 0], inputs[:, 1]
        return keras.ops.stack([x1, x2, x1 * x2], axis=1)


model = keras.Sequential([Features(), keras.layers.Dense(1)])
''' in source  # fmt: skip
    assert read_features(source) == FeatureForm(("x1", "x2", "x1x2"), (), True)
    without = write_feature(write_feature(source, "x1", False), "x2", False)
    assert "stack([x1 * x2], axis=1)" in without
    with pytest.raises(ValueError, match="at least one feature"):
        write_feature(without, "x1x2", False)
    assert write_feature(source, "x1x2", False) == source.replace(", x1 * x2]", "]")


def test_features_of_the_learners_own_layer_are_read_and_other_ones_kept():
    own = """\
class Polar(keras.layers.Layer):
    def call(self, points):
        r = tf.sqrt(points[:, 0] ** 2 + points[:, 1] ** 2)
        return tf.stack(
            [
                points[:, 1] * points[:, 0],  # both
                r,
                tf.sin(points[:, 0]),
            ],
            axis=-1,
        )

"""
    source = XOR.replace("# four", own + "# four").replace(
        "[keras.layers", "[Polar(), keras.layers"
    )
    assert read_features(source) == FeatureForm(("x1x2", "sin x1"), ("r",), True)
    more = write_feature(source, "sin x2", True)
    line = "                tf.sin(points[:, 0]),\n"
    assert more == source.replace(line, line + "                tf.sin(points[:, 1]),\n")
    assert write_feature(more, "sin x2", False) == source
    assert "# both" in write_feature(source, "x1x2", False)


def test_a_layer_that_was_taken_out_of_the_model_is_used_again():
    source = write_feature(XOR, "sin x1", True)
    without = remove_layer(source, 0)
    assert read_features(without).on == ("x1", "x2")
    again = write_feature(without, "x2²", True)
    assert again.count("class Features") == 1
    assert read_features(again).on == ("x1", "x2", "x2²")


def test_a_model_in_code_has_no_features_to_choose():
    source = XOR.replace("[keras.layers.Dense(1)]", "layers")
    assert read_features(source) == FeatureForm()
    assert write_feature(source, "x1x2", True) == source
    with pytest.raises(ValueError, match="expected one of"):
        write_feature(source, "x3", True)


def test_a_model_with_every_feature_trains_and_its_boundary_stays_in_the_plane():
    source = XOR
    for name in FEATURES:
        source = write_feature(source, name, True)
    events = run(source)
    assert isinstance(events[-1], Finished), events[-1]
    assert events.of(Picture)[-1].surface is not None
    x, _ = datasets.xor()
    assert x.shape == (500, 2)


@settings(max_examples=100, deadline=None)
@given(programs(), st.lists(st.sampled_from(FEATURES), min_size=1, max_size=6))
def test_a_switch_is_read_back_and_the_rest_of_the_model_stays(source, switches):
    start = read_layers(source)
    if not read_features(source).changeable:
        assert write_feature(source, switches[0], True) == source
        return
    written = source
    for feature in switches:
        on = read_features(written).on
        if on == (feature,):
            continue
        before, written = written, write_feature(written, feature, feature not in on)
        wanted = set(on) ^ {feature}
        assert set(read_features(written).on) == wanted
        assert write_feature(written, feature, feature in wanted) == written
        assert set(read_features(write_feature(written, feature, feature in on)).on) == set(on)
        assert comments(written) == comments(before)
    rows = read_layers(written).rows
    assert [r.amount for r in rows if r.class_name != "Features"] == [r.amount for r in start.rows]
    if written != source:
        assert sum(r.class_name == "Features" for r in rows) == 1


@pytest.mark.parametrize("source", shipped().values(), ids=shipped().keys())
def test_every_shipped_program_can_be_controlled(source):
    form = read_features(source)
    if form.changeable:
        written = write_feature(source, "x1x2", True)
        assert read_features(written).on == ("x1", "x2", "x1x2")
        assert comments(written) == comments(source)
        assert len(read_layers(add_layer(written, None)).rows) == len(read_layers(written).rows) + 1
    if isinstance(read_data(source).data_set, str):
        written = write_data(source, "data_set", "plane")
        assert read_data(written).data_set == "plane"
        assert comments(written) == comments(source)
        assert read_data(regenerate(source)).seed != read_data(source).seed
