"""Tensor: what it shows, how it mixes with Python and NumPy."""

import copy

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops


def test_shape_prints_as_a_tuple():
    x = ops.ones((2, 32))
    assert str(x.shape) == "(2, 32)"
    assert (x.dtype, x.ndim, x.size, len(x)) == ("float32", 2, 64, 2)


def test_repr_shows_shape_dtype_and_values():
    assert (
        repr(ops.convert_to_tensor([1.0, 2.0]))
        == "<Tensor shape=(2,), dtype=float32, numpy=[1., 2.]>"
    )
    assert len(repr(ops.ones((1000, 1000)))) < 1000


def test_operators():
    x, y = ops.convert_to_tensor([4.0, 9.0]), ops.convert_to_tensor([2.0, 2.0])
    for made, expected in [
        (x + y, [6, 11]),
        (1 - x, [-3, -8]),
        (x / y, [2, 4.5]),
        (9 // y, [4, 4]),
        (x % 5, [4, 4]),
        (2**y, [4, 4]),
        (-x, [-4, -9]),
        (abs(-x), [4, 9]),
        (x @ y, 26),
        (x > 5, [False, True]),
        (x == 4, [True, False]),
        (~(x > 5), [True, False]),
        ((x > 5) | (x < 5), [True, True]),
    ]:
        np.testing.assert_array_equal(made, expected)
        assert isinstance(made, keras.Tensor)


def test_numpy_arrays_on_either_side():
    x = ops.convert_to_tensor([1.0, 2.0])
    for made in (np.array([1.0, 2.0], "float32") + x, x + np.array([1.0, 2.0], "float32")):
        assert isinstance(made, keras.Tensor)
        np.testing.assert_array_equal(made, [2, 4])
    assert isinstance(np.eye(2, dtype="float32") @ x, keras.Tensor)


def test_numpy_functions_outside_of_training_give_arrays():
    x = ops.convert_to_tensor([[1.0, 2.0], [3.0, 4.0]])
    for made in (
        np.matmul(x, x),
        np.tanh(x),
        np.sum(x, axis=0),
        np.reshape(x, (4,)),
        np.concatenate([x, x]),
        np.where(x > 2, x, 0),
        np.ediff1d(x),
    ):
        assert isinstance(made, np.ndarray)
    assert isinstance(np.mean(x), np.float32)
    assert np.shape(ops.ones((2, 3))) == (2, 3)
    np.testing.assert_allclose(ops.ones((2,)), [1, 1])


def test_methods_of_arrays():
    x = ops.convert_to_tensor([[1.0, 2.0], [3.0, 4.0]])
    for made, expected in [
        (x.T, [[1, 3], [2, 4]]),
        (x.reshape(4), [1, 2, 3, 4]),
        (x.reshape((1, -1)), [[1, 2, 3, 4]]),
        (x.transpose(1, 0), [[1, 3], [2, 4]]),
        (x.mean(), 2.5),
        (x.sum(axis=1), [3, 7]),
        (x.astype("int32"), [[1, 2], [3, 4]]),
        (x.flatten(), [1, 2, 3, 4]),
    ]:
        assert isinstance(made, keras.Tensor)
        np.testing.assert_array_equal(made, expected)
    with pytest.raises(AttributeError, match=r"keras\.ops\.cos\(x\)"):
        _ = x.cos


def test_python_numbers():
    assert float(ops.convert_to_tensor(2.5)) == 2.5
    assert int(ops.convert_to_tensor([3])) == 3
    assert bool(ops.convert_to_tensor(True))
    assert [10, 20, 30][ops.convert_to_tensor(1)] == 20
    assert f"{ops.convert_to_tensor(1.23456):.2f}" == "1.23"
    with pytest.raises(ValueError, match="ambiguous"):
        bool(ops.ones((2,)))


def test_iteration_and_truth_of_membership():
    assert [float(v) for v in ops.convert_to_tensor([1.0, 2.0])] == [1, 2]
    x = ops.ones((2,))
    assert len({x, x}) == 1  # hashed by identity
    with pytest.raises(TypeError, match=r"shape is \(\)"):
        len(ops.ones(()))


def test_the_array_it_was_made_from_may_change():
    array = np.zeros(2, "float32")
    x = ops.convert_to_tensor(array)
    array[0] = 5
    np.testing.assert_array_equal(x, [0, 0])


def test_conversion():
    assert ops.convert_to_tensor(1).dtype == "int32"
    assert ops.convert_to_tensor(1.5).dtype == "float32"
    assert ops.convert_to_tensor([1, 2.5]).dtype == "float32"
    assert ops.convert_to_tensor(np.ones(2)).dtype == "float64"
    assert ops.convert_to_tensor([True]).dtype == "bool"
    assert ops.convert_to_tensor(2**40).dtype == "int64"
    assert ops.convert_to_tensor([1, 2], "float16").dtype == "float16"
    np.testing.assert_array_equal(ops.convert_to_tensor([ops.ones(2), [3, 4]]), [[1, 1], [3, 4]])
    with pytest.raises(ValueError, match=r"\[1\]|inhomogeneous"):
        ops.convert_to_tensor([[1], [1, 2]])
    with pytest.raises(ValueError, match="received None"):
        ops.convert_to_tensor(None)
    assert ops.cast(ops.ones(2), "bfloat16").dtype == "bfloat16"  # with ml_dtypes, which tests have


def test_copies():
    x = ops.ones((2,))
    assert copy.copy(x) is x
    assert copy.deepcopy(x).array is not x.array
