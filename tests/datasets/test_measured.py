"""The measured data sets: what they are known for."""

import numpy as np
import pytest

from playground import datasets
from playground.datasets import measured

TABLES = [(datasets.iris, 150, 4), (datasets.penguins, 342, 4), (datasets.wine, 178, 13)]


@pytest.mark.parametrize("make, samples, features", TABLES)
def test_shapes_types_and_order(make, samples, features):
    x, y = make(seed=3)
    assert (x.shape, y.shape) == ((samples, features), (samples,))
    assert (x.dtype, y.dtype) == (np.float32, np.int32)
    assert set(y[-samples // 5 :]) == {0, 1, 2}
    np.testing.assert_array_equal(x, make(seed=3)[0])
    other = make(seed=4)[0]
    assert not np.array_equal(x, other)
    np.testing.assert_array_equal(np.sort(x, axis=0), np.sort(other, axis=0))


@pytest.mark.parametrize("make, samples, features", TABLES)
def test_standardized(make, samples, features):
    x, _ = make(standardize=True)
    np.testing.assert_allclose(x.mean(axis=0), 0.0, atol=1e-5)
    np.testing.assert_allclose(x.std(axis=0), 1.0, atol=1e-5)


def test_the_means_are_those_that_were_published():
    x, y = datasets.iris()
    np.testing.assert_allclose(x.mean(axis=0), [5.843, 3.057, 3.758, 1.199], atol=1e-3)
    np.testing.assert_array_equal(np.bincount(y), [50, 50, 50])
    x, y = datasets.penguins()
    np.testing.assert_allclose(x[y == 0].mean(axis=0), [38.8, 18.3, 190.0, 3701], rtol=3e-3)
    np.testing.assert_array_equal(np.bincount(y), [151, 68, 123])
    x, y = datasets.wine()
    np.testing.assert_allclose(x[:, [0, 12]].mean(axis=0), [13.0, 746.9], atol=0.1)
    np.testing.assert_array_equal(np.bincount(y), [59, 71, 48])


def test_digits():
    x, y = datasets.digits()
    assert (x.shape, y.shape) == ((1797, 8, 8, 1), (1797,))
    assert (x.dtype, y.dtype) == (np.float32, np.int32)
    assert (x.min(), x.max()) == (0.0, 1.0)
    np.testing.assert_array_equal(
        np.bincount(y), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    )
    zero, one = x[y == 0].mean(axis=0)[3:5, 3:5], x[y == 1].mean(axis=0)[3:5, 3:5]
    assert zero.max() < 0.2 < 0.7 < one.min()  # nothing is in the middle of a 0


def test_before_they_were_fetched_it_is_said(monkeypatch):
    monkeypatch.setattr(measured, "IRIS", "")
    with pytest.raises(FileNotFoundError, match="make setup"):
        datasets.iris()
