"""Attention layers: against loops in NumPy, and what masks mean. Numbers of Keras are compared in tests/parity."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers
from tests.engine.finite_differences import check_gradients

rng = np.random.default_rng(0)
query, value = rng.normal(size=(2, 4, 6)), rng.normal(size=(2, 5, 6))
query, value = query.astype("float32"), value.astype("float32")


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def test_attention():
    y, weights = layers.Attention()([query, value], return_attention_scores=True)
    assert y.shape == (2, 4, 6)
    expected = softmax(query @ value.swapaxes(1, 2))
    np.testing.assert_allclose(weights, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(y, expected @ value, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("use_gate", [False, True])
def test_multi_head_attention(use_gate):
    layer = layers.MultiHeadAttention(3, 2, value_dim=4, use_gate=use_gate)
    y = layer(query, value)
    assert y.shape == (2, 4, 6)
    dense = [layer.query_dense, layer.key_dense, layer.value_dense]
    q, k, v = (d(x).numpy() for d, x in zip(dense, (query, value, value)))
    expected = np.zeros((2, 4, 3, 4))
    for head in range(3):
        weights = softmax(q[:, :, head] @ k[:, :, head].swapaxes(1, 2) / np.sqrt(2))
        expected[:, :, head] = weights @ v[:, :, head]
    if use_gate:
        expected *= layer._gate_dense(query).numpy()
    kernel, bias = layer.output_dense.get_weights()
    np.testing.assert_allclose(
        y, np.einsum("bthd,hdo->bto", expected, kernel) + bias, rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize(
    "layer",
    [
        layers.MultiHeadAttention(2, 3),
        layers.MultiHeadAttention(2, 3, dropout=0.1),
        layers.GroupedQueryAttention(3, 4, 2),
    ],
    ids=["fused", "by hand", "grouped"],
)
def test_causal_attention_does_not_look_ahead(layer):
    x = query.copy()
    before = layer(x, x, use_causal_mask=True).numpy()
    x[:, 2:] += 1
    after = layer(x, x, use_causal_mask=True).numpy()
    np.testing.assert_allclose(after[:, :2], before[:, :2], rtol=1e-5, atol=1e-6)
    assert not np.allclose(after[:, 2:], before[:, 2:])


def test_masked_values_do_not_count():
    layer = layers.MultiHeadAttention(2, 3)
    mask = np.array([[True, True, True, False, False]] * 2)
    masked = layer(query, value, value_mask=mask)
    np.testing.assert_allclose(masked, layer(query, value[:, :3]), rtol=1e-5, atol=1e-6)


def test_symbolic_shapes_and_errors():
    inputs = keras.Input((None, 6)), keras.Input((5, 6))
    y, scores = layers.MultiHeadAttention(2, 3)(*inputs, return_attention_scores=True)
    assert (y.shape, scores.shape) == ((None, None, 6), (None, 2, None, 5))
    with pytest.raises(ValueError, match="num_heads"):
        layers.MultiHeadAttention(0, 3)
    with pytest.raises(ValueError, match="must be equal"):
        layers.MultiHeadAttention(2, 3)(query, value, value[:, :4])
    with pytest.raises(ValueError, match="list of inputs"):
        layers.Attention()(query)


@pytest.mark.parametrize("cls", [layers.Attention, layers.AdditiveAttention])
def test_gradients(cls):
    layer = cls(use_scale=True, dtype="float64")
    layer.build([(1, 2, 3), (1, 3, 3)])
    scale = rng.normal(size=layer.scale.shape)

    def run(q, v, s):
        return layer.stateless_call([s], [], [q, v])[0]

    check_gradients(run, rng.normal(size=(1, 2, 3)), rng.normal(size=(1, 3, 3)), scale)


def test_spectral_normalization_limits_the_largest_singular_value():
    layer = layers.SpectralNormalization(layers.Dense(3), power_iterations=20)
    layer(query, training=True)
    largest = np.linalg.svd(layer.layer.kernel.numpy())[1][0]
    assert largest == pytest.approx(1, abs=1e-3)
    with pytest.raises(ValueError, match="kernel"):
        layers.SpectralNormalization(layers.ReLU())(query)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_adaptive_pooling(n):
    x = rng.normal(size=(2, *(7, 5, 6)[:n], 3)).astype("float32")
    for kind, reduce in (("Average", np.mean), ("Max", np.max)):
        layer = getattr(layers, f"Adaptive{kind}Pooling{n}D")(3)
        y = layer(x)
        assert y.shape == layer.compute_output_shape(x.shape) == (2, *[3] * n, 3)
        first = x[(slice(None), *(slice(0, -(-k // 3)) for k in x.shape[1:-1]))]
        axes = tuple(range(1, n + 1))
        np.testing.assert_allclose(y[(slice(None), *[0] * n)], reduce(first, axes), rtol=1e-5)
