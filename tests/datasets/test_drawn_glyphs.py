"""Drawn digits: shapes, seeds, and whether they can be told apart."""

import numpy as np
import pytest

from playground import datasets
from playground.datasets import glyphs


@pytest.mark.parametrize("size", [6, 8, 28])
def test_shapes_types_and_range(size):
    x, y = glyphs(samples=41, classes=4, seed=3, size=size)
    assert x.shape == (41, size, size, 1)
    assert y.shape == (41,)
    assert (x.dtype, y.dtype) == (np.float32, np.int32)
    assert (x.min(), x.max()) == (0.0, 1.0)
    assert sorted(np.bincount(y)) == [10, 10, 10, 11]


def test_the_seed_decides_and_no_two_pictures_are_the_same():
    first, labels = glyphs(samples=50, seed=7)
    again, same = glyphs(samples=50, seed=7)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(labels, same)
    assert len(np.unique(first.reshape(50, -1), axis=0)) == 50
    assert not np.array_equal(first, glyphs(samples=50, seed=8)[0])


def test_without_noise_all_pictures_of_a_digit_are_the_same_and_of_two_digits_not():
    x, y = glyphs(samples=40, noise=0.0)
    for digit in range(10):
        assert len(np.unique(x[y == digit].reshape(4, -1), axis=0)) == 1
    assert len(np.unique(x.reshape(40, -1), axis=0)) == 10


def test_a_digit_looks_like_others_of_its_kind():
    """The nearest of 500 pictures is of the same digit, nine times of ten; a guess would be right once."""
    x, y = glyphs(samples=500, seed=1)
    other, truth = glyphs(samples=200, seed=2)
    flat, asked = x.reshape(500, -1), other.reshape(200, -1)
    nearest = ((asked[:, None] - flat) ** 2).sum(-1).argmin(1)
    assert np.mean(y[nearest] == truth) > 0.9


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"samples": 0}, "samples: expected a whole number from 1 to 100000, received 0"),
        ({"samples": 1.5}, "samples: expected"),
        ({"classes": 11}, "classes: expected a whole number from 2 to 10, received 11"),
        ({"size": 5}, "size: expected a whole number from 6"),
        ({"noise": -1}, "noise: expected a number, at least 0"),
        ({"noise": np.nan}, "noise: expected"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        datasets.glyphs(**wrong)
