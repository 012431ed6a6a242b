"""Tensors from shapes; comparisons and logic; saturating casts."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops


def test_filled():
    for made, value in ((ops.zeros((2, 3)), 0), (ops.ones((2, 3)), 1), (ops.full((2, 3), 7.0), 7)):
        assert (made.shape, made.dtype) == ((2, 3), "float32")
        assert np.all(made.numpy() == value)
    assert ops.zeros_like(ops.ones((2,), "int8")).dtype == "int8"
    assert ops.ones_like(keras.KerasTensor((None, 2))).shape == (None, 2)
    np.testing.assert_array_equal(ops.full((2, 3), np.array([1, 2, 3])), [[1, 2, 3]] * 2)


def test_arange():
    assert ops.arange(3).dtype == "int32"
    assert ops.arange(0.0, 1.0, 0.25).dtype == "float32"
    np.testing.assert_array_equal(ops.arange(5, 1, -2), [5, 3])


@pytest.mark.parametrize("endpoint", [True, False])
def test_linspace(endpoint):
    np.testing.assert_allclose(
        ops.linspace(0, 10, 5, endpoint=endpoint), np.linspace(0, 10, 5, endpoint)
    )
    start, stop = np.array([0.0, 1.0]), np.array([1.0, 3.0])
    np.testing.assert_allclose(
        ops.linspace(start, stop, 3, axis=-1), np.linspace(start, stop, 3, axis=-1)
    )
    np.testing.assert_allclose(ops.logspace(0, 2, 3), [1, 10, 100], rtol=1e-6)
    np.testing.assert_allclose(ops.geomspace(1, 8, 4), [1, 2, 4, 8], rtol=1e-6)


def test_matrices():
    np.testing.assert_array_equal(ops.eye(2, 3, 1), np.eye(2, 3, 1))
    np.testing.assert_array_equal(ops.tri(3, k=-1), np.tri(3, k=-1))
    np.testing.assert_array_equal(ops.vander([1.0, 2.0, 3.0]), np.vander([1.0, 2.0, 3.0]))
    for indexing in ("xy", "ij"):
        ours, numpys = (f.meshgrid([1, 2], [3, 4, 5], indexing=indexing) for f in (ops, np))
        for a, b in zip(ours, numpys):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ["bartlett", "blackman", "hamming", "hanning"])
def test_windows(name):
    np.testing.assert_allclose(getattr(ops, name)(7), getattr(np, name)(7), atol=1e-6)


@pytest.mark.parametrize(
    "name", ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"]
)
def test_comparisons(name):
    x, y = np.array([[1, 2, 3]]), np.array([[2], [3]])
    found = getattr(ops, name)(x, y)
    np.testing.assert_array_equal(found, getattr(np, name)(x, y))
    assert found.dtype == "bool"
    assert getattr(ops, name)(keras.KerasTensor((None, 3)), keras.KerasTensor((2, 1))).shape == (
        2,
        3,
    )


@pytest.mark.parametrize("name", ["logical_and", "logical_or", "logical_xor"])
def test_logic(name):
    x, y = np.array([0, 0, 2, 2]), np.array([0, 1, 0, 1])
    np.testing.assert_array_equal(getattr(ops, name)(x, y), getattr(np, name)(x, y))


def test_closeness_and_membership():
    assert bool(ops.allclose([1.0, np.inf], [1.0 + 1e-7, np.inf]))
    assert not bool(ops.allclose([1.0, np.nan], [1.0, np.nan]))
    assert bool(ops.allclose([np.nan], [np.nan], equal_nan=True))
    np.testing.assert_array_equal(ops.isin([1, 2, 3], [2, 9]), [False, True, False])


def test_bits():
    x, y = np.array([12, 5], "int32"), np.array([10, 3], "int32")
    np.testing.assert_array_equal(ops.bitwise_and(x, y), x & y)
    np.testing.assert_array_equal(ops.bitwise_xor(x, y), x ^ y)
    np.testing.assert_array_equal(ops.left_shift(x, 2), x << 2)
    np.testing.assert_array_equal(ops.bitwise_not(x), ~x)


def test_saturate_cast():
    np.testing.assert_array_equal(ops.saturate_cast([-5.0, 300.0, 7.9], "uint8"), [0, 255, 7])
    np.testing.assert_array_equal(
        ops.saturate_cast([1e12, -1e12], "int32").numpy() // 10**6, [2147, -2148]
    )
