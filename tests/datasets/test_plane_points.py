"""Points in the plane: shapes, seeds, and what each of them promises."""

import numpy as np
import pytest

from playground import datasets
from playground.datasets import plane_points

ALL = [getattr(datasets, name) for name in plane_points.__all__]
REGRESSIONS = [datasets.plane, datasets.multi_gaussian]
CLASSIFICATIONS = [make for make in ALL if make not in REGRESSIONS]


@pytest.mark.parametrize("make", ALL)
def test_shapes_types_and_range(make):
    x, y = make(n=201, seed=3)
    assert x.shape == (201, 2)
    assert y.shape == (201, 1)
    assert x.dtype == y.dtype == np.float32
    assert np.abs(x).max() < 4.0
    assert np.abs(y).max() <= 1.0


@pytest.mark.parametrize("make", ALL)
def test_the_seed_decides(make):
    np.testing.assert_array_equal(make(seed=7)[0], make(seed=7)[0])
    assert not np.array_equal(make(seed=7)[0], make(seed=8)[0])


@pytest.mark.parametrize("make", CLASSIFICATIONS)
def test_two_classes_of_equal_size_in_random_order(make):
    _, y = make(n=1000)
    assert set(np.unique(y)) == {0.0, 1.0}
    assert y.sum() == 500
    last_fifth = y[-200:].mean()
    assert 0.4 < last_fifth < 0.6
    assert np.corrcoef(y[:-1, 0], y[1:, 0])[0, 1] == pytest.approx(0.0, abs=0.12)


@pytest.mark.parametrize("make", ALL)
def test_noise_is_what_makes_a_sample_uncertain(make):
    x, y = make(n=300, noise=0.0)
    x2, y2 = make(n=300, noise=0.5)
    moved = not np.array_equal(x, x2)
    mistaken = not np.array_equal(y, y2)
    assert moved != mistaken if make in REGRESSIONS else moved


@pytest.mark.parametrize("make", ALL)
def test_one_sample_is_enough_and_less_is_refused(make):
    assert make(n=1)[0].shape == (1, 2)
    with pytest.raises(ValueError, match="n: expected"):
        make(n=0)
    with pytest.raises(ValueError, match="noise: expected"):
        make(noise=-0.1)


def side_of_best_line(x):
    """The line half way between the centres of the two clouds."""
    return ((x - [0.2, 0.5]) @ np.array([2.0, 1.4]) > 0).astype("float32")[:, None]


def test_a_line_separates_the_two_clouds():
    for seed in range(20):
        x, y = datasets.two_clouds(n=2000, noise=0.4, seed=seed)
        np.testing.assert_array_equal(side_of_best_line(x), y)
    x, y = datasets.two_clouds(n=2000, noise=1.5)
    assert (side_of_best_line(x) != y).any()


@pytest.mark.parametrize("make", [datasets.circle, datasets.xor, datasets.spiral])
def test_no_line_does_much_better_than_guessing(make):
    x, y = make(n=2000, noise=0.0)
    for angle in np.linspace(0, np.pi, 60):
        along = x @ np.array([np.cos(angle), np.sin(angle)])
        order = np.argsort(along)
        right = np.cumsum(y[order, 0] * 2 - 1)  # where to cut, to call everything on one side 1
        best = 0.5 + max(right.max(), -right.min()) / len(x)
        assert best < 0.8


def test_the_rule_of_each_set_without_noise():
    x, y = datasets.circle(noise=0.0)
    np.testing.assert_array_equal(np.hypot(*x.T) < 1.1, y[:, 0] == 1)
    x, y = datasets.xor(noise=0.0)
    np.testing.assert_array_equal(x[:, 0] * x[:, 1] > 0, y[:, 0] == 1)
    x, y = datasets.plane()
    np.testing.assert_allclose(y[:, 0], x.sum(axis=1) / 4, atol=1e-6)
    _, y = datasets.multi_gaussian(n=4000)
    assert y.max() > 0.9 and y.min() < -0.9


def test_the_moons_reach_into_each_other():
    x, y = datasets.moons(n=1000, noise=0.0)
    upper, lower = x[y[:, 0] == 0], x[y[:, 0] == 1]
    assert upper[:, 1].min() < lower[:, 1].max()
    assert upper[:, 0].max() > lower[:, 0].min()
    nearest = np.linalg.norm(upper[:, None] - lower[None], axis=2).min()
    assert nearest > 0.3


def test_the_spirals_arms_stay_apart():
    x, y = datasets.spiral(n=1000, noise=0.0)
    one, other = x[y[:, 0] == 0], x[y[:, 0] == 1]
    far = np.hypot(*one.T) > 0.3
    assert np.linalg.norm(one[far][:, None] - other[None], axis=2).min() > 0.15
