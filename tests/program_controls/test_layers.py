"""The layer controls and the text of the program say the same, in both directions."""

import ast
import dataclasses
import inspect

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
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
from playground.program_controls.layer_signatures import KERAS_LAYERS
from tests.program_controls.programs import HEAD, comments, programs, shipped


def rows_of(layers: str) -> tuple[LayerRow, ...]:
    return read_layers(f"{HEAD}model = keras.Sequential([{layers}])").rows


def row_of(layer: str) -> LayerRow:
    return rows_of(layer)[0]


@pytest.mark.parametrize("name", KERAS_LAYERS)
def test_the_parameters_of_kerass_layers_are_as_the_engine_has_them(name):
    real = list(inspect.signature(getattr(keras.layers, name).__init__).parameters)[1:]
    assert list(KERAS_LAYERS[name]) == real[: len(KERAS_LAYERS[name])]


def test_every_activation_and_regularizer_is_one_of_keras():
    for name in ACTIVATIONS:
        assert callable(keras.activations.get(name))
    for name in REGULARIZERS[1:]:
        assert isinstance(getattr(keras.regularizers, name)(), keras.regularizers.Regularizer)


# ------------------------------------------------------------------------------------------------ reading
@pytest.mark.parametrize(
    ("layer", "amount", "activation", "regularizer", "rate"),
    [
        ("layers.Dense(4)", 4, "linear", "none", None),
        ("layers.Dense(units=4, activation='relu')", 4, "relu", "none", None),
        ("layers.Dense(4, keras.activations.tanh)", 4, "tanh", "none", None),
        ("layers.Dense(n, activation=f)", InCode("n"), InCode("f"), "none", None),
        ("layers.Dense(4, None)", 4, "linear", "none", None),
        ("layers.Dense(4, kernel_regularizer='l2')", 4, "linear", "L2", 0.01),
        ("layers.Dense(4, kernel_regularizer=keras.regularizers.L1(0.5))", 4, "linear", "L1", 0.5),
        ("layers.Dense(4, kernel_regularizer=keras.regularizers.l1_l2(l1=.1, l2=.1))", 4, "linear", "L1L2", 0.1),
        ("layers.Dense(4, kernel_regularizer=mine)", 4, "linear", InCode("mine"), None),
        ("SimpleDense(4, tf.nn.relu)", 4, "relu", None, None),
        ("SimpleDense(4)", 4, "linear", None, None),
        ("Mine()", 8, "tanh", "none", None),
        ("wide", 64, "relu", "none", None),
        ("layers.Flatten()", None, None, None, None),
        ("layers.Dropout(0.25)", 0.25, None, None, None),
    ],
)  # fmt: skip
def test_it_reads_what_a_layer_is_told(layer, amount, activation, regularizer, rate):
    row = row_of(layer)
    assert (row.amount, row.activation, row.regularizer, row.regularizer_rate) == (
        *(amount, activation, regularizer, rate),
    )


def test_layers_that_are_not_written_out_are_in_code():
    assert rows_of("make(3), layers.Dense(1)")[0].class_name == "make"
    assert rows_of("tower[0], layers.Dense(1)")[0].class_name == InCode("tower[0]")
    comprehension = "model = keras.Sequential([*more, keras.layers.Dense(1)])"
    assert read_layers(comprehension) == LayerForm(
        in_code="[*more, keras.layers.Dense(1)]", model="model"
    )
    looped = "model = keras.Sequential()\nfor n in (4, 2):\n    model.add(keras.layers.Dense(n))\n"
    assert read_layers(looped).rows[0].class_name == InCode("keras.layers.Dense(n)")
    own = "class M(keras.Model): pass\nmodel = M()\nmodel.compile('sgd')\nmodel.fit(x)"
    assert read_layers(own) == LayerForm(in_code="M()", model="model")


def test_the_model_that_is_fit_last_is_the_one_shown():
    source = """\
a = keras.Sequential([keras.layers.Dense(1)])
b = keras.Sequential([keras.layers.Dense(2)])
a.compile('sgd')
b.compile('sgd')
b.fit(x)
a.fit(x)
"""
    assert [row.amount for row in read_layers(source).rows] == [1]
    assert [row.amount for row in read_layers(source.replace("a.fit(x)", "")).rows] == [2]


