"""Random numbers: right shapes and statistics, repeatable by seed."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops, random


@pytest.fixture(autouse=True)
def seed():
    keras.utils.set_random_seed(1)


def test_set_random_seed_repeats_a_run():
    first = [random.normal((3,)).numpy(), random.uniform((3,)).numpy(), np.random.rand()]
    keras.utils.set_random_seed(1)
    second = [random.normal((3,)).numpy(), random.uniform((3,)).numpy(), np.random.rand()]
    for a, b in zip(first, second):
        np.testing.assert_array_equal(a, b)


def test_seeds():
    assert not np.array_equal(random.normal((3,)), random.normal((3,)))
    np.testing.assert_array_equal(random.normal((3,), seed=5), random.normal((3,), seed=5))
    generator = random.SeedGenerator(5)
    first, second = random.normal((3,), seed=generator), random.normal((3,), seed=generator)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, random.normal((3,), seed=random.SeedGenerator(5)))


def test_normal():
    x = random.normal((200, 100), mean=2.0, stddev=3.0).numpy()
    assert x.shape == (200, 100)
    assert x.dtype == np.float32
    assert abs(x.mean() - 2) < 0.1
    assert abs(x.std() - 3) < 0.1


def test_truncated_normal():
    x = random.truncated_normal((200, 100), stddev=0.5).numpy()
    assert abs(x).max() <= 1
    assert abs(x.std() - 0.5 * 0.8796) < 0.02


def test_uniform_and_randint():
    x = random.uniform((10_000,), -1.0, 3.0).numpy()
    assert -1 <= x.min() < -0.9
    assert 2.9 < x.max() < 3
    i = random.randint((1000,), 2, 5).numpy()
    assert set(i) == {2, 3, 4}
    assert i.dtype == np.int32
    with pytest.raises(ValueError, match="integer `dtype`"):
        random.randint((2,), 0, 2, "float32")


def test_categorical_follows_the_logits():
    logits = ops.log(ops.convert_to_tensor([[0.1, 0.6, 0.3]]))
    drawn = random.categorical(logits, 20_000).numpy()
    assert drawn.shape == (1, 20_000)
    np.testing.assert_allclose(np.bincount(drawn[0]) / 20_000, [0.1, 0.6, 0.3], atol=0.02)


def test_dropout():
    y = random.dropout(ops.ones((100, 100)), 0.25).numpy()
    assert abs((y == 0).mean() - 0.25) < 0.03
    np.testing.assert_allclose(y[y != 0], 1 / 0.75, rtol=1e-6)
    rows = random.dropout(ops.ones((100, 10)), 0.5, noise_shape=(None, 1)).numpy()
    assert all(len(set(row)) == 1 for row in rows)
    x = keras.Variable(np.ones((50,), "float32"))
    with keras.GradientTape() as tape:
        z = random.dropout(x, 0.5)
    np.testing.assert_array_equal(tape.gradient(z, x), z)


def test_shuffle():
    x = np.arange(20).reshape(10, 2)
    y = random.shuffle(x).numpy()
    assert not np.array_equal(x, y)
    np.testing.assert_array_equal(y[np.argsort(y[:, 0])], x)


def test_gamma_beta_binomial():
    assert abs(random.gamma((20_000,), 3.0).numpy().mean() - 3) < 0.1
    assert abs(random.beta((20_000,), 2.0, 6.0).numpy().mean() - 0.25) < 0.02
    b = random.binomial((20_000,), 10.0, 0.3).numpy()
    assert abs(b.mean() - 3) < 0.1
    assert b.dtype == np.float32


def test_unknown_seed():
    with pytest.raises(ValueError, match="integer or an instance of `SeedGenerator`"):
        random.normal((2,), seed="today")


def test_shapes_of_symbolic_dropout():
    assert random.dropout(keras.KerasTensor((None, 3)), 0.5).shape == (None, 3)
