"""Operations on two tensors: broadcasting, promotion of dtypes, gradients of both operands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

pairs = mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_side=3, max_dims=3)
seeds = st.integers(0, 2**16)

REAL = {  # name: range of the first and of the second operand, where the function is smooth
    "add": ((-2, 2), (-2, 2)),
    "subtract": ((-2, 2), (-2, 2)),
    "multiply": ((-2, 2), (-2, 2)),
    "divide": ((-2, 2), (0.5, 2)),
    "power": ((0.5, 2), (-2, 2)),
    "maximum": ((-2, 2), (-2, 2)),
    "minimum": ((-2, 2), (-2, 2)),
    "fmax": ((-2, 2), (-2, 2)),
    "fmin": ((-2, 2), (-2, 2)),
    "arctan2": ((0.5, 2), (0.5, 2)),
    "hypot": ((0.5, 2), (0.5, 2)),
    "logaddexp": ((-2, 2), (-2, 2)),
    "logaddexp2": ((-2, 2), (-2, 2)),
}


@pytest.mark.parametrize("name", REAL)
@settings(max_examples=8, deadline=None)
@given(pair=pairs, seed=seeds)
def test_smooth_function(name, pair, seed):
    rng = np.random.default_rng(seed)
    (low1, high1), (low2, high2) = REAL[name]
    x, y = (
        rng.uniform(a, b, s) for a, b, s in ((low1, high1, pair[0][0]), (low2, high2, pair[0][1]))
    )
    f = getattr(ops, name)
    assert f(keras.Tensor(x), keras.Tensor(y)).shape == pair.result_shape
    np.testing.assert_allclose(
        f(keras.Tensor(x), keras.Tensor(y)), getattr(np, name)(x, y), rtol=1e-10
    )
    check_shape_rule(f, x, y)
    check_gradients(f, x, y)


@pytest.mark.parametrize("name", ["floor_divide", "mod", "fmod", "gcd", "lcm"])
@pytest.mark.parametrize("dtype", ["int32", "float32"])
def test_whole_numbers(name, dtype):
    if name in ("gcd", "lcm") and dtype == "float32":
        pytest.skip("integers only")
    x, y = np.array([7, -7, 8, 9], dtype), np.array([3, 3, -3, 4], dtype)
    np.testing.assert_array_equal(getattr(ops, name)(x, y), getattr(np, name)(x, y))
    assert getattr(ops, name)(x, y).dtype == dtype


def test_gradient_is_shared_by_equal_operands():
    x, y = keras.Variable([1.0, 2.0]), keras.Variable([1.0, 3.0])
    with keras.GradientTape() as tape:
        z = ops.sum(ops.maximum(x, y))
    dx, dy = tape.gradient(z, [x, y])
    np.testing.assert_array_equal(dx, [0.5, 0])
    np.testing.assert_array_equal(dy, [0.5, 1])


def test_gradients_of_powers_at_zero_are_finite():
    x = keras.Variable([0.0, 2.0])
    with keras.GradientTape(persistent=True) as tape:
        square, cube, one, half = x**2, x**3, x**0, x**0.5
    np.testing.assert_array_equal(tape.gradient(square, x), [0, 4])
    np.testing.assert_array_equal(tape.gradient(cube, x), [0, 12])
    np.testing.assert_array_equal(tape.gradient(one, x), [0, 0])
    with np.errstate(divide="ignore"):
        assert float(tape.gradient(half, x)[0]) == np.inf


def test_divide_no_nan():
    x = keras.Variable([1.0, 2.0])
    with keras.GradientTape() as tape:
        y = ops.divide_no_nan(x, [0.0, 4.0])
    np.testing.assert_array_equal(y, [0, 0.5])
    np.testing.assert_array_equal(tape.gradient(y, x), [0, 0.25])


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("int32", "float16", "float16"),
        ("int64", "float32", "float32"),
        ("bool", "int8", "int8"),
        ("uint8", "int8", "int16"),
        ("uint32", "int32", "int32"),
        ("float64", "float32", "float32"),
        ("float64", "int64", "float64"),
        ("float16", "float32", "float32"),
    ],
)
def test_promotion(first, second, result):
    x, y = ops.ones((2,), first), ops.ones((2,), second)
    assert (x + y).dtype == (y + x).dtype == result
    assert ops.add(keras.KerasTensor((2,), first), keras.KerasTensor((2,), second)).dtype == result


def test_python_numbers_are_weak():
    assert (ops.ones((2,), "float16") * 2.5).dtype == "float16"
    assert (2 + ops.ones((2,), "int8")).dtype == "int8"
    assert (ops.ones((2,), "int32") * 2.5).dtype == "float32"
    assert (ops.ones((2,), "int32") / 2).dtype == "float32"
    assert (ops.ones((2,)) * np.float64(2.5)).dtype == "float32"


def test_shapes_that_do_not_fit_are_both_named():
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(4,\)"):
        ops.ones((2, 3)) + ops.ones((4,))


def test_minus_zero_is_not_zero():
    assert not ops.signbit(ops.ones((1,)) * 0.0).numpy()[0]
    assert ops.signbit(ops.ones((1,)) * -0.0).numpy()[0]
