"""Inverses, determinants, factorisations and norms, against NumPy and finite differences."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

rng = np.random.default_rng(0)
SQUARE = rng.normal(size=(3, 3)) + 3 * np.eye(3)
BATCH = rng.normal(size=(2, 3, 3)) + 3 * np.eye(3)
POSITIVE = SQUARE @ SQUARE.T
TALL, WIDE = rng.normal(size=(4, 3)), rng.normal(size=(3, 4))
VECTOR = rng.normal(size=3)


@pytest.mark.parametrize("x", [SQUARE, BATCH], ids=["one", "batch"])
@pytest.mark.parametrize("name", ["inv", "det"])
def test_inverse_and_determinant(name, x):
    np.testing.assert_allclose(getattr(ops, name)(keras.Tensor(x)), getattr(np.linalg, name)(x))
    check_shape_rule(getattr(ops, name), BATCH)
    check_gradients(getattr(ops, name), x)


def test_logdet():
    assert float(ops.logdet(keras.Tensor(POSITIVE))) == pytest.approx(
        np.log(np.linalg.det(POSITIVE))
    )
    check_gradients(ops.logdet, POSITIVE)


@pytest.mark.parametrize("b", [VECTOR, rng.normal(size=(3, 2))], ids=["vector", "matrix"])
def test_solve(b):
    np.testing.assert_allclose(ops.solve(keras.Tensor(SQUARE), b), np.linalg.solve(SQUARE, b))
    check_gradients(ops.solve, SQUARE, b)
    check_gradients(lambda a, c: ops.solve_triangular(a, c, lower=True), SQUARE, b)


def test_cholesky():
    def f(x):
        return ops.cholesky((x + ops.transpose(x)) * 0.5)  # finite differences must stay symmetric

    np.testing.assert_allclose(ops.cholesky(keras.Tensor(POSITIVE)), np.linalg.cholesky(POSITIVE))
    np.testing.assert_allclose(
        ops.cholesky_inverse(ops.cholesky(keras.Tensor(POSITIVE))), np.linalg.inv(POSITIVE)
    )
    check_gradients(f, POSITIVE)
    with pytest.raises(ValueError, match="Cholesky decomposition failed"):
        ops.cholesky(-np.eye(2))


def test_eigh():
    values, vectors = ops.eigh(keras.Tensor(POSITIVE))
    np.testing.assert_allclose(vectors * values @ ops.transpose(vectors), POSITIVE)
    check_gradients(lambda x: ops.eigh((x + ops.transpose(x)) * 0.5)[0], POSITIVE)
    check_gradients(lambda x: ops.square(ops.eigh((x + ops.transpose(x)) * 0.5)[1]), POSITIVE)


@pytest.mark.parametrize("x", [SQUARE, TALL, WIDE], ids=["square", "tall", "wide"])
def test_svd(x):
    u, s, vt = ops.svd(keras.Tensor(x), full_matrices=False)
    np.testing.assert_allclose(u * s @ vt, x)
    check_shape_rule(ops.svd, x)
    check_gradients(lambda t: ops.svd(t, compute_uv=False), x, order=1)
    check_gradients(lambda t: ops.square(ops.svd(t, full_matrices=False)[2]), x, order=1)


@pytest.mark.parametrize("x", [SQUARE, TALL], ids=["square", "tall"])
def test_qr(x):
    q, r = ops.qr(keras.Tensor(x))
    np.testing.assert_allclose(q @ r, x)
    check_shape_rule(ops.qr, np.stack([x, x]))
    check_gradients(lambda t: ops.qr(t)[0], x, order=1)
    check_gradients(lambda t: ops.qr(t)[1], x, order=1)


def test_lu_factor():
    lu, pivots = ops.lu_factor(keras.Tensor(SQUARE))
    low, high = np.tril(lu, -1) + np.eye(3), np.triu(lu)
    rows = SQUARE.copy()
    for i, p in enumerate(np.asarray(pivots)):
        rows[[i, p]] = rows[[p, i]]
    np.testing.assert_allclose(low @ high, rows)


@pytest.mark.parametrize("x", [TALL, WIDE], ids=["tall", "wide"])
def test_pinv_lstsq_rank(x):
    np.testing.assert_allclose(ops.pinv(keras.Tensor(x)), np.linalg.pinv(x))
    assert int(ops.matrix_rank(keras.Tensor(x))) == 3
    b = rng.normal(size=x.shape[0])
    np.testing.assert_allclose(ops.lstsq(x, b), np.linalg.lstsq(x, b, None)[0])


@pytest.mark.parametrize("ord", [None, 0, 1, 2, 3, -1, np.inf, -np.inf])
def test_vector_norms(ord):
    np.testing.assert_allclose(
        ops.norm(keras.Tensor(TALL), ord, axis=1), np.linalg.norm(TALL, ord, axis=1)
    )
    check_gradients(lambda t: ops.norm(t, ord, axis=-1, keepdims=True), TALL)


@pytest.mark.parametrize("ord", [None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf])
def test_matrix_norms(ord):
    expected = np.linalg.norm(BATCH, ord, axis=(1, 2))
    np.testing.assert_allclose(ops.norm(keras.Tensor(BATCH), ord, axis=(1, 2)), expected)
    check_gradients(lambda t: ops.norm(t, ord, axis=(1, 2)), BATCH, order=1)


def test_jvp():
    x, v = np.array([1.0, 2.0]), np.array([0.5, -1.0])
    value, direction = ops.jvp(lambda t: ops.sin(t) * t, [x], [v])
    np.testing.assert_allclose(value, np.sin(x) * x)
    np.testing.assert_allclose(direction, (np.cos(x) * x + np.sin(x)) * v)


def test_what_is_not_a_matrix_is_refused():
    with pytest.raises(ValueError, match=r"rank >= 2.*\(3,\)"):
        ops.inv(ops.ones((3,)))
    with pytest.raises(ValueError, match=r"square matrix.*\(2, 3\)"):
        ops.det(ops.ones((2, 3)))
