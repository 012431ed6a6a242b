"""Penalties and limits on weights, and the numerical tools."""

import numpy as np
import pytest

from playground.engine import constraints, ops, regularizers
from playground.engine.numerical import normalize, to_categorical

W = np.array([[3.0, -1.0], [4.0, 0.0]], "float32")


@pytest.mark.parametrize(
    ("regularizer", "expected"),
    [
        (regularizers.L1(0.1), 0.8),
        (regularizers.L2(0.1), 2.6),
        (regularizers.L1L2(0.1, 0.1), 3.4),
        (regularizers.OrthogonalRegularizer(1.0), 3 / 10**0.5),
    ],
)
def test_penalties(regularizer, expected):
    penalty = regularizer(ops.convert_to_tensor(W))
    assert penalty.shape == ()
    np.testing.assert_allclose(penalty, expected, rtol=1e-5)
    again = regularizers.deserialize(regularizers.serialize(regularizer))
    assert again.get_config() == regularizer.get_config()


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.NonNeg(), [[3.0, 0.0], [4.0, 0.0]]),
        (constraints.MaxNorm(2.0), [[1.2, -1.0], [1.6, 0.0]]),
        (constraints.UnitNorm(), [[0.6, -1.0], [0.8, 0.0]]),
        (constraints.MinMaxNorm(2.0, 4.0), [[2.4, -2.0], [3.2, 0.0]]),
        (constraints.MinMaxNorm(0.0, 3.0, rate=0.5), [[2.4, -1.0], [3.2, 0.0]]),
    ],
)
def test_constraints(constraint, expected):
    allowed = constraint(ops.convert_to_tensor(W))
    assert allowed.shape == W.shape
    np.testing.assert_allclose(allowed, expected, atol=1e-5)


@pytest.mark.parametrize("module", [regularizers, constraints])
def test_unknown_names(module):
    with pytest.raises(ValueError, match="Known names"):
        module.get("typo")
    assert module.get(None) is None


def test_to_categorical():
    hot = to_categorical([[0], [2]])
    assert hot.shape == (2, 3)
    np.testing.assert_array_equal(hot, [[1, 0, 0], [0, 0, 1]])
    with pytest.raises(IndexError, match="0 to 1"):
        to_categorical([0, 2], num_classes=2)


def test_normalize():
    np.testing.assert_allclose(normalize(np.array([[3.0, 4.0], [0.0, 0.0]])), [[0.6, 0.8], [0, 0]])
