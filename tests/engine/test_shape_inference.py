"""Symbolic tensors: ops become nodes, shapes are inferred without computing."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops


def test_an_op_on_a_keras_tensor_is_one_node():
    x = keras.KerasTensor((None, 3))
    y = ops.mean(ops.softmax(x) * 2, axis=-1)
    assert y.shape == (None,)
    operation, node_index, tensor_index = y._keras_history
    assert (operation.name.startswith("mean"), node_index, tensor_index) == (True, 0, 0)
    parent = operation._inbound_nodes[0].parent_nodes[0].operation
    assert parent.name.startswith("multiply")


def test_the_operation_of_a_node_computes():
    y = ops.sum(keras.KerasTensor((None, 3)), axis=1)
    operation = y._keras_history.operation
    np.testing.assert_array_equal(operation(np.ones((2, 3)), axis=1), [3, 3])
    again = type(operation).from_config(operation.get_config())
    assert again.name == operation.name


def test_ops_as_classes():
    np.testing.assert_array_equal(ops.Sum(axis=1)(np.ones((2, 3))), [3, 3])
    assert ops.Concatenate(axis=1)(
        [keras.KerasTensor((None, 2)), keras.KerasTensor((None, 3))]
    ).shape == (None, 5)
    with pytest.raises(AttributeError, match="no attribute 'Softmex'"):
        _ = ops.Softmex


def test_functions_that_need_numbers_of_rows_work_with_an_unknown_batch():
    def f(x):
        return ops.reshape(x, (x.shape[0] * 2, 3))

    assert keras.compute_output_spec(f, keras.KerasTensor((None, 6))).shape == (None, 3)


def test_functions_that_look_at_values():
    def f(x):
        return x * 2 if float(ops.sum(x)) > 0 else x

    assert keras.compute_output_spec(f, keras.KerasTensor((None, 6))).shape == (None, 6)


def test_inference_changes_no_variable():
    v = keras.Variable([1.0])

    def f(x):
        v.assign_add([1.0])
        return x + v

    assert keras.compute_output_spec(f, keras.KerasTensor((None, 1))).shape == (None, 1)
    assert float(v[0]) == 1


def test_errors_name_the_shapes_as_given():
    with pytest.raises(ValueError, match=r"\(None, 3\).*\(4, 2\)"):
        ops.matmul(keras.KerasTensor((None, 3)), ops.ones((4, 2)))


def test_a_keras_tensor_has_no_values():
    x = keras.KerasTensor((2,))
    for use in (float, int, bool, list, np.asarray):
        with pytest.raises((TypeError, ValueError, NotImplementedError), match="KerasTensor"):
            use(x)


def test_numpy_functions_on_keras_tensors():
    x = keras.KerasTensor((None, 4))
    with pytest.raises(ValueError, match=r"keras\.ops\.tanh"):
        np.tanh(x)
    with pytest.raises(ValueError, match=r"keras\.ops\.matmul"):
        np.matmul(x, np.ones((4, 2)))
    assert (np.ones((4,), "float32") * x).shape == (None, 4)


def test_shapes_are_checked():
    for wrong in (None, 3, (2, "a"), (2, -1)):
        with pytest.raises(ValueError, match="shape"):
            keras.KerasTensor(wrong)
