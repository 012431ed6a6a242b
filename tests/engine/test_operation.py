"""Operations, nodes and scopes."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops
from playground.engine.node import Node, SymbolicArguments


class Affine(keras.Operation):
    def __init__(self, factor, offset=1.0, name=None):
        super().__init__(name=name)
        self.factor, self.offset = factor, offset

    def call(self, x):
        return x * self.factor + self.offset


def test_numbers_are_computed_and_symbols_become_nodes():
    f = Affine(2.0, name="f")
    assert float(f(ops.convert_to_tensor(3.0))) == 7
    x = keras.KerasTensor((None, 2))
    y = f(x)
    assert y.shape == (None, 2)
    assert (f.input, f.output) == (x, y)
    assert y._keras_history == (f, 0, 0)


def test_config():
    assert Affine(2.0, name="f").get_config() == {"factor": 2.0, "offset": 1.0, "name": "f"}
    assert Affine.from_config({"factor": 3.0, "offset": 0.0}).factor == 3
    with pytest.raises(NotImplementedError, match="get_config"):
        Affine(object()).get_config()
    with pytest.raises(AttributeError, match="never been called"):
        _ = Affine(2.0).input


def test_what_does_not_fit_is_said_with_the_name():
    class Wrong(keras.Operation):
        def call(self, x):
            return ops.matmul(x, ops.ones((5, 2)))

    with pytest.raises(ValueError, match=r"'wrong'.*call\(\).*(?s:.*)\(None, 3\).*\(5, 2\)"):
        Wrong(name="wrong")(keras.KerasTensor((None, 3)))


def test_nodes_know_their_neighbours():
    x = keras.KerasTensor((2,))
    first, second = Affine(1.0), Affine(2.0)
    second(first(x))
    node = second._inbound_nodes[0]
    assert node.parent_nodes == [first._inbound_nodes[0]]
    assert first._outbound_nodes == [node]
    assert not node.is_input
    assert Node(None, outputs=[x]).is_input


def test_filling_in_arguments():
    a, b = keras.KerasTensor((2,)), keras.KerasTensor((3,))
    arguments = SymbolicArguments([a, 5], key=b)
    assert arguments.keras_tensors == [a, b]
    assert arguments.fill_in({id(a): "A", id(b): "B"}) == ((["A", 5],), {"key": "B"})


def test_symbolic_scope_makes_no_nodes():
    f = Affine(2.0)
    with keras.SymbolicScope():
        assert f(keras.KerasTensor((2,))).shape == (2,)
    assert f._inbound_nodes == []


def test_name_scopes():
    with keras.name_scope("a"), keras.name_scope("b"):
        assert keras.backend.current_path() == "a/b"
    assert keras.backend.current_path() == ""
    with pytest.raises(ValueError, match="`/`"):
        keras.name_scope("a/b")


def test_masks_travel():
    x = ops.ones((2, 3))
    assert keras.backend.get_keras_mask(x) is None
    keras.backend.set_keras_mask(x, x)
    assert keras.backend.get_keras_mask(x) is x
    keras.backend.set_keras_mask(x, None)
    assert keras.backend.get_keras_mask(x) is None


def test_settings():
    assert (keras.config.floatx(), keras.config.epsilon()) == ("float32", 1e-7)
    keras.config.set_floatx("float64")
    try:
        assert ops.ones((1,)).dtype == ops.convert_to_tensor(1.0).dtype == "float64"
        assert (ops.ones((1,), "int32") * 2.0).dtype == "float64"
    finally:
        keras.config.set_floatx("float32")
    with pytest.raises(ValueError, match="floatx"):
        keras.config.set_floatx("float31")
    with pytest.raises(ValueError, match="channels_first"):
        keras.config.set_image_data_format("diagonal")


@pytest.mark.parametrize("value", [3, 0.5, "relu", True, None, [1, 2], {"a": [1, None]}])
def test_plain_arguments_need_no_get_config(value):
    assert Holder(value).get_config()["arg"] == value


@pytest.mark.parametrize(
    "value",
    [keras.initializers.Ones(), keras.layers.Dense(2), len, lambda x: x, np.ones(2), [np.ones(2)]],
)
def test_other_arguments_need_get_config(value):
    with pytest.raises(NotImplementedError, match=r"argument `arg`.*get_config"):
        Holder(value).get_config()


class Holder(keras.layers.Layer):
    def __init__(self, arg, **kwargs):
        super().__init__(**kwargs)
        self.arg = arg