def test_it_reads_branches_in_the_order_in_which_they_are_called():
    source = """\
inputs = keras.Input((2,))
a = keras.layers.Dense(1)(inputs)
unused = keras.layers.Dense(7)(inputs)
b = keras.layers.Dense(2)(keras.layers.Dense(3)(inputs))
both = keras.layers.Concatenate()([a, b])
model = keras.Model(inputs, keras.layers.Dense(4)(both))
"""
    form = read_layers(source)
    assert [row.amount for row in form.rows] == [1, 3, 2, None, 4]
    assert [row.removable for row in form.rows] == [True, True, True, False, True]


# ------------------------------------------------------------------------------------------------ writing
@pytest.mark.parametrize(
    ("before", "field", "value", "after"),
    [
        ("layers.Dense(4)", "amount", 8, "layers.Dense(8)"),
        ("layers.Dense( units = 4 )", "amount", 8, "layers.Dense( units = 8 )"),
        ("layers.Dense(4)", "activation", "tanh", 'layers.Dense(4, activation="tanh")'),
        ("layers.Dense(4, 'relu')", "activation", "tanh", "layers.Dense(4, 'tanh')"),
        ("layers.Dense(4, 'relu')", "activation", "linear", "layers.Dense(4, 'linear')"),
        ("SimpleDense(4)", "activation", "relu", "SimpleDense(4, activation=keras.activations.relu)"),
        ("SimpleDense(4, tf.nn.relu)", "activation", "tanh", "SimpleDense(4, tf.nn.tanh)"),
        ("SimpleDense(4, tf.nn.relu)", "activation", "mish", "SimpleDense(4, keras.activations.mish)"),
        ("SimpleDense(4, tf.nn.relu)", "activation", "linear", "SimpleDense(4, None)"),
        ("Mine()", "activation", "relu", 'Mine(activation="relu")'),
        ("Mine()", "amount", 3, "Mine(units=3)"),
        ("layers.Dropout(0.5)", "amount", 0.25, "layers.Dropout(0.25)"),
        (
            "layers.Dense(4)", "regularizer", "L2",
            "layers.Dense(4, kernel_regularizer=keras.regularizers.L2(0.01))",
        ),
        (
            "layers.Dense(4, kernel_regularizer=keras.regularizers.L2(0.5))", "regularizer", "L1L2",
            "layers.Dense(4, kernel_regularizer=keras.regularizers.L1L2(l1=0.5, l2=0.5))",
        ),
        (
            "layers.Dense(4, kernel_regularizer=keras.regularizers.L2(l2=0.5))", "regularizer_rate", 0.1,
            "layers.Dense(4, kernel_regularizer=keras.regularizers.L2(l2=0.1))",
        ),
        (
            "layers.Dense(4, kernel_regularizer='l2')", "regularizer_rate", 0.1,
            "layers.Dense(4, kernel_regularizer=keras.regularizers.L2(0.1))",
        ),
        (
            "layers.Dense(4, kernel_regularizer='l2')", "regularizer", "none",
            "layers.Dense(4, kernel_regularizer=None)",
        ),
    ],
)  # fmt: skip
def test_what_a_layer_is_told_is_written_in_the_style_of_the_place(before, field, value, after):
    source = f"{HEAD}model = keras.Sequential([{before}])\n"
    assert write_layer(source, 0, field, value) == source.replace(f"([{before}])", f"([{after}])")


def test_a_name_in_the_list_is_edited_where_it_was_given_its_layer():
    source = f"{HEAD}model = keras.Sequential([wide, layers.Dense(1)])\n"
    assert write_layer(source, 0, "amount", 32) == source.replace("Dense(64,", "Dense(32,")


@pytest.mark.parametrize("activation", ["tf.nn.tanh", "keras.activations.tanh"])
def test_activations_are_spelled_as_the_models_other_layers_spell_them(activation):
    source = f"{HEAD}model = keras.Sequential([SimpleDense(4), SimpleDense(1, {activation})])\n"
    spelled = activation.replace("tanh", "relu")
    assert f"SimpleDense(4, activation={spelled})" in write_layer(source, 0, "activation", "relu")


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("[Dense(2), Dense(1)]", 0, "[Dense(2), Dense(2), Dense(1)]"),
        ("[Dense(1, 'tanh')]", None, "[Dense(4, activation='relu'), Dense(1, 'tanh')]"),
        ("[Dense(units=1)]", None, '[Dense(units=4, activation="relu"), Dense(units=1)]'),
        ("[Flatten()]", 0, '[Flatten(), Dense(4, activation="relu")]'),
        (
            "[\n    Input((2,)),\n    Dense(8, name='a'),  # wide\n    Dense(1)\n]", 1,
            "[\n    Input((2,)),\n    Dense(8, name='a'),  # wide\n    Dense(8),\n    Dense(1)\n]",
        ),
        (
            "[\n    Input((2,)),\n    Dense(8),\n    Dense(1),\n]", None,
            "[\n    Input((2,)),\n    Dense(8),\n    Dense(8),\n    Dense(1),\n]",
        ),
    ],
)  # fmt: skip
def test_a_new_layer_is_like_its_neighbours(before, index, after):
    head = "import keras\nfrom keras.layers import Dense, Flatten, Input\nmodel = keras.Sequential("
    assert add_layer(f"{head}{before})", index) == f"{head}{after})"


