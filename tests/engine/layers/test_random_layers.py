"""Noise layers: nothing outside training, the right statistics inside."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers

ONES = np.ones((200, 100), "float32")


@pytest.mark.parametrize(
    ("layer", "mean", "deviation"),
    [
        (layers.Dropout(0.5, seed=1), 1.0, 1.0),
        (layers.Dropout(0.2, seed=1), 1.0, 0.5),
        (layers.GaussianDropout(0.2, seed=1), 1.0, 0.5),
        (layers.GaussianNoise(0.3, seed=1), 1.0, 0.3),
    ],
    ids=["dropout", "dropout_0.2", "gaussian_dropout", "gaussian_noise"],
)
def test_statistics(layer, mean, deviation):
    outputs = layer(ONES, training=True).numpy()
    assert outputs.shape == ONES.shape
    assert outputs.mean() == pytest.approx(mean, abs=0.02)
    assert outputs.std() == pytest.approx(deviation, abs=0.02)
    np.testing.assert_array_equal(layer(ONES), ONES)


def test_every_call_draws_again_and_a_seed_repeats():
    layer, twin = layers.Dropout(0.5, seed=3), layers.Dropout(0.5, seed=3)
    first, second = layer(ONES, training=True), layer(ONES, training=True)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, twin(ONES, training=True))


def test_noise_shape_drops_whole_rows():
    outputs = layers.Dropout(0.5, noise_shape=(None, 1), seed=0)(ONES, training=True).numpy()
    assert set(np.unique(outputs)) == {0.0, 2.0}
    assert (outputs == outputs[:, :1]).all()


def test_rate_outside_0_to_1():
    with pytest.raises(ValueError, match="between 0 and 1"):
        layers.Dropout(1.5)


def test_seed_of_the_program_decides():
    results = []
    for _ in range(2):
        keras.utils.set_random_seed(5)
        results.append(layers.Dropout(0.5)(ONES, training=True).numpy())
    np.testing.assert_array_equal(*results)


def test_activity_regularization_is_divided_by_the_batch_size():
    layer = layers.ActivityRegularization(l1=0.1, l2=0.01)
    layer(2 * np.ones((4, 3)))
    assert float(layer.losses[0]) == pytest.approx((0.1 * 24 + 0.01 * 48) / 4)
