"""Products of matrices and vectors of every rank."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

rng = np.random.default_rng(0)

SHAPES = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 4)),
    ((2, 3), (3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((1, 2, 3), (5, 3, 4)),
    ((2, 0), (0, 3)),
    ((0, 3), (3, 2)),
]


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_matmul(a, b):
    x, y = rng.normal(size=a), rng.normal(size=b)
    assert ops.matmul(keras.Tensor(x), keras.Tensor(y)).shape == np.matmul(x, y).shape
    np.testing.assert_allclose(keras.Tensor(x) @ y, x @ y)
    check_shape_rule(ops.matmul, x, y)
    check_gradients(ops.matmul, x, y)


def test_matmul_errors_say_what_fits():
    with pytest.raises(ValueError, match=r"\(2, 784\).*\(32, 784\).*transposed: \(784, 32\)"):
        ops.matmul(ops.ones((2, 784)), ops.ones((32, 784)))
    with pytest.raises(ValueError, match="at least one axis"):
        ops.matmul(ops.ones(()), ops.ones((3,)))


def test_matmul_of_an_unknown_batch():
    assert ops.matmul(keras.KerasTensor((None, 4)), keras.KerasTensor((4, 2))).shape == (None, 2)
    with pytest.raises(ValueError, match=r"\(None, 4\)"):
        ops.matmul(keras.KerasTensor((None, 4)), keras.KerasTensor((5, 2)))


@pytest.mark.parametrize("name", ["dot", "inner", "outer", "vdot", "kron"])
@pytest.mark.parametrize(
    "shapes", [((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (3, 3)), ((2, 2, 3), (3, 3))]
)
def test_other_products(name, shapes):
    x, y = (rng.normal(size=s) for s in shapes)
    try:
        expected = getattr(np, name)(x, y)
    except ValueError:
        pytest.skip("NumPy refuses these shapes")
    f = getattr(ops, name)
    np.testing.assert_allclose(f(keras.Tensor(x), keras.Tensor(y)), expected)
    check_shape_rule(f, x, y)
    check_gradients(f, x, y)


@pytest.mark.parametrize("axes", [0, 1, 2, ((0,), (1,)), ((1, 0), (0, 1))])
def test_tensordot(axes):
    x, y = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
    np.testing.assert_allclose(ops.tensordot(keras.Tensor(x), y, axes), np.tensordot(x, y, axes))
    check_gradients(lambda a, b: ops.tensordot(a, b, axes), x, y)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 3), (2, 3)])
def test_cross(sizes):
    x, y = rng.normal(size=(4, sizes[0])), rng.normal(size=(4, sizes[1]))
    three = [np.pad(v, ((0, 0), (0, 3 - v.shape[1]))) for v in (x, y)]
    expected = np.cross(*three)
    np.testing.assert_allclose(ops.cross(x, y), expected[:, 2] if sizes == (2, 2) else expected)
    check_gradients(ops.cross, x, y)


SUBSCRIPTS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    ("bij,bjk->bik", (2, 2, 3), (2, 3, 4)),
    ("...ij,jk->...ik", (2, 2, 3), (3, 4)),
    ("i,j->ij", (2,), (3,)),
    ("ij->ji", (2, 3)),
    ("ij->", (2, 3)),
    ("ij->i", (2, 3)),
    ("btnh,bsnh->bnts", (2, 3, 2, 2), (2, 4, 2, 2)),
    ("ij,jk,kl->il", (2, 3), (3, 2), (2, 2)),
    ("...,...->...", (2, 3), (3,)),
]


@pytest.mark.parametrize("case", SUBSCRIPTS, ids=lambda c: c[0])
def test_einsum(case):
    subscripts, *shapes = case
    xs = [rng.normal(size=s) for s in shapes]
    np.testing.assert_allclose(
        ops.einsum(subscripts, *map(keras.Tensor, xs)), np.einsum(subscripts, *xs)
    )
    check_shape_rule(lambda *t: ops.einsum(subscripts, *t), *xs)
    check_gradients(lambda *t: ops.einsum(subscripts, *t), *xs)


@settings(max_examples=20, deadline=None)
@given(m=st.integers(0, 3), k=st.integers(0, 3), n=st.integers(0, 3))
def test_einsum_is_matmul(m, k, n):
    x, y = rng.normal(size=(m, k)), rng.normal(size=(k, n))
    np.testing.assert_allclose(ops.einsum("ij,jk->ik", x, y), x @ y, atol=1e-12)


def test_einsum_names_the_index_that_does_not_fit():
    with pytest.raises(ValueError, match="'j' has length 3 in one operand and 4"):
        ops.einsum("ij,jk->ik", ops.ones((2, 3)), ops.ones((4, 2)))
