"""Variable: its memory stays in place, what was read from it stays as it was."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops


def test_values_shape_dtype():
    v = keras.Variable([[1.0, 2.0]])
    assert (v.shape, v.dtype, v.trainable) == ((1, 2), "float32", True)
    assert keras.Variable("zeros", shape=(3,)).shape == (3,)
    assert keras.Variable(keras.initializers.Ones(), (2,), "int32").dtype == "int32"
    with pytest.raises(ValueError, match="`shape` argument should be specified"):
        keras.Variable(keras.initializers.Ones())


def test_assign_writes_in_place():
    v = keras.Variable([1.0, 2.0])
    memory = v.array
    v.assign([3.0, 4.0])
    v.assign_add([1.0, 1.0])
    v.assign_sub([0.0, 2.0])
    assert v.array is memory
    np.testing.assert_array_equal(v, [4, 3])


def test_what_was_read_does_not_change():
    v = keras.Variable([1.0, 2.0])
    value, view, row, array = v.value, ops.reshape(v, (1, 2)), v[:1], v.numpy()
    turned = ops.flip(v.value, 0)
    v.assign([5.0, 6.0])
    np.testing.assert_array_equal(value, [1, 2])
    np.testing.assert_array_equal(view, [[1, 2]])
    np.testing.assert_array_equal(row, [1])
    np.testing.assert_array_equal(array, [1, 2])
    np.testing.assert_array_equal(turned, [2, 1])


def test_numpy_gives_a_copy():
    v = keras.Variable([1.0])
    for array in (
        v.numpy(),
        np.asarray(v),
        np.array(v),
        np.asarray(v.value),
        v.value.numpy(),
        ops.convert_to_numpy(v),
    ):
        array[0] = 7
    assert float(v[0]) == 1


def test_a_wrong_shape_is_refused():
    with pytest.raises(ValueError, match=r"variable.shape=\(2,\), Received: value.shape=\(3,\)"):
        keras.Variable([1.0, 2.0]).assign([1.0, 2.0, 3.0])


def test_assign_casts():
    v = keras.Variable([1.0])
    v.assign(np.array([2.5], "float64"))
    assert v.dtype == v.value.dtype == "float32"


def test_rebinding_into_a_larger_buffer():
    flat = np.zeros(5, "float32")
    v, w = keras.Variable([1.0, 2.0]), keras.Variable([[3.0]])
    before = v.value
    v.rebind(flat[:2])
    w.rebind(flat[2:3].reshape(1, 1))
    v.assign_add([1.0, 1.0])
    np.testing.assert_array_equal(flat, [2, 3, 3, 0, 0])
    np.testing.assert_array_equal(before, [1, 2])
    with pytest.raises(ValueError, match=r"\(2,\) float32"):
        v.rebind(np.zeros(3, "float32"))


def test_names_and_paths():
    assert keras.Variable(1.0).name == "variable"
    assert keras.Variable(1.0).name == "variable_1"
    with keras.name_scope("outer"), keras.name_scope("inner"):
        assert keras.Variable(1.0, name="w").path == "outer/inner/w"
    with pytest.raises(ValueError, match="cannot contain character `/`"):
        keras.Variable(1.0, name="a/b")


def test_operators_and_gradient():
    v = keras.Variable([1.0, 2.0])
    with keras.GradientTape() as tape:
        y = ops.sum(2 * v * v + v) + v[0] + v[1]
    np.testing.assert_array_equal(tape.gradient(y, v), [6, 10])


def test_stateless_scope_keeps_updates_apart():
    v = keras.Variable([1.0])
    with keras.StatelessScope() as scope:
        v.assign([5.0])
        assert float(v[0]) == 5
    assert float(v[0]) == 1
    assert float(scope.get_current_value(v)[0]) == 5
    with keras.StatelessScope(state_mapping=[(v, np.array([9.0]))]):
        assert float(v[0]) == 9


def test_autocast():
    v, w = keras.Variable([1.0]), keras.Variable([1], dtype="int32")
    with keras.backend.AutocastScope("float16"):
        assert (v.dtype, v.value.dtype, w.value.dtype) == ("float16", "float16", "int32")
    assert v.value.dtype == "float32"


def test_symbolic_ops_on_variables():
    y = keras.KerasTensor((None, 2)) @ keras.Variable(np.ones((2, 3), "float32"))
    assert y.shape == (None, 3)


@pytest.fixture(autouse=True)
def fresh_names():
    keras.clear_session()
