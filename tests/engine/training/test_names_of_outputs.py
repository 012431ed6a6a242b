"""Dicts by the names of outputs: `y`, `sample_weight`, `loss`, `loss_weights`. A name of no output is an error, never
matched by order."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import layers

X, ZEROS, TENS = np.ones((4, 2)), np.zeros((4, 1)), np.full((4, 1), 10.0)


def two_outputs(loss="mse", **kwargs):
    inputs = keras.Input((2,))
    outputs = [layers.Dense(1, name=n, kernel_initializer="zeros")(inputs) for n in "ab"]
    model = keras.Model(inputs, outputs)
    model.compile("sgd", loss, **kwargs)
    return model


def evaluated(model, y, **kwargs):
    return model.evaluate(X, y, return_dict=True, verbose=0, **kwargs)


@pytest.mark.parametrize("y", [{"a": ZEROS, "b": TENS}, {"b": TENS, "a": ZEROS}, [ZEROS, TENS]])
def test_labels_by_name_or_by_order(y):
    assert evaluated(two_outputs(), y) == {"loss": 100, "a_loss": 0, "b_loss": 100}


@pytest.mark.parametrize(
    ("y", "says"),
    [
        ({"p": ZEROS, "q": TENS}, r"not an output: \['p', 'q'\]"),
        ({"a": ZEROS, "q": TENS}, r"not an output: \['q'\]"),
        ({"a": ZEROS}, "Output 'b' has a loss, but no labels"),
        ([ZEROS], "different structures"),
    ],
)
@pytest.mark.parametrize("loss", ["mse", ["mse", "mae"], {"a": "mse", "b": "mae"}])
def test_labels_of_no_output(y, says, loss):
    with pytest.raises(ValueError, match=says):
        evaluated(two_outputs(loss), y)


@pytest.mark.parametrize("weights", [{"p": ZEROS, "q": ZEROS}, {"a": ZEROS, "q": ZEROS}])
def test_sample_weights_of_no_output(weights):
    y = {"a": ZEROS, "b": TENS}
    with pytest.raises(ValueError, match="one `sample_weight` array per output"):
        evaluated(two_outputs(), y, sample_weight=weights)
    right = {"b": np.zeros(4), "a": np.ones(4)}
    assert evaluated(two_outputs(), y, sample_weight=right)["loss"] == 0


@pytest.mark.parametrize(
    ("loss", "weights", "error", "says"),
    [
        ("mse", "a", ValueError, "Expected `loss_weights` argument"),
        ("mse", np.array([1.0, 2.0]), ValueError, "Expected `loss_weights` argument"),
        ("mse", ["x", "y"], TypeError, "the text 'x'"),
        ("mse", [1.0, 2.0], ValueError, "Try a list of losses"),
        ("mse", {"p": 2.0}, ValueError, r"not an output: \['p'\]"),
        (["mse", "mae"], {"p": 1.0, "q": 2.0}, ValueError, r"not an output: \['p', 'q'\]"),
        (["mse", "mae"], {"b": 2.0}, ValueError, "must match the number of losses"),
        (["mse", "mae"], [1.0], ValueError, "must match the number of losses"),
        ({"a": "mse"}, None, ValueError, "keys do not match"),
    ],
)
def test_losses_and_weights_that_do_not_fit(loss, weights, error, says):
    with pytest.raises(error, match=says):
        evaluated(two_outputs(loss, loss_weights=weights), [ZEROS, TENS])


def test_weights_of_losses():
    assert evaluated(two_outputs(loss_weights=2.0), [ZEROS, TENS])["loss"] == 200
    weighted = two_outputs(["mse", "mae"], loss_weights={"b": 3.0, "a": 1.0})
    assert evaluated(weighted, [ZEROS, TENS])["loss"] == 30


def test_one_output_takes_an_array():
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, name="out")])
    model.compile("sgd", "mse")
    for y in ({"out": ZEROS}, {"nope": ZEROS}):
        with pytest.raises(ValueError, match="the array itself"):
            model.evaluate(X, y, verbose=0)
    with pytest.raises(ValueError, match="the model has one output"):
        model.evaluate(X, [ZEROS, ZEROS], verbose=0)
    with pytest.raises(ValueError, match="sample_weight"):
        model.evaluate(X, ZEROS, sample_weight={"nope": np.ones(4)}, verbose=0)
    assert model.evaluate(X, [ZEROS], verbose=0) == model.evaluate(X, ZEROS, verbose=0)


@pytest.mark.parametrize("argument", ["metrics", "weighted_metrics"])
@pytest.mark.parametrize("value", ["mae", keras.metrics.MeanAbsoluteError()])
def test_metrics_are_a_list(argument, value):
    with pytest.raises(ValueError, match=f"Expected `{argument}` argument to be a list"):
        two_outputs(**{argument: value})


@pytest.mark.parametrize(
    ("loss", "keys"),
    [
        (["mse", "mae"], {"mse_loss", "mae_loss"}),
        ("mse", {"mse_loss"}),
        (["MeanSquaredError", "mean_absolute_error"], None),
        ([keras.losses.MeanSquaredError(name="left"), "huber"], {"left_loss", "huber_loss"}),
    ],
)
def test_losses_of_outputs_without_names_are_called_as_they_were_asked_for(loss, keys):
    class Pair(keras.Model):
        def __init__(self):
            super().__init__()
            self.a, self.b = layers.Dense(1), layers.Dense(2)

        def call(self, x):
            return self.a(x), self.b(x)

    model = Pair()
    model.compile("sgd", loss)
    history = model.fit(X, [ZEROS, np.ones((4, 2))], verbose=0).history
    assert set(history) == {
        "loss",
        *(keys or {"mean_squared_error_loss", "mean_absolute_error_loss"}),
    }


def test_one_layer_twice_in_a_sequential_shares_its_weights():
    shared = layers.Dense(2, kernel_initializer="ones")
    model = keras.Sequential([keras.Input((2,)), shared, shared])
    assert [layer.name for layer in model.layers] == [shared.name] * 2
    assert len(model.weights) == 2
    np.testing.assert_allclose(model.predict(np.ones((1, 2)), verbose=0), [[4, 4]])
    late = keras.Sequential([shared, shared, layers.Dense(1)])
    assert late(np.ones((1, 2))).shape == (1, 1)
    late.pop()
    late.pop()
    assert late.layers == [shared]
    with pytest.raises(ValueError, match="unique names"):
        model.add(layers.Dense(3, name=shared.name))
