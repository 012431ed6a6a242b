"""What networks are made of: values from the formulas, gradients from finite differences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import engine as keras
from playground.engine import ops

from ..finite_differences import check_gradients, check_shape_rule

# each avoids the corners of its piecewise functions: -3, -1, -0.5, 0, 0.5, 1, 3, 6
X = np.array([[-4.2, -2.1, -0.9, -0.3], [0.2, 0.7, 2.2, 6.5]])

sig = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
FORMULAS = {
    "sigmoid": sig,
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "log_sigmoid": lambda x: np.log(sig(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "silu": lambda x: x * sig(x),
    "hard_silu": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "tanh_shrink": lambda x: x - np.tanh(x),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * (np.exp(x) - 1)),
    "celu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "gelu": lambda x: 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))),
    "mish": lambda x: x * np.tanh(np.log(1 + np.exp(x))),
    "soft_shrink": lambda x: np.sign(x) * np.maximum(abs(x) - 0.5, 0),
    "hard_shrink": lambda x: np.where(abs(x) > 0.5, x, 0),
    "squareplus": lambda x: (x + np.sqrt(x * x + 4)) / 2,
    "sparse_plus": lambda x: np.where(x <= -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(-1, keepdims=True),
    "log_softmax": lambda x: np.log(np.exp(x) / np.exp(x).sum(-1, keepdims=True)),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_activation(name):
    f = getattr(ops, name)
    assert f(keras.Tensor(X)).shape == X.shape
    np.testing.assert_allclose(f(keras.Tensor(X)), FORMULAS[name](X), rtol=1e-9, atol=1e-12)
    assert f(X.astype("float32")).dtype == "float32"
    check_shape_rule(f, X)
    check_gradients(f, X)


@pytest.mark.parametrize("name", FORMULAS)
def test_large_numbers_stay_finite(name):
    x = np.array([[-1e4, 1e4]], "float32")
    assert np.isfinite(getattr(ops, name)(x).numpy()).all()


@settings(max_examples=25, deadline=None)
@given(shape=st.lists(st.integers(2, 3), min_size=1, max_size=3).map(tuple), data=st.data())
def test_softmax_over_any_axis(shape, data):
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    x = np.random.default_rng(0).normal(size=shape)
    y = ops.softmax(keras.Tensor(x), axis)
    np.testing.assert_allclose(np.sum(y, axis=axis), np.ones_like(x.sum(axis)))
    check_gradients(lambda t: ops.softmax(t, axis), x)


def test_softmax_over_all_axes():
    assert float(ops.sum(ops.softmax(X, axis=None))) == pytest.approx(1)
    assert float(ops.sum(ops.softmax(X, axis=(0, 1)))) == pytest.approx(1)


def test_softmax_over_a_single_class_warns():
    with pytest.warns(UserWarning, match="Did you mean to use a sigmoid"):
        np.testing.assert_array_equal(ops.softmax(np.array([[3.0]])), [[1]])


def test_gradient_of_relu_at_zero_is_zero():
    x = keras.Variable([0.0])
    with keras.GradientTape() as tape:
        y = ops.relu(x)
    assert float(tape.gradient(y, x)[0]) == 0


def test_glu():
    np.testing.assert_allclose(ops.glu(X), X[:, :2] * sig(X[:, 2:]))
    check_gradients(ops.glu, X)
    with pytest.raises(ValueError, match="divisible by 2"):
        ops.glu(X[:, :3])


def test_sparsemax_is_the_nearest_point_of_the_simplex():
    x = np.array([[0.1, 1.1, 0.2], [2.0, 0.0, -1.0]])
    y = ops.sparsemax(x)
    np.testing.assert_allclose(y, [[0.0, 0.95, 0.05], [1.0, 0.0, 0.0]])
    check_gradients(ops.sparsemax, np.array([[0.1, 0.6, 0.2]]), order=1)


def test_exact_gelu():
    np.testing.assert_allclose(
        ops.gelu(X, approximate=False), 0.5 * X * (1 + np.vectorize(math.erf)(X / np.sqrt(2)))
    )


# ---------------------------------------------------------------------------------------- crossentropies
P = np.array([[0.1, 0.2, 0.7], [0.5, 0.3, 0.2]])
T = np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])


@pytest.mark.parametrize("from_logits", [False, True])
def test_binary_crossentropy(from_logits):
    p = sig(P) if from_logits else P
    expected = -(T * np.log(p) + (1 - T) * np.log(1 - p))
    np.testing.assert_allclose(ops.binary_crossentropy(T, keras.Tensor(P), from_logits), expected)
    check_gradients(lambda o: ops.binary_crossentropy(T, o, from_logits), P)


@pytest.mark.parametrize("from_logits", [False, True])
@pytest.mark.parametrize("axis", [-1, 0])
def test_categorical_crossentropy(from_logits, axis):
    logs = np.log(P / P.sum(axis, keepdims=True))
    if from_logits:
        logs = P - np.log(np.exp(P).sum(axis, keepdims=True))
    np.testing.assert_allclose(
        ops.categorical_crossentropy(T, keras.Tensor(P), from_logits, axis), -(T * logs).sum(axis)
    )
    check_gradients(lambda o: ops.categorical_crossentropy(T, o, from_logits, axis), P)


@pytest.mark.parametrize("from_logits", [False, True])
def test_sparse_categorical_crossentropy(from_logits):
    classes = np.array([2, 0])
    dense = ops.categorical_crossentropy(np.eye(3)[classes], keras.Tensor(P), from_logits)
    np.testing.assert_allclose(
        ops.sparse_categorical_crossentropy(classes, keras.Tensor(P), from_logits), dense
    )
    np.testing.assert_allclose(
        ops.sparse_categorical_crossentropy(classes[:, None], keras.Tensor(P), from_logits), dense
    )
    check_gradients(lambda o: ops.sparse_categorical_crossentropy(classes, o, from_logits), P)


def test_probabilities_are_clipped_and_then_have_no_gradient():
    p = keras.Variable([[0.0, 1.0]])
    with keras.GradientTape() as tape:
        loss = ops.binary_crossentropy(np.array([[1.0, 0.0]], "float32"), p)
    np.testing.assert_allclose(loss, [[16.118095, 15.942385]], rtol=1e-5)
    np.testing.assert_array_equal(tape.gradient(loss, p), [[0, 0]])


def test_labels_that_do_not_fit_name_both_shapes():
    with pytest.raises(ValueError, match=r"target.shape=\(2, 3\), output.shape=\(2, 4\)"):
        ops.categorical_crossentropy(np.ones((2, 3)), np.ones((2, 4)))
    with pytest.raises(ValueError, match=r"target.shape=\(3,\), output.shape=\(2, 4\)"):
        ops.sparse_categorical_crossentropy(np.ones((3,), int), np.ones((2, 4)))


# ----------------------------------------------------------------------------------------- normalisation
def test_moments():
    mean, variance = ops.moments(keras.Tensor(X), axes=[0])
    np.testing.assert_allclose(mean, X.mean(0))
    np.testing.assert_allclose(variance, X.var(0))


@pytest.mark.parametrize("order", [1, 2, 3])
def test_normalize(order):
    y = ops.normalize(keras.Tensor(X), axis=1, order=order)
    np.testing.assert_allclose(np.linalg.norm(y.numpy(), order, axis=1), [1, 1])
    check_gradients(lambda t: ops.normalize(t, axis=-1, order=order), X)


def test_batch_normalization():
    mean, variance, offset, scale = (np.random.default_rng(i).uniform(0.5, 1, 4) for i in range(4))

    def f(x, m, v, b, s):
        return ops.batch_normalization(x, m, v, -1, b, s)

    expected = (X - mean) / np.sqrt(variance + 1e-3) * scale + offset
    np.testing.assert_allclose(f(keras.Tensor(X), mean, variance, offset, scale), expected)
    check_gradients(f, X, mean, variance, offset, scale, order=1)


def test_layer_and_rms_normalization():
    y = ops.layer_normalization(keras.Tensor(X), epsilon=0.0)
    np.testing.assert_allclose(y.numpy().mean(-1), [0, 0], atol=1e-12)
    np.testing.assert_allclose(y.numpy().std(-1), [1, 1])
    z = ops.rms_normalization(keras.Tensor(X), epsilon=0.0)
    np.testing.assert_allclose((z.numpy() ** 2).mean(-1), [1, 1])
    check_gradients(lambda t: ops.layer_normalization(t), X, rtol=1e-3)
    check_gradients(lambda t: ops.rms_normalization(t), X, rtol=1e-3)


def test_layer_normalization_of_half_precision_and_with_scales_of_each_row():
    x = (X * 300).astype("float16")
    y = ops.layer_normalization(x)
    assert y.dtype == "float16"
    np.testing.assert_allclose(y, ops.layer_normalization(x.astype("float32")), atol=2e-3)
    gamma = np.arange(1.0, X.size + 1).reshape(X.shape)
    scaled = ops.layer_normalization(keras.Tensor(X), gamma)
    np.testing.assert_allclose(scaled, ops.layer_normalization(keras.Tensor(X)) * gamma)
    with pytest.warns(UserWarning, match="deprecated"):
        old = ops.layer_normalization(keras.Tensor(X), rms_scaling=True)
    np.testing.assert_allclose(old, X / np.sqrt(X.var(-1, keepdims=True) + 1e-7))
    with pytest.raises(TypeError, match="unexpected arguments"):
        ops.layer_normalization(keras.Tensor(X), scaling=True)


def test_attention():
    rng = np.random.default_rng(0)
    q, k, v = (
        rng.normal(size=(1, 2, 2, 3)),
        rng.normal(size=(1, 4, 2, 3)),
        rng.normal(size=(1, 4, 2, 3)),
    )
    logits = np.einsum("btnh,bsnh->bnts", q, k) / np.sqrt(3)
    weights = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    expected = np.einsum("bnts,bsnh->btnh", weights, v)
    np.testing.assert_allclose(ops.dot_product_attention(q, k, v), expected, rtol=1e-6)
    check_gradients(ops.dot_product_attention, q, k, v, order=1)
    causal = ops.dot_product_attention(k, k, v, is_causal=True)
    np.testing.assert_allclose(causal[:, 0], v[:, 0], rtol=1e-6)  # the first sees only itself


@pytest.mark.parametrize("function", [ops.softmax, ops.log_softmax])
def test_an_axis_that_is_not_there_is_named(function):
    with pytest.raises(ValueError, match="axis 10 is out of bounds"):
        function(keras.KerasTensor((3, 4)), axis=10)
