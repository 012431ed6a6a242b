"""Initializers: shapes, statistics, seeds, lookup by name."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import initializers

SHAPE = (200, 100)


@pytest.fixture(autouse=True)
def seed():
    keras.utils.set_random_seed(0)


@pytest.mark.parametrize("name", initializers.ALL)
def test_shape_dtype_and_config(name):
    made = initializers.get(name)
    assert made((4, 4)).shape == (4, 4)
    assert made((4, 4)).dtype == "float32"
    again = type(made).from_config(made.get_config())
    assert again.get_config() == made.get_config()


@pytest.mark.parametrize(
    ("name", "deviation"),
    [
        ("random_normal", 0.05),
        ("random_uniform", 0.1 / np.sqrt(12)),
        ("truncated_normal", 0.05 * 0.8796),
        ("glorot_uniform", np.sqrt(2 / 300)),
        ("glorot_normal", np.sqrt(2 / 300)),
        ("he_normal", np.sqrt(2 / 200)),
        ("he_uniform", np.sqrt(2 / 200)),
        ("lecun_normal", np.sqrt(1 / 200)),
        ("lecun_uniform", np.sqrt(1 / 200)),
        ("orthogonal", np.sqrt(1 / 200)),
    ],
)
def test_statistics(name, deviation):
    x = initializers.get(name)(SHAPE).numpy()
    assert abs(x.mean()) < deviation / 20
    assert abs(x.std() - deviation) < deviation / 20


def test_constants():
    np.testing.assert_array_equal(initializers.Constant(2.5)((2, 2)), [[2.5, 2.5]] * 2)
    np.testing.assert_array_equal(initializers.Identity(3.0)((2, 2)), [[3, 0], [0, 3]])
    with pytest.raises(ValueError, match="2D"):
        initializers.Identity()((2,))


def test_orthogonal():
    x = initializers.Orthogonal(gain=2.0)((3, 5)).numpy()
    np.testing.assert_allclose(x @ x.T, 4 * np.eye(3), atol=1e-5)


def test_seeds():
    same = initializers.RandomNormal(seed=3)
    np.testing.assert_array_equal(same((3,)), same((3,)))
    moving = initializers.RandomNormal(seed=keras.SeedGenerator(3))
    assert not np.array_equal(moving((3,)), moving((3,)))
    assert not np.array_equal(initializers.RandomNormal()((3,)), initializers.RandomNormal()((3,)))
    first = initializers.get("glorot_uniform")((3, 3)).numpy()
    keras.utils.set_random_seed(0)
    initializers.RandomNormal()
    initializers.RandomNormal()
    assert first.shape == (3, 3)


def test_fans():
    assert initializers.compute_fans((784, 32)) == (784, 32)
    assert initializers.compute_fans((3, 3, 16, 32)) == (144, 288)
    assert initializers.compute_fans((5,)) == (5, 5)
    assert initializers.compute_fans(()) == (1, 1)


def test_lookup():
    assert isinstance(initializers.get("HeNormal"), initializers.HeNormal)
    assert initializers.get(None) is None
    np.testing.assert_array_equal(initializers.get(np.eye(2))((2, 2)), np.eye(2))
    assert initializers.get(initializers.Ones)((1,)).shape == (1,)
    with pytest.raises(ValueError, match="glorot_uniform"):
        initializers.get("glorot_unifrom")


def test_attention_draws_its_first_weights_for_what_is_summed_over():
    """Not for the last axis but one, as a convolution would."""
    keras.utils.set_random_seed(0)
    layer = keras.layers.MultiHeadAttention(8, 16, kernel_initializer="lecun_normal")
    layer.build((None, 10, 32), (None, 10, 32))
    deviation = np.std(layer.query_dense.kernel)
    np.testing.assert_allclose(deviation, np.sqrt(1 / 32), rtol=0.05)


def test_einsum_dense_leaves_axes_of_ones_own():
    own = initializers.VarianceScaling(seed=1, input_axes=[0], output_axes=[1])
    layer = keras.layers.EinsumDense("abc,cde->abde", (None, 3, 4), kernel_initializer=own)
    layer.build((None, 10, 6))
    np.testing.assert_array_equal(layer.kernel, own((6, 3, 4)))