@pytest.mark.parametrize(
    ("before", "index", "after"),
    [
        ("[D(3), D(2), D(1)]", 1, "[D(3), D(1)]"),
        ("[D(3), D(2), D(1)]", 2, "[D(3), D(2)]"),
        ("[D(3), D(2), D(1)]", 0, "[D(2), D(1)]"),
        ("[D(3), D(2),]", 1, "[D(3), ]"),
        ("[\n    D(3),  # three\n    D(2),\n]", 1, "[\n    D(3),  # three\n]"),
        ("[\n    D(3),  # three\n    D(2),\n]", 0, "[\n    # three\n    D(2),\n]"),
        ("[\n    D(3),\n    D(2)\n]", 1, "[\n    D(3),\n]"),
        ("[\n    (D(3)),\n    D(\n        2,\n    ),\n    D(1)]", 1, "[\n    (D(3)),\n    D(1)]"),
        ("[\n    D(2),\n    D(1)]", 1, "[\n    D(2)]"),
        ("[D(2)]", 0, "[D(2)]"),
    ],
)
def test_a_layer_is_taken_out_and_comments_stay(before, index, after):
    head = "class D(keras.layers.Dense): pass\nmodel = keras.Sequential("
    assert remove_layer(f"{head}{before})", index) == f"{head}{after})"


def test_in_a_chain_what_went_into_a_layer_goes_to_the_next():
    head = "inputs = keras.Input((2,))\n"
    end = "model = keras.Model(inputs, out)\n"
    first = "h = keras.layers.Dense(4)(inputs)\n"
    second = "out = keras.layers.Dense(1)(h)\n"
    source = head + first + second + end
    assert remove_layer(source, 0) == head + second.replace("(h)", "(inputs)") + end
    assert remove_layer(source, 1) == head + first + "model = keras.Model(inputs, h)\n"
    assert add_layer(source, 0) == head + first + first.replace("(inputs)", "(h)") + second + end
    shortcut = source.replace("Dense(1)(h)", "Add()([h, inputs])")
    assert not read_layers(shortcut).rows[1].removable
    assert remove_layer(shortcut, 1) == shortcut


def test_a_layer_or_value_that_does_not_exist_is_refused():
    source = "model = keras.Sequential([keras.layers.Dense(1), keras.layers.Dropout(0.5)])"
    for index, field, value in [
        *((2, "amount", 3), (0, "amount", 0), (0, "amount", 1.5), (0, "amount", True)),
        *((0, "activation", "best"), (0, "regularizer", "L3"), (0, "size", 3)),
        *((1, "amount", 1.0), (0, "regularizer_rate", -1.0), (0, "amount", "3")),
    ]:
        with pytest.raises(ValueError, match=r"expected|no field"):
            write_layer(source, index, field, value)
    for act in (add_layer, remove_layer):
        with pytest.raises(ValueError, match="expected one of 2 layers"):
            act(source, 5)


# --------------------------------------------------------------------------------------------- properties
values = {
    "amount": st.integers(1, 200),
    "activation": st.sampled_from(ACTIVATIONS),
    "regularizer": st.sampled_from(REGULARIZERS),
    "regularizer_rate": st.floats(0.0, 10.0),
}
changes = st.sampled_from(sorted(values)).flatmap(lambda f: st.tuples(st.just(f), values[f]))


def check_write(source: str, index: int, field: str, value: object) -> str:
    """Write one field of one layer: it is read back, and nothing else has changed."""
    before = read_layers(source)
    row = before.rows[index]
    current = getattr(row, field)
    if row.amount_name == "rate" and field == "amount":
        value = 0.5
    written = write_layer(source, index, field, value)
    after = read_layers(written)
    if current is None or isinstance(current, InCode):
        assert written == source
        return source
    assert getattr(after.rows[index], field) == value
    assert write_layer(written, index, field, value) == written
    assert comments(written) == comments(source)
    touched = {field} | ({"regularizer_rate"} if field == "regularizer" else set())
    shared = [row == other for other in before.rows]  # one layer may be in the model twice
    for old, new, same in zip(before.rows, after.rows, shared, strict=True):
        if not same:
            assert new == old
    for name in {f.name for f in dataclasses.fields(LayerRow)} - touched:
        assert getattr(after.rows[index], name) == getattr(row, name)
    undone = read_layers(write_layer(written, index, field, current)).rows[index]
    assert getattr(undone, field) == current
    return written


