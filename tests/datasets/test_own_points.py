"""Drawn points, as the program holds them."""

import numpy as np
import pytest

from playground.datasets import points


def test_points_in_the_order_in_which_they_were_drawn():
    x, y = points("0.5 1 0, -1 2.25 1,\n 3 -3 2,")
    np.testing.assert_array_equal(x, np.float32([[0.5, 1], [-1, 2.25], [3, -3]]))
    np.testing.assert_array_equal(y, np.float32([[0], [1], [2]]))
    assert x.dtype == y.dtype == np.float32


@pytest.mark.parametrize(
    "text", ["1 2", "a b c", "1 2 0.5", "1 2 -1", "nan 2 0", "", "0 0 0," * 5001]
)
def test_another_text_is_refused(text):
    with pytest.raises(ValueError, match="points: expected"):
        points(text)
