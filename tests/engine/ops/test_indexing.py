"""Choosing by position and by condition."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

A = np.random.default_rng(0).normal(size=(3, 4))
B = np.random.default_rng(1).normal(size=(2, 3, 4))

KEYS = {
    "number": 1,
    "negative": (-1, 2),
    "slice": (slice(None), slice(1, 3)),
    "backwards": (slice(None, None, -1), slice(None, None, 2)),
    "new axis": (None, slice(None), 0),
    "ellipsis": (Ellipsis, 0),
    "list": [0, 2, 2],
    "two lists": (np.array([0, 1, 1]), np.array([2, 2, 2])),
    "mask": np.array([True, False, True]),
}


@pytest.mark.parametrize("case", KEYS)
def test_get_item(case):
    key = KEYS[case]
    np.testing.assert_array_equal(keras.Tensor(A)[key], A[key])
    check_shape_rule(lambda t: t[key], A) if case != "mask" else None
    check_gradients(lambda t: t[key], A)


def test_tensors_as_indices():
    x, i = keras.Tensor(A), ops.convert_to_tensor([2, 0])
    np.testing.assert_array_equal(x[i], A[[2, 0]])
    np.testing.assert_array_equal(x[:, i], A[:, [2, 0]])
    np.testing.assert_array_equal(x[ops.convert_to_tensor(1)], A[1])
    np.testing.assert_array_equal(x[x > 0], A[A > 0])
    check_gradients(lambda t: t[:, i], A)


def test_an_unknown_first_axis_stays_unknown():
    x = keras.KerasTensor((None, 3, 4))
    assert x[:, 0].shape == (None, 4)
    assert x[..., 1:3].shape == (None, 3, 2)
    assert x[:, None].shape == (None, 1, 3, 4)
    assert x[0].shape == (3, 4)


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_take(axis):
    indices = np.array([[0, 2], [1, -1]])
    np.testing.assert_array_equal(ops.take(A, indices, axis), np.take(A, indices, axis))
    check_shape_rule(lambda t: ops.take(t, indices, axis), A)
    check_gradients(lambda t: ops.take(t, indices, axis), A)


@pytest.mark.parametrize("axis", [0, 1, None])
def test_take_along_axis(axis):
    indices = np.array([[0, 2, 1, 1]]) if axis == 0 else np.array([[0], [3], [1]])
    indices = indices.ravel() if axis is None else indices
    np.testing.assert_array_equal(
        ops.take_along_axis(A, indices, axis), np.take_along_axis(A, indices, axis)
    )
    check_gradients(lambda t: ops.take_along_axis(t, indices, axis), A)


def test_where():
    condition = A > 0
    np.testing.assert_array_equal(ops.where(condition, A, 0.0), np.where(condition, A, 0))
    check_gradients(lambda x, y: ops.where(condition, x, y), A, A[:1] * 2)
    check_shape_rule(lambda x, y: ops.where(condition, x, y), A, A)
    rows, columns = ops.where(condition)
    np.testing.assert_array_equal(rows, np.where(condition)[0])
    assert columns.dtype == "int32"


@pytest.mark.parametrize("axis", [-1, 0, 1])
def test_one_hot(axis):
    x = ops.one_hot([[0, 2], [1, -1]], 3, axis=axis)
    expected = np.array([[[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 0]]], "float32")
    np.testing.assert_array_equal(x, np.moveaxis(expected, -1, axis))
    assert x.dtype == "float32"
    assert ops.one_hot(keras.KerasTensor((None,), "int32"), 5).shape == (None, 5)


def test_multi_hot():
    np.testing.assert_array_equal(ops.multi_hot([[0, 2], [1, 1]], 3), [[1, 0, 1], [0, 1, 0]])


@pytest.mark.parametrize("axis", [0, -1, None])
def test_sort(axis):
    np.testing.assert_array_equal(ops.sort(A, axis), np.sort(A, axis))
    np.testing.assert_array_equal(ops.argsort(A, axis), np.argsort(A, axis))
    check_gradients(lambda t: ops.sort(t, axis), A)


def test_top_k():
    x = np.array([[1.0, 3.0, 3.0, 2.0]])
    values, indices = ops.top_k(x, 3)
    np.testing.assert_array_equal(values, [[3, 3, 2]])
    np.testing.assert_array_equal(indices, [[1, 2, 3]])
    check_gradients(lambda t: ops.top_k(t, 2)[0], A)
    values, indices = ops.top_k(keras.KerasTensor((None, 5)), 2)
    assert values.shape == indices.shape == (None, 2)


def test_in_top_k():
    predictions = np.array([[0.1, 0.9, 0.8], [0.05, 0.95, 0.0], [0.0, 0.5, 0.5]], "float32")
    np.testing.assert_array_equal(ops.in_top_k([2, 0, 1], predictions, 1), [False, False, True])
    np.testing.assert_array_equal(ops.in_top_k([2, 0, 1], predictions, 2), [True, True, True])


def test_searchsorted_and_digitize():
    edges, values = np.array([0.0, 1.0, 2.0]), np.array([-1.0, 0.0, 0.5, 1.0, 5.0])
    np.testing.assert_array_equal(ops.searchsorted(edges, values), np.searchsorted(edges, values))
    np.testing.assert_array_equal(ops.digitize(values, edges), np.digitize(values, edges))


def test_scatter():
    indices = np.array([[0, 1], [2, 3], [0, 1]])
    values = np.array([1.0, 2.0, 3.0])
    expected = np.zeros((3, 4))
    expected[0, 1], expected[2, 3] = 4, 2
    np.testing.assert_array_equal(ops.scatter(indices, values, (3, 4)), expected)
    check_gradients(lambda v: ops.scatter(indices, v, (3, 4)), values)


@pytest.mark.parametrize("reduction", [None, "add"])
def test_scatter_update(reduction):
    indices, updates = np.array([[0, 1], [2, 3]]), np.array([5.0, 6.0])
    expected = A.copy()
    expected[[0, 2], [1, 3]] = updates + (A[[0, 2], [1, 3]] if reduction else 0)
    np.testing.assert_allclose(
        ops.scatter_update(keras.Tensor(A), indices, updates, reduction), expected
    )
    check_gradients(lambda x, u: ops.scatter_update(x, indices, u, reduction), A, updates)


def test_slice_and_slice_update():
    np.testing.assert_array_equal(ops.slice(A, (1, 1), (2, 2)), A[1:3, 1:3])
    expected = A.copy()
    expected[1:3, 1:3] = 0
    np.testing.assert_array_equal(
        ops.slice_update(keras.Tensor(A), (1, 1), np.zeros((2, 2))), expected
    )
    check_gradients(lambda x, u: ops.slice_update(x, (0, 1), u), A, np.ones((2, 2)))


def test_unique():
    x = np.array([3, 1, 3, 2])
    values, inverse, counts = ops.unique(x, return_inverse=True, return_counts=True)
    np.testing.assert_array_equal(values, [1, 2, 3])
    np.testing.assert_array_equal(inverse, [2, 0, 2, 1])
    np.testing.assert_array_equal(counts, [1, 1, 2])
    np.testing.assert_array_equal(ops.unique(x, sorted=False), [3, 1, 2])
    np.testing.assert_array_equal(ops.unique(x, size=5, fill_value=0), [1, 2, 3, 0, 0])


def test_unravel_index():
    for ours, numpys in zip(ops.unravel_index([5, 11], (3, 4)), np.unravel_index([5, 11], (3, 4))):
        np.testing.assert_array_equal(ours, numpys)