@settings(max_examples=120, deadline=None)
@given(programs(), st.data())
def test_what_is_written_is_what_is_read_and_nothing_else_changes(source, data):
    for _ in range(3):
        index = data.draw(st.integers(0, len(read_layers(source).rows) - 1))
        source = check_write(source, index, *data.draw(changes))


@settings(max_examples=120, deadline=None)
@given(programs(), st.data())
def test_a_layer_more_and_less_leaves_the_others_as_they_are(source, data):
    before = read_layers(source)
    index = data.draw(st.none() | st.integers(0, len(before.rows) - 1))
    added = add_layer(source, index)
    after = read_layers(added)
    possible = before.startable if index is None else before.rows[index].extendable
    if not possible:
        assert added == source
        return
    assert len(after.rows) == len(before.rows) + 1
    assert comments(added) == comments(source)
    places = range(len(after.rows)) if index is None else [index + 1]
    settled = lambda rows: [dataclasses.replace(row, removable=True) for row in rows]  # noqa: E731
    without = {i: settled(row for j, row in enumerate(after.rows) if j != i) for i in places}
    place = next((i for i, rows in without.items() if rows == settled(before.rows)), None)
    assert place is not None
    if after.rows[place].removable:
        again = remove_layer(added, place)
        assert comments(again) == comments(source)
        assert settled(read_layers(again).rows) == settled(before.rows)


@settings(max_examples=100, deadline=None)
@given(programs(), st.data())
def test_what_is_left_of_a_program_without_a_layer_still_parses(source, data):
    rows = read_layers(source).rows
    index = data.draw(st.integers(0, len(rows) - 1))
    after = remove_layer(source, index)
    if not rows[index].removable:
        assert after == source
        return
    assert len(read_layers(after).rows) == len(rows) - 1
    lost = [text for text in comments(source) if text not in comments(after)]
    assert set(lost) <= {"# bent"}  # a comment inside the layer goes with it


@pytest.mark.parametrize("source", shipped().values(), ids=shipped().keys())
def test_every_shipped_program_can_be_controlled(source):
    form = read_layers(source)
    for index in range(len(form.rows)):
        for field, value in [("amount", 3), ("activation", "gelu")]:
            check_write(source, index, field, value)
        for changed in (add_layer(source, index), remove_layer(source, index)):
            ast.parse(changed)
            assert comments(changed) == comments(source)


SUBCLASSED = """import keras
from keras import layers as L


class Own(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.seen = keras.metrics.Mean()
        self.hidden = L.Dense(16, activation="relu")  # wide
        self.own = Own(units=5)
        self.last = keras.layers.Dense(1)

    def call(self, x):
        return self.last(self.own(self.hidden(x)))


net = Net()
net.compile("sgd", "mse")
net.fit(x, y)
"""


def test_the_layers_that_a_model_of_the_programs_own_class_holds():
    form = read_layers(SUBCLASSED)
    assert [(row.class_name, row.amount) for row in form.rows] == [
        ("Dense", 16),
        ("Own", 5),
        ("Dense", 1),
    ]
    assert not form.startable and not any(row.extendable or row.removable for row in form.rows)
    assert write_layer(SUBCLASSED, 0, "amount", 8) == SUBCLASSED.replace("16", "8")
    assert write_layer(SUBCLASSED, 0, "activation", "tanh") == SUBCLASSED.replace("relu", "tanh")
    assert write_layer(SUBCLASSED, 1, "amount", 6) == SUBCLASSED.replace("units=5", "units=6")
    for same in (
        add_layer(SUBCLASSED, None),
        add_layer(SUBCLASSED, 0),
        remove_layer(SUBCLASSED, 1),
    ):
        assert same == SUBCLASSED


def test_a_model_whose_class_makes_no_layers_in_init_is_in_code():
    source = SUBCLASSED.replace("self.hidden = L", "hidden = L").replace("self.own =", "own =")
    source = source.replace("self.last = keras.layers.Dense(1)", "self.blocks = [L.Dense(1)]")
    assert read_layers(source).in_code == "Net()"
