"""Functional models: branches, shared layers, structures, and repairs of what was meant."""

import warnings

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, ops


def test_two_branches_and_a_residual():
    inputs = keras.Input((4,))
    left = layers.Dense(4, name="left")(inputs)
    right = layers.Dense(4, name="right", activation="relu")(inputs)
    outputs = layers.Add()([inputs, left, right])
    model = keras.Model(inputs, outputs)
    x = np.random.default_rng(0).normal(size=(3, 4)).astype("float32")
    expected = x + model.get_layer("left")(x).numpy() + model.get_layer("right")(x).numpy()
    assert model(x).shape == (3, 4)
    np.testing.assert_allclose(model(x), expected, rtol=1e-5)


def test_operators_and_ops_are_part_of_the_graph():
    a, b = keras.Input((3,)), keras.Input((3,))
    model = keras.Model([a, b], ops.mean((a + 2 * b) ** 2, axis=-1))
    np.testing.assert_allclose(model([np.ones((2, 3)), np.ones((2, 3))]), [9, 9])


def test_a_shared_layer_has_one_set_of_weights():
    a, b = keras.Input((3,)), keras.Input((3,))
    shared = layers.Dense(2)
    model = keras.Model([a, b], layers.Concatenate()([shared(a), shared(b)]))
    assert len(model.weights) == 2
    assert model([np.ones((1, 3)), np.ones((1, 3))]).shape == (1, 4)


def test_a_layer_applied_twice_runs_twice():
    inputs = keras.Input((3,))
    twice = layers.Dense(3, use_bias=False, kernel_initializer=keras.initializers.Constant(1.0))
    model = keras.Model(inputs, twice(twice(inputs)))
    np.testing.assert_allclose(model(np.ones((1, 3))), np.full((1, 3), 9.0))


def test_models_are_layers():
    inner_in = keras.Input((3,))
    inner = keras.Model(inner_in, layers.Dense(2)(inner_in), name="inner")
    outer_in = keras.Input((3,))
    outer = keras.Model(outer_in, layers.Dense(1)(inner(outer_in)))
    assert outer(np.ones((5, 3))).shape == (5, 1)
    assert len(outer.weights) == 4
    assert outer.get_layer("inner") is inner


def test_structures_in_and_out():
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    model = keras.Model({"a": a, "b": b}, {"sum": layers.Dense(1)(a), "rest": [b, a]})
    out = model({"a": np.ones((4, 2)), "b": np.zeros((4, 3))})
    assert out["sum"].shape == (4, 1)
    assert [t.shape for t in out["rest"]] == [(4, 3), (4, 2)]


def test_inputs_by_name():
    a, b = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    model = keras.Model([a, b], layers.Concatenate()([a, b]))
    by_name = model({"b": np.zeros((1, 3)), "a": np.ones((1, 2))})
    np.testing.assert_allclose(by_name, [[1, 1, 0, 0, 0]])


def test_one_axis_too_many_or_too_few():
    inputs = keras.Input((3,))
    model = keras.Model(inputs, inputs * 2)
    assert model(np.ones((2, 3, 1))).shape == (2, 3)
    inputs = keras.Input((3, 1))
    assert keras.Model(inputs, inputs * 2)(np.ones((2, 3))).shape == (2, 3, 1)


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ones((2, 5)), r"expected shape=\(None, 3\), found shape=\(2, 5\)"),
        ([np.ones((2, 3))] * 2, r"expects 1 input\(s\)"),
        (np.ones((2, 3, 4)), "Invalid input shape for input with name 'data'"),
        ({"other": np.ones((2, 3))}, "Missing data for input 'data'"),
    ],
)
def test_inputs_that_do_not_fit(x, message):
    inputs = keras.Input((3,), name="data")
    with pytest.raises(ValueError, match=message):
        keras.Model(inputs, inputs * 2)(x)


def test_an_output_that_depends_on_something_else():
    with pytest.raises(ValueError, match="not connected to `inputs`"):
        keras.Model(keras.Input((3,)), layers.Dense(2)(keras.Input((3,))))


def test_part_of_a_model_is_a_model():
    inputs = keras.Input((3,))
    middle = layers.Dense(4, name="one")(inputs)
    outputs = layers.Dense(5, name="two")(middle)
    full = keras.Model(inputs, outputs)
    tail = keras.Model(middle, outputs)
    x = np.ones((2, 3), "float32")
    head = keras.Model(inputs, middle)
    np.testing.assert_allclose(tail(head(x)), full(x), rtol=1e-6)
    assert [layer.name for layer in tail.layers[1:]] == ["two"]


def test_extra_entries_of_a_dict_warn_once():
    a = keras.Input((3,), name="a")
    model = keras.Model({"a": a}, a * 5)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for _ in range(2):
            model({"a": np.ones((2, 3)), "b": np.ones((2, 1))})
    assert len(seen) == 1
    assert "structure of `inputs`" in str(seen[0].message)


def test_a_deep_model_does_not_exhaust_the_stack():
    x = inputs = keras.Input((2,))
    for _ in range(1500):
        x = x + 1
    model = keras.Model(inputs, x)
    np.testing.assert_allclose(model(np.zeros((1, 2))), [[1500, 1500]])


def test_config_round_trip_keeps_the_graph():
    inputs = keras.Input((4,), name="in")
    shared = layers.Dense(4, name="shared")
    x = shared(shared(inputs)) * 2
    model = keras.Model(inputs, {"out": layers.Dense(1, name="head")(x)}, name="m")
    json_string = model.to_json()
    twin = keras.models.model_from_json(json_string)
    assert twin.to_json() == json_string
    twin.set_weights(model.get_weights())
    data = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_allclose(twin(data)["out"], model(data)["out"], rtol=1e-6)


def test_optional_inputs_may_be_none():
    class AddIfThere(layers.Layer):
        def call(self, x, y=None):
            return x if y is None else x + y

        def compute_output_shape(self, x_shape):
            return x_shape

    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b", optional=True)
    model = keras.Model([a, b], AddIfThere()(a, b))
    np.testing.assert_allclose(model([np.ones((1, 2)), None]), [[1, 1]])
    with pytest.raises(ValueError, match="not optional"):
        model([None, np.ones((1, 2))])


def test_layers_stand_in_the_order_of_their_distance_to_the_outputs():
    x, y = keras.Input((4,), name="x"), keras.Input((4,), name="y")
    h = layers.Dense(4, name="deep2")(layers.Dense(4, name="deep1")(y))
    outputs = [layers.Concatenate(name="c")([x, h]), h]
    names = [layer.name for layer in keras.Model([x, y], outputs).layers]
    assert names == ["y", "deep1", "x", "deep2", "c"]
    unused = keras.Input((1,), name="unused")
    names = [layer.name for layer in keras.Model([unused, y], h).layers]
    assert names == ["y", "deep1", "unused", "deep2"]
