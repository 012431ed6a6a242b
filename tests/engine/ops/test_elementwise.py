"""Functions of one number: values are NumPy's, shapes stay, gradients are finite differences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

shapes = st.lists(st.integers(0, 3), max_size=3).map(tuple)
seeds = st.integers(0, 2**16)

# name: (NumPy's function, lowest and highest number to try, smooth)
REAL = {
    "exp": (np.exp, -2, 2),
    "exp2": (np.exp2, -2, 2),
    "expm1": (np.expm1, -2, 2),
    "log": (np.log, 0.5, 4),
    "log1p": (np.log1p, -0.5, 4),
    "log2": (np.log2, 0.5, 4),
    "log10": (np.log10, 0.5, 4),
    "sqrt": (np.sqrt, 0.5, 4),
    "cbrt": (np.cbrt, 0.5, 4),
    "reciprocal": (np.reciprocal, 0.5, 4),
    "rsqrt": (lambda x: 1 / np.sqrt(x), 0.5, 4),
    "negative": (np.negative, -2, 2),
    "absolute": (np.absolute, 0.1, 2),
    "square": (np.square, -2, 2),
    "sin": (np.sin, -3, 3),
    "cos": (np.cos, -3, 3),
    "tan": (np.tan, -1, 1),
    "arcsin": (np.arcsin, -0.8, 0.8),
    "arccos": (np.arccos, -0.8, 0.8),
    "arctan": (np.arctan, -3, 3),
    "sinh": (np.sinh, -2, 2),
    "cosh": (np.cosh, -2, 2),
    "tanh": (np.tanh, -2, 2),
    "arcsinh": (np.arcsinh, -2, 2),
    "arccosh": (np.arccosh, 1.3, 4),
    "arctanh": (np.arctanh, -0.8, 0.8),
    "sinc": (np.sinc, 0.2, 2),
    "deg2rad": (np.deg2rad, -180, 180),
    "rad2deg": (np.rad2deg, -3, 3),
    "erf": (np.vectorize(math.erf, otypes=[float]), -2, 2),
    "erfc": (np.vectorize(math.erfc, otypes=[float]), -2, 2),
    "i0": (np.i0, 0.3, 2),
}


def draw(shape, low, high, seed):
    return np.random.default_rng(seed).uniform(low, high, shape)


@pytest.mark.parametrize("name", REAL)
@settings(max_examples=8, deadline=None)
@given(shape=shapes, seed=seeds)
def test_smooth_function(name, shape, seed):
    function, low, high = REAL[name]
    x = draw(shape, low, high, seed)
    f = getattr(ops, name)
    assert f(keras.Tensor(x)).shape == shape
    np.testing.assert_allclose(f(keras.Tensor(x)), function(x), rtol=1e-10)
    check_shape_rule(f, x)
    check_gradients(f, x)


@pytest.mark.parametrize(
    "name", ["floor", "ceil", "trunc", "round", "sign", "signbit", "isnan", "isfinite"]
)
def test_steps_have_numpys_values_and_no_gradient(name):
    x = np.array([-2.5, -1.0, -0.0, 0.5, 1.5, 2.5])
    np.testing.assert_array_equal(getattr(ops, name)(keras.Tensor(x)), getattr(np, name)(x))
    t = keras.Tensor(x)
    with keras.GradientTape() as tape:
        tape.watch(t)
        y = getattr(ops, name)(t)
    assert tape.gradient(y, t) is None


def test_integers_become_the_default_float():
    assert ops.exp(ops.convert_to_tensor([1, 2])).dtype == "float32"
    assert ops.exp(np.ones(2, "float16")).dtype == "float16"
    assert ops.absolute(ops.convert_to_tensor([-1, 2])).dtype == "int32"
    assert ops.sign(ops.convert_to_tensor([True])).dtype == "int32"


@settings(max_examples=20, deadline=None)
@given(shape=shapes, seed=seeds)
def test_clip(shape, seed):
    x = draw(shape, -2, 2, seed)
    np.testing.assert_allclose(ops.clip(keras.Tensor(x), -1.0, 1.0), np.clip(x, -1, 1))
    check_gradients(lambda t: ops.clip(t, -1.0, 1.0) * t, x)


def test_no_gradient_where_clipped():
    x = keras.Variable([-2.0, 0.5, 2.0])
    with keras.GradientTape() as tape:
        y = ops.sum(ops.clip(x, -1.0, 1.0))
    np.testing.assert_array_equal(tape.gradient(y, x), [0, 1, 0])


def test_nan_to_num():
    x = np.array([np.nan, np.inf, -np.inf, 1.0], "float32")
    np.testing.assert_array_equal(ops.nan_to_num(x), np.nan_to_num(x))
    np.testing.assert_array_equal(ops.nan_to_num(x, nan=5, posinf=6, neginf=7), [5, 6, 7, 1])


def test_erfinv_undoes_erf():
    x = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(ops.erfinv(ops.erf(keras.Tensor(x))), x, rtol=1e-8, atol=1e-12)
    check_gradients(ops.erfinv, np.linspace(-0.9, 0.9, 5))
    np.testing.assert_array_equal(
        ops.erfinv(keras.Tensor(np.array([1.0, -1.0, 2.0]))), [np.inf, -np.inf, np.nan]
    )
