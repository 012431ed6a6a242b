"""Conditions and loops as functions, and gradients through them."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients


def test_cond():
    assert ops.cond(ops.convert_to_tensor(True), lambda: 1, lambda: 2) == 1
    assert ops.cond(ops.convert_to_tensor(False), lambda: 1, lambda: 2) == 2
    check_gradients(
        lambda x: ops.cond(ops.max(x) > 0, lambda: x * 2, lambda: x * 3), np.array([1.0, 2.0])
    )


def test_switch_stays_within_the_branches():
    branches = [lambda x: x, lambda x: x * 10]
    assert [ops.switch(i, branches, 3) for i in (-1, 0, 1, 7)] == [3, 3, 30, 30]


def test_while_loop():
    i, total = ops.while_loop(lambda i, t: i < 4, lambda i, t: (i + 1, t + i), (0, 0))
    assert (int(i), int(total)) == (4, 6)
    assert int(ops.while_loop(lambda i: i < 10, lambda i: i + 1, 0, maximum_iterations=3)) == 3
    check_gradients(lambda x: ops.fori_loop(0, 3, lambda i, v: v * x, x), np.array([1.5, -0.5]))


def test_while_loop_wants_as_many_values_as_it_gives():
    """As in Keras: the result is a tuple, and a body that returns something else is told."""
    assert ops.while_loop(lambda i: i < 2, lambda i: [i + 1], [0]) == (2,)
    for body, start in (
        (lambda i: i + 1, (0,)),
        (lambda i: (i + 1,), 0),
        (lambda i, j: (i + 1,), (0, 1)),
    ):
        with pytest.raises(TypeError, match="as many values as `loop_vars`"):
            ops.while_loop(lambda *v: v[0] < 2, body, start)


def test_scan():
    carry, ys = ops.scan(lambda c, x: (c + x, c * x), 0.0, np.array([1.0, 2.0, 3.0]))
    assert float(carry) == 6
    np.testing.assert_array_equal(ys, [0, 2, 9])
    _, backwards = ops.scan(lambda c, x: (c + x, c), 0.0, np.array([1.0, 2.0, 3.0]), reverse=True)
    np.testing.assert_array_equal(backwards, [5, 3, 0])
    with pytest.raises(ValueError, match="`length` not provided"):
        ops.scan(lambda c, x: (c, x), 0.0)


@pytest.mark.parametrize("reverse", [False, True])
def test_associative_scan(reverse):
    x = np.arange(1.0, 6.0)
    expected = np.cumsum(x[::-1])[::-1] if reverse else np.cumsum(x)
    np.testing.assert_array_equal(ops.associative_scan(lambda a, b: a + b, x, reverse), expected)


def test_map_and_vectorize():
    np.testing.assert_array_equal(ops.map(lambda r: r * 2, np.eye(2)), 2 * np.eye(2))
    np.testing.assert_array_equal(ops.vectorized_map(ops.sum, np.eye(3)), [1, 1, 1])
    largest = ops.vectorize(lambda a, b: a if a > b else b)
    np.testing.assert_array_equal(largest(np.array([[1], [5]]), np.array([2, 6])), [[2, 6], [5, 6]])
    product = ops.vectorize(lambda a, b: ops.sum(a * b), signature="(d),(d)->()")
    np.testing.assert_array_equal(product(np.eye(2), np.array([3.0, 4.0])), [3, 4])


def test_custom_gradient():
    @ops.custom_gradient
    def straight_through(x):
        return ops.round(x), lambda upstream: upstream

    x = keras.Variable([0.4, 1.6])
    with keras.GradientTape() as tape:
        y = ops.sum(straight_through(x) * [2.0, 3.0])
    assert float(y) == 6
    np.testing.assert_array_equal(tape.gradient(y, x), [2, 3])


def test_symbolic_condition():
    x = keras.KerasTensor((None, 3))
    assert ops.cond(keras.KerasTensor((), "bool"), lambda: x * 2, lambda: x).shape == (None, 3)
