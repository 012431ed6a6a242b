"""Sums, means, extremes, running sums and quantiles, over any axes of any shape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule


@st.composite
def reductions(draw, min_side=0):
    """An array, an axis argument (negative, several, None) and keepdims."""
    shape = draw(st.lists(st.integers(min_side, 3), min_size=1, max_size=3).map(tuple))
    axis = draw(
        st.one_of(
            st.none(),
            st.integers(-len(shape), len(shape) - 1),
            st.lists(st.integers(0, len(shape) - 1), unique=True, min_size=1).map(tuple),
        )
    )
    seed = draw(st.integers(0, 2**16))
    x = (
        np.random.default_rng(seed)
        .permutation(np.linspace(-2, 2, int(np.prod(shape))))
        .reshape(shape)
    )
    return x, axis, draw(st.booleans())


@pytest.mark.parametrize("name", ["sum", "prod"])
@settings(max_examples=25, deadline=None)
@given(case=reductions())
def test_sum_and_product_of_any_shape(name, case):
    x, axis, keepdims = case

    def f(t):
        return getattr(ops, name)(t, axis=axis, keepdims=keepdims)

    np.testing.assert_allclose(
        f(keras.Tensor(x)), getattr(np, name)(x, axis=axis, keepdims=keepdims), atol=1e-12
    )
    check_shape_rule(f, x)
    check_gradients(f, x)


@pytest.mark.parametrize("name", ["mean", "max", "min", "var", "std", "ptp", "median"])
@settings(max_examples=12, deadline=None)
@given(case=reductions(min_side=2))
def test_statistics(name, case):
    x, axis, keepdims = case

    def f(t):
        return getattr(ops, name)(t, axis=axis, keepdims=keepdims)

    np.testing.assert_allclose(
        f(keras.Tensor(x)), getattr(np, name)(x, axis=axis, keepdims=keepdims), atol=1e-12
    )
    check_shape_rule(f, x)
    check_gradients(f, x)


def test_logsumexp():
    x = np.random.default_rng(0).normal(size=(2, 3))
    expected = np.log(np.sum(np.exp(x), axis=1, keepdims=True))
    np.testing.assert_allclose(ops.logsumexp(keras.Tensor(x), axis=1, keepdims=True), expected)
    check_gradients(lambda t: ops.logsumexp(t, axis=-1), x)
    assert float(ops.logsumexp([1000.0, 1000.0])) == pytest.approx(1000.6931)
    assert float(ops.logsumexp([-np.inf, -np.inf])) == -np.inf


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
@pytest.mark.parametrize("axis", [None, 0, -1])
def test_running(name, axis):
    x = np.random.default_rng(0).normal(size=(3, 4))
    x[1, 2] = 0

    def f(t):
        return getattr(ops, name)(t, axis=axis)

    np.testing.assert_allclose(f(keras.Tensor(x)), getattr(np, name)(x, axis=axis))
    check_shape_rule(f, x)
    check_gradients(f, x)


def test_gradient_of_a_product_with_zeros():
    check_gradients(ops.prod, np.array([2.0, 0.0, 3.0]))
    check_gradients(ops.prod, np.array([0.0, 0.0, 3.0]))


@pytest.mark.parametrize("name", ["argmax", "argmin"])
@pytest.mark.parametrize("axis", [None, 0, -1])
@pytest.mark.parametrize("keepdims", [False, True])
def test_arguments(name, axis, keepdims):
    x = np.array([[1, 5, 5], [7, 2, 2]])
    found = getattr(ops, name)(x, axis=axis, keepdims=keepdims)
    np.testing.assert_array_equal(found, getattr(np, name)(x, axis=axis, keepdims=keepdims))
    assert found.dtype == "int32"
    check_shape_rule(lambda t: getattr(ops, name)(t, axis=axis, keepdims=keepdims), x)


def test_dtypes():
    assert ops.sum(ops.ones((2,), "bool")).dtype == "int32"
    assert ops.sum(ops.ones((2,), "uint8")).dtype == "uint32"
    assert ops.mean(ops.ones((2,), "int32")).dtype == "float32"
    assert ops.mean(ops.ones((2,), "float16")).dtype == "float16"
    assert ops.any([True, False]).dtype == "bool"


def test_float16_means_do_not_overflow():
    assert float(ops.mean(ops.full((100_000,), 4.0, "float16"))) == 4.0


def test_max_of_nothing_is_initial():
    assert ops.max(ops.zeros((0, 3)), axis=0, initial=-1).shape == (3,)
    with pytest.raises(ValueError, match=r"\(0, 3\)"):
        ops.max(ops.zeros((0, 3)), axis=0)


def test_gradient_of_max_is_shared():
    x = keras.Variable([[1.0, 3.0, 3.0]])
    with keras.GradientTape() as tape:
        y = ops.max(x, axis=1)
    np.testing.assert_array_equal(tape.gradient(y, x), [[0, 0.5, 0.5]])


@pytest.mark.parametrize("method", ["linear", "lower", "higher", "midpoint", "nearest"])
def test_quantile(method):
    x = np.random.default_rng(0).normal(size=(3, 5))
    for q in (0.0, 0.3, 1.0, [0.25, 0.5]):
        np.testing.assert_allclose(
            ops.quantile(keras.Tensor(x), q, axis=1, method=method),
            np.quantile(x, q, axis=1, method=method),
        )


def test_average_with_weights():
    x = np.random.default_rng(0).normal(size=(2, 3))
    w = np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(ops.average(keras.Tensor(x), 1, w), np.average(x, 1, w))
    check_gradients(lambda t, u: ops.average(t, 1, u), x, w)


def test_diff_and_trapezoid():
    y, x = np.array([[1.0, 4.0, 9.0], [2.0, 3.0, 5.0]]), np.array([0.0, 1.0, 3.0])
    np.testing.assert_array_equal(ops.diff(y), np.diff(y))
    np.testing.assert_array_equal(ops.diff(y, axis=0), np.diff(y, axis=0))
    np.testing.assert_allclose(ops.trapezoid(y, x), np.trapezoid(y, x))


def test_there_is_no_such_axis():
    with pytest.raises(ValueError, match="axis 2 is out of bounds"):
        ops.sum(ops.ones((2, 3)), axis=2)
