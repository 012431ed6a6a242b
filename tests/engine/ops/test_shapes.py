"""Ops that only move numbers: NumPy's result, the shape rule, and the gradient of what was moved where."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

A = np.random.default_rng(0).normal(size=(2, 3))
B = np.random.default_rng(1).normal(size=(2, 3, 4))
C = np.random.default_rng(2).normal(size=(3, 3))

CASES = {
    "reshape": (lambda t: ops.reshape(t, (3, -1)), lambda x: x.reshape(3, -1), B),
    "ravel": (ops.ravel, np.ravel, A),
    "expand_dims": (lambda t: ops.expand_dims(t, (0, -1)), lambda x: np.expand_dims(x, (0, -1)), A),
    "squeeze": (lambda t: ops.squeeze(t, -1), lambda x: np.squeeze(x, -1), A[..., None]),
    "broadcast_to": (
        lambda t: ops.broadcast_to(t, (4, 2, 3)),
        lambda x: np.broadcast_to(x, (4, 2, 3)),
        A,
    ),
    "transpose": (ops.transpose, np.transpose, B),
    "transpose axes": (lambda t: ops.transpose(t, (1, -1, 0)), lambda x: x.transpose(1, -1, 0), B),
    "swapaxes": (lambda t: ops.swapaxes(t, 0, -1), lambda x: np.swapaxes(x, 0, -1), B),
    "moveaxis": (
        lambda t: ops.moveaxis(t, (0, 1), (-1, 0)),
        lambda x: np.moveaxis(x, (0, 1), (-1, 0)),
        B,
    ),
    "flip": (lambda t: ops.flip(t, -1), lambda x: np.flip(x, -1), A),
    "roll": (lambda t: ops.roll(t, 2, 1), lambda x: np.roll(x, 2, 1), A),
    "roll flat": (lambda t: ops.roll(t, -1), lambda x: np.roll(x, -1), A),
    "rot90": (lambda t: ops.rot90(t, 3), lambda x: np.rot90(x, 3), A),
    "tile": (lambda t: ops.tile(t, (2, 1, 2)), lambda x: np.tile(x, (2, 1, 2)), A),
    "repeat": (lambda t: ops.repeat(t, 2, 1), lambda x: np.repeat(x, 2, 1), A),
    "repeat flat": (lambda t: ops.repeat(t, 2), lambda x: np.repeat(x, 2), A),
    "repeat each": (lambda t: ops.repeat(t, [1, 0, 2], 1), lambda x: np.repeat(x, [1, 0, 2], 1), A),
    "pad": (lambda t: ops.pad(t, ((1, 0), (0, 2))), lambda x: np.pad(x, ((1, 0), (0, 2))), A),
    "pad reflect": (lambda t: ops.pad(t, 1, "reflect"), lambda x: np.pad(x, 1, "reflect"), A),
    "pad symmetric": (lambda t: ops.pad(t, 2, "symmetric"), lambda x: np.pad(x, 2, "symmetric"), C),
    "diagonal": (lambda t: ops.diagonal(t, 1), lambda x: np.diagonal(x, 1), A),
    "diagonal axes": (lambda t: ops.diagonal(t, -1, 2, 0), lambda x: np.diagonal(x, -1, 2, 0), B),
    "diag": (lambda t: ops.diag(t, -1), lambda x: np.diag(x, -1), C),
    "diagflat": (lambda t: ops.diagflat(t, 1), lambda x: np.diagflat(x, 1), A),
    "trace": (ops.trace, np.trace, C),
    "tril": (lambda t: ops.tril(t, -1), lambda x: np.tril(x, -1), B),
    "triu": (lambda t: ops.triu(t, 1), lambda x: np.triu(x, 1), B),
    "copy": (ops.copy, np.copy, A),
    "atleast_3d": (ops.atleast_3d, np.atleast_3d, A),
}


@pytest.mark.parametrize("case", CASES)
def test_one_tensor(case):
    f, expected, x = CASES[case]
    y = f(keras.Tensor(x))
    assert y.shape == expected(x).shape
    np.testing.assert_array_equal(y, expected(x))
    check_shape_rule(f, x) if case not in ("diagflat", "rot90") else None
    check_gradients(f, x)


@pytest.mark.parametrize("name", ["concatenate", "stack"])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_joining(name, axis):
    f, expected = getattr(ops, name), getattr(np, name)
    np.testing.assert_array_equal(f([A, A * 2], axis), expected([A, A * 2], axis))
    check_shape_rule(lambda a, b: f([a, b], axis), A, A)
    check_gradients(lambda a, b: f([a, b], axis), A, A * 2)


@pytest.mark.parametrize("name", ["hstack", "vstack", "dstack"])
@pytest.mark.parametrize("x", [A, A[0]], ids=["2-D", "1-D"])
def test_stacking(name, x):
    np.testing.assert_array_equal(getattr(ops, name)([x, x]), getattr(np, name)([x, x]))


def test_joining_tensors_of_different_shape_names_them():
    with pytest.raises(ValueError, match=r"\(3, 3\).*\(2, 3\)"):
        ops.concatenate([A, C], axis=1)


@pytest.mark.parametrize("sections", [2, [1, 3]])
def test_split(sections):
    for part, expected in zip(ops.split(keras.Tensor(B), sections, -1), np.split(B, sections, -1)):
        np.testing.assert_array_equal(part, expected)
    check_gradients(lambda t: ops.split(t, sections, -1)[1], B)
    parts = ops.array_split(keras.Tensor(B), 3, axis=2)
    assert [p.shape for p in parts] == [(2, 3, 2), (2, 3, 1), (2, 3, 1)]


def test_unstack():
    assert [t.shape for t in ops.unstack(keras.Tensor(B), axis=1)] == [(2, 4)] * 3


@settings(max_examples=30, deadline=None)
@given(shape=st.lists(st.integers(0, 3), min_size=1, max_size=4).map(tuple), data=st.data())
def test_transposing_back(shape, data):
    order = tuple(data.draw(st.permutations(range(len(shape)))))
    x = keras.Tensor(np.arange(np.prod(shape)).reshape(shape))
    back = ops.transpose(ops.transpose(x, order), tuple(np.argsort(order)))
    np.testing.assert_array_equal(back, x)


def test_reshape_errors_name_both_shapes():
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(4,\)"):
        ops.reshape(keras.Tensor(A), (4,))
    with pytest.raises(ValueError, match=r"\(2, 3\).*\(4, -1\)"):
        ops.reshape(keras.Tensor(A), (4, -1))


def test_unknown_lengths_are_worked_out_where_possible():
    x = keras.KerasTensor((None, 4, 5))
    assert ops.reshape(x, (-1, 20)).shape == (None, 20)
    assert ops.reshape(keras.KerasTensor((2, 6)), (-1, 3)).shape == (4, 3)
    assert ops.concatenate([x, x], axis=1).shape == (None, 8, 5)
    assert ops.tile(x, (1, 2, 1)).shape == (None, 8, 5)
    assert ops.pad(x, ((0, 0), (1, 1), (0, 0))).shape == (None, 6, 5)


def test_complex_views():
    z = np.array([1 + 2j, 3 - 1j], "complex64")
    np.testing.assert_array_equal(ops.view_as_complex(ops.view_as_real(z)), z)
    assert ops.view(np.ones((2, 4), "float32"), "int32").dtype == "int32"
    assert ops.view(np.ones((2, 4), "float32"), "uint8").shape == (2, 16)


def test_rearrange():
    x = keras.Tensor(np.arange(24).reshape(6, 4))
    np.testing.assert_array_equal(
        ops.rearrange(x, "(h w) c -> c w h", h=2), x.numpy().reshape(2, 3, 4).transpose(2, 1, 0)
    )
    assert ops.rearrange(keras.KerasTensor((None, 2, 3)), "b h w -> b (w h)").shape == (None, 6)
    check_gradients(lambda t: ops.rearrange(t, "a b -> (b a)"), A)
    for wrong in ("a b -> a", "a -> a", "(a b) c -> a b c"):
        with pytest.raises(ValueError, match="a"):
            ops.rearrange(x, wrong)
