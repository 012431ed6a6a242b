"""Sample weights and masks on unreduced losses of many shapes: what Keras 3.15.1 gives, on JAX as on TensorFlow.

Weights are multiplied as NumPy broadcasts, after one last axis of 1 was added or dropped where ranks differ by one; so
`(4,)` weighs the columns of a loss (4, 4), and does not fit one of (4, 3).
"""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops

# shape of the unreduced loss 1, 2, 3, …; shape of the weights 1, 2, 3, …; "sum_over_batch_size"; the same where every
# other sample is masked. None: refused
TABLE = [
    ((4,), (), 2.5, 2.0),
    ((4,), (4,), 7.5, 5.0),
    ((4,), (3,), None, None),
    ((4,), (4, 1), 7.5, 5.0),
    ((4,), (4, 3), None, None),
    ((4,), (4, 3, 1), 16.25, 13.0),
    ((4,), (4, 1, 1), 6.25, 5.0),
    ((4, 1), (4,), 7.5, 5.0),
    ((4, 1), (4, 1), 7.5, 5.0),
    ((4, 1), (4, 3), 20.0, None),
    ((4, 1), (4, 1, 1), 7.5, 6.25),
    ((4, 4), (), 8.5, 8.0),
    ((4, 4), (4,), 22.5, 17.0),
    ((4, 4), (3,), None, None),
    ((4, 4), (4, 1), 26.25, 17.0),
    ((4, 4), (4, 3), None, None),
    ((4, 4), (4, 1, 1), 26.25, 20.0),
    ((4, 3), (), 6.5, None),
    ((4, 3), (4,), None, None),
    ((4, 3), (3,), 164 / 12, None),
    ((4, 3), (4, 1), 20.0, 13.0),
    ((4, 3), (4, 3), 650 / 12, None),
    ((4, 3), (4, 3, 1), 650 / 12, None),
    ((4, 3), (4, 1, 1), 20.0, None),
    ((4, 3, 1), (4,), 16.25, 13.0),
    ((4, 3, 1), (3,), 13.0, None),
    ((4, 3, 1), (4, 1), 20.0, 13.0),
    ((4, 3, 1), (4, 1, 1), 20.0, 20.0),
    ((4, 4, 4), (4,), 82.5, 65.0),
    ((4, 4, 4), (4, 1), 86.25, 65.0),
    ((4, 4, 4), (4, 3), None, None),
    ((4, 4, 4), (4, 1, 1), 101.25, 100.0),
    ((1, 3), (4,), None, None),
    ((1, 3), (4, 1), 5.0, 5.0),
]


class Unreduced(keras.losses.Loss):
    """The predictions are the loss."""

    def call(self, y_true, y_pred):
        return y_pred


def counted(shape):
    return np.arange(1, 1 + int(np.prod(shape)), dtype="float32").reshape(shape)


def reduced(values, weights, mask=None):
    predictions = ops.convert_to_tensor(values)
    if mask is not None:
        predictions._keras_mask = ops.convert_to_tensor(mask)
    return Unreduced()(values, predictions, sample_weight=weights)


@pytest.mark.parametrize(("shape", "weighs", "mean", "masked"), TABLE)
def test_as_keras(shape, weighs, mean, masked):
    values, weights = counted(shape), counted(weighs)
    every_other = np.arange(shape[0]) % 2 == 0
    for expected, mask in [(mean, None), (masked, every_other)]:
        if expected is None:
            with pytest.raises(ValueError, match=r"does not fit the loss|broadcast"):
                reduced(values, weights, mask)
        else:
            assert float(reduced(values, weights, mask)) == pytest.approx(expected, rel=2e-6)


def test_weights_of_samples_for_a_loss_of_every_step_are_refused_with_the_remedy():
    model = keras.Sequential([keras.Input((4, 3)), keras.layers.Dense(1, use_bias=False)])
    model.compile(loss="mse")
    x, y, weights = np.ones((8, 4, 3)), np.zeros((8, 4, 1)), np.arange(8.0)
    with pytest.raises(ValueError, match=r"shape \(8, 4\).*try sample_weight\[\.\.\., None\]"):
        model.fit(x, y, sample_weight=weights, verbose=0)
    model.fit(x, y, sample_weight=weights[..., None], verbose=0)


def test_a_mask_divides_by_the_number_that_counts_and_epsilon():
    values = np.full((40, 50), 1.0)
    mask = np.zeros((40, 50), bool)
    mask[:2] = True
    keras.config.set_floatx("float64")
    try:
        # epsilon beside 100 values of 2000, not beside a share of 1/20
        assert float(reduced(values, None, mask)) == pytest.approx(100 / (100 + 1e-7), rel=1e-12)
    finally:
        keras.config.set_floatx("float32")
