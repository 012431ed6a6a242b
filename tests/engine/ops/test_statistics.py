"""Histograms, correlations, segments, and reductions without nan."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients

X = np.array([[1.0, np.nan, 3.0], [4.0, 5.0, np.nan]])


@pytest.mark.parametrize(
    "name", ["nansum", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin", "nanprod", "nanmedian"]
)
@pytest.mark.parametrize("axis", [None, 0, -1])
def test_without_nan(name, axis):
    np.testing.assert_allclose(
        getattr(ops, name)(keras.Tensor(X), axis), getattr(np, name)(X, axis=axis)
    )


@pytest.mark.parametrize("name", ["nancumsum", "nancumprod", "nanargmax", "nanargmin"])
def test_without_nan_along_an_axis(name):
    np.testing.assert_array_equal(getattr(ops, name)(X, 1), getattr(np, name)(X, 1))


def test_all_nan():
    x = np.full((2,), np.nan)
    assert np.isnan(ops.nanmax(x)).item()
    assert int(ops.nanargmax(x)) == -1


def test_bincount():
    x, w = np.array([0, 2, 2, 1]), np.array([0.5, 1.0, 1.5, 2.0], "float32")
    np.testing.assert_array_equal(ops.bincount(x), [1, 1, 2])
    np.testing.assert_array_equal(ops.bincount(x, w, minlength=5), [0.5, 2, 2.5, 0, 0])
    np.testing.assert_array_equal(ops.bincount(np.stack([x, x])), [[1, 1, 2]] * 2)


def test_histogram():
    x = np.random.default_rng(0).normal(size=50)
    counts, edges = ops.histogram(x, 7, (-1, 1))
    expected = np.histogram(x, 7, (-1, 1))
    np.testing.assert_array_equal(counts, expected[0])
    np.testing.assert_allclose(edges, expected[1])


def test_correlations():
    rng = np.random.default_rng(0)
    rows, a, b = rng.normal(size=(3, 5)), rng.normal(size=6), rng.normal(size=3)
    np.testing.assert_allclose(ops.corrcoef(rows), np.corrcoef(rows))
    for mode in ("valid", "same", "full"):
        np.testing.assert_allclose(ops.correlate(a, b, mode), np.correlate(a, b, mode))
        np.testing.assert_allclose(ops.correlate(b, a, mode), np.correlate(b, a, mode))
    check_gradients(lambda x, y: ops.correlate(x, y, "same"), a, b)


def test_segments():
    data, ids = np.array([[1.0, 2.0], [3.0, 1.0], [5.0, 6.0]]), np.array([0, 0, 2])
    np.testing.assert_array_equal(ops.segment_sum(data, ids), [[4, 3], [0, 0], [5, 6]])
    np.testing.assert_array_equal(ops.segment_max(data, ids)[0], [3, 2])
    check_gradients(lambda d: ops.segment_sum(d, ids, 3), data)
    check_gradients(lambda d: ops.segment_max(d, ids, 3)[::2], data)
    np.testing.assert_array_equal(ops.segment_min(data, ids)[0], [1, 1])
    np.testing.assert_array_equal(ops.segment_prod(data, [0, -1, 0], 2), [[5, 12], [1, 1]])
    check_gradients(lambda d: ops.segment_prod(d, ids, 3), data)
