"""Thinned curves keep their spikes, however often they are thinned."""

import math

from playground.thinning import half


def test_about_half_stays_and_the_first_the_newest_and_the_extremes_do() -> None:
    values = [math.sin(i / 7) for i in range(1001)]
    values[333], values[600] = 50.0, -50.0
    order = list(range(1001))
    for _ in range(5):
        kept = half([values[i] for i in order])
        assert len(kept) <= len(order) / 2 + 3 and kept == sorted(set(kept))
        order = [order[i] for i in kept]
    assert order[0] == 0 and order[-1] == 1000 and {333, 600} <= set(order)


def test_what_is_no_number_stays_too() -> None:
    values = [1.0] * 40
    values[21] = math.nan
    assert 21 in half(values)


def test_short_ones() -> None:
    assert half([]) == [] and half([1.0]) == [0] and half([1.0, 2.0]) == [0, 1]
