"""CategoryEncoding is planned, and every batch is checked all the same."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers, observe

X = np.arange(90).reshape(30, 3) % 5
Y = (X[:, :1] / 5).astype("float32")


class Listener(observe.Observer):
    def __init__(self) -> None:
        self.problems: list[str] = []

    def runs_eagerly(self, model, problem) -> None:
        self.problems.append(problem)


def trained(x, mode: str, eagerly: bool, dtype: str = "int32", shift: int = 0):
    keras.utils.set_random_seed(0)
    inputs = keras.Input(x.shape[1:], dtype=dtype)
    encoded = layers.CategoryEncoding(5 + shift, output_mode=mode)(
        inputs + shift if shift else inputs
    )
    model = keras.Model(inputs, layers.Dense(1)(encoded))
    model.compile("adam", "mse", run_eagerly=eagerly)
    listener = Listener()
    with observe.observed_by(listener):
        history = model.fit(x, Y, batch_size=8, epochs=3, shuffle=False, verbose=0).history
    return history["loss"], listener.problems


@pytest.mark.parametrize(
    ("x", "mode", "dtype", "shift"),
    [
        (X, "multi_hot", "int32", 0),
        (X, "count", "int32", 2),
        (X[:, :1], "one_hot", "int32", 0),
        (X[:, :1].astype("float32"), "one_hot", "float32", 1),
    ],
)
def test_the_plan_equals_the_eager_step(x, mode, dtype, shift):
    planned, problems = trained(x, mode, False, dtype, shift)
    assert problems == []
    assert np.allclose(planned, trained(x, mode, True, dtype, shift)[0], rtol=1e-6)


@pytest.mark.parametrize("wrong", [9, -1])
def test_a_number_too_large_in_a_later_batch_is_an_error(wrong):
    x = X.copy()
    x[20, 1] = wrong
    for eagerly in (False, True):
        with pytest.raises(ValueError, match="0 <= values < num_tokens with num_tokens=5"):
            trained(x, "multi_hot", eagerly)
