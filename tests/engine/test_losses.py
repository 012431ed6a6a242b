"""Losses: values by hand, reductions and weights, and the errors a learner meets."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import losses, ops


def number(x):
    return np.asarray(x)


# ------------------------------------------------------------------------------------------------ values
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mse", (0.25 + 4.0) / 2),
        ("mae", (0.5 + 2.0) / 2),
        ("mape", 100 * (0.5 / 1.0 + 2.0 / 2.0) / 2),
        ("msle", (np.log(2 / 1.5) ** 2 + np.log(3 / 5) ** 2) / 2),
        ("huber", (0.5 * 0.25 + (2.0 - 0.5)) / 2),
        ("log_cosh", (np.log(np.cosh(0.5)) + np.log(np.cosh(2.0))) / 2),
        ("cosine_similarity", -(0.5 + 8.0) / (np.sqrt(5.0) * np.sqrt(16.25))),
    ],
)
def test_regression_losses(name, expected):
    y_true, y_pred = np.array([[1.0, 2.0]]), np.array([[0.5, 4.0]])
    values = losses.get(name)(y_true, y_pred)
    assert values.shape == (1,)
    np.testing.assert_allclose(values, [expected], rtol=1e-5)


def test_log_cosh_does_not_overflow():
    values = losses.log_cosh(np.zeros((1, 1)), np.full((1, 1), -1e4))
    np.testing.assert_allclose(values, [1e4 - np.log(2)], rtol=1e-6)


def test_crossentropies_agree_where_they_mean_the_same():
    p = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], "float32")
    expected = -np.log([0.2, 0.8])
    hot = keras.utils.to_categorical([1, 2], 3)
    np.testing.assert_allclose(losses.categorical_crossentropy(hot, p), expected, rtol=1e-5)
    sparse = losses.sparse_categorical_crossentropy
    np.testing.assert_allclose(sparse(np.array([1, 2]), p), expected, rtol=1e-5)
    np.testing.assert_allclose(sparse(np.array([[1], [2]]), p), expected, rtol=1e-5)
    np.testing.assert_allclose(
        sparse(np.array([1, 2]), np.log(p), from_logits=True), expected, rtol=1e-5
    )
    two = losses.binary_crossentropy(np.array([[1.0], [0.0]]), np.array([[0.8], [0.3]]))
    np.testing.assert_allclose(two, -np.log([0.8, 0.7]), rtol=1e-5)


def test_probabilities_are_clipped():
    loss = losses.BinaryCrossentropy()(np.array([[1.0]]), np.array([[0.0]]))
    np.testing.assert_allclose(loss, -np.log(1e-7), rtol=1e-4)


def test_label_smoothing_moves_labels_to_the_middle():
    p = np.array([[0.6, 0.4]], "float32")
    loss = losses.categorical_crossentropy(np.array([[1.0, 0.0]]), p, label_smoothing=0.2)
    np.testing.assert_allclose(loss, [-0.9 * np.log(0.6) - 0.1 * np.log(0.4)], rtol=1e-5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hinge", 1.2 / 2 + 0.3 / 2),
        ("squared_hinge", (1.44 + 0.09) / 2),
        ("categorical_hinge", 1.1),
    ],
)
def test_hinge_losses(name, expected):
    # as ±1 labels: 1 - 1·(-0.2) = 1.2 and 1 + 0.3·... : 0 counts as -1
    y_true, y_pred = np.array([[1.0, 0.0]]), np.array([[-0.2, -0.7]])
    if name == "categorical_hinge":
        expected = -0.0 - (-0.2) + 1.0  # best wrong score is max(0·…, -0.7) = 0
    np.testing.assert_allclose(losses.get(name)(y_true, y_pred), [expected], rtol=1e-5)


def test_dice_and_tversky():
    a, b = np.array([[1.0, 1.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    np.testing.assert_allclose(losses.dice(a, b), 1 - 2 / 3, rtol=1e-5)
    np.testing.assert_allclose(losses.tversky(a, b, alpha=0.3, beta=0.7), 1 - 1 / 1.3, rtol=1e-5)


# -------------------------------------------------------------------------------- reductions and weights
Y, P = np.array([[1.0], [2.0], [3.0]]), np.array([[0.0], [0.0], [0.0]])
W = np.array([1.0, 0.0, 2.0])


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [
        ("sum_over_batch_size", (1 + 0 + 18) / 3),
        ("mean", (1 + 0 + 18) / 3),
        ("sum", 19),
        ("mean_with_sample_weight", 19 / 3),
        (None, [1, 0, 18]),
    ],
)
def test_reductions(reduction, expected):
    loss = losses.MeanSquaredError(reduction=reduction)(Y, P, sample_weight=W)
    assert loss.shape == np.shape(expected)
    np.testing.assert_allclose(loss, expected, rtol=1e-6)


def test_masked_samples_do_not_count():
    prediction = ops.convert_to_tensor(P)
    prediction._keras_mask = ops.convert_to_tensor([True, False, True])
    np.testing.assert_allclose(losses.MeanSquaredError()(Y, prediction), (1 + 9) / 2, rtol=1e-5)


def test_a_loss_of_the_users_own():
    class FourthPower(losses.Loss):
        def call(self, y_true, y_pred):
            return ops.mean((y_true - y_pred) ** 4, axis=-1)

    loss = FourthPower()
    assert loss.name == "fourth_power"
    np.testing.assert_allclose(loss(Y, P), (1 + 16 + 81) / 3)


# ------------------------------------------------------------------------------------------------ finding
def test_get():
    assert losses.get("mse") is losses.mean_squared_error
    assert isinstance(losses.get("MeanSquaredError"), losses.MeanSquaredError)
    assert isinstance(losses.get(losses.Huber), losses.Huber)
    mine = losses.Huber(delta=2.0)
    assert losses.get(mine) is mine
    assert losses.get(losses.serialize(mine)).get_config() == mine.get_config()
    assert losses.get(None) is None


def test_unknown_name_says_what_is_close():
    with pytest.raises(ValueError, match="'means_squared_error'") as caught:
        losses.get("means_squared_error")
    message = str(caught.value)
    assert "Did you mean 'mean_squared_error'" in message
    assert "sparse_categorical_crossentropy" not in message, "what is far away"


# ------------------------------------------------------------------------------ labels that do not fit
@pytest.mark.parametrize(
    ("loss", "true", "pred", "says"),
    [
        ("categorical_crossentropy", (4, 1), (4, 3), "sparse_categorical_crossentropy"),
        ("categorical_crossentropy", (4,), (4, 3), "sparse_categorical_crossentropy"),
        (
            "categorical_crossentropy",
            (4, 2),
            (4, 3),
            "3 units and the labels have 2 columns: use 2 units",
        ),
        ("binary_crossentropy", (4, 1), (4, 2), r"Dense\(1, activation='sigmoid'\)"),
        ("sparse_categorical_crossentropy", (4, 3), (4, 3), "one-hot"),
        ("sparse_categorical_crossentropy", (5,), (4, 3), r"\(5,\)"),
        ("binary_crossentropy", (4,), (4, 2), r"Dense\(1, activation='sigmoid'\)"),
        ("mse", (4,), (4, 3), r"y_true.shape=\(4,\), y_pred.shape=\(4, 3\).*use 1 unit\."),
    ],
)
def test_shapes_that_do_not_fit(loss, true, pred, says):
    with pytest.raises(ValueError, match=says):
        losses.get(loss)(np.zeros(true), np.full(pred, 0.5))


@pytest.mark.parametrize("label", [3, -1, 10])
def test_class_numbers_out_of_range(label):
    with pytest.raises(ValueError, match=f"labels from 0 to 2.*Received the label {label}"):
        losses.SparseCategoricalCrossentropy()(np.array([0, label]), np.full((2, 3), 1 / 3))


def test_broadcasting_labels_is_announced():
    with pytest.warns(UserWarning, match=r"labels of shape \(4, 1\)"):
        losses.MeanSquaredError()(np.zeros((4, 1)), np.zeros((4, 3)))


def test_labels_of_a_whole_data_set():
    y = np.array([[0], [1], [2], [7]])
    losses.check_label_values(losses.get("mse"), y, 3)
    with pytest.raises(ValueError, match="Received the label 7"):
        losses.check_label_values(losses.get("sparse_categorical_crossentropy"), y, 3)
    ignoring = losses.SparseCategoricalCrossentropy(ignore_class=7)
    losses.check_label_values(ignoring, y, 3)


def test_ctc_counts_every_way_to_write_the_labels():
    # two steps, label 1: the paths are 1 1, 1 blank, blank 1
    p = np.array([[[0.5, 0.3, 0.2], [0.1, 0.6, 0.3]]])
    expected = -np.log(0.3 * 0.6 + 0.3 * 0.1 + 0.5 * 0.6)
    np.testing.assert_allclose(losses.ctc(np.array([[1, 0]]), np.log(p)), [expected], rtol=1e-5)


def test_labels_that_are_words():
    with pytest.raises(ValueError, match=r"Received text: 'cat'.*return_inverse"):
        losses.BinaryCrossentropy()(np.array([["cat"], ["dog"]]), np.full((2, 1), 0.5))


def test_generalized_crossentropy_does_not_squeeze_labels() -> None:
    """Keras 3.15.1 pairs every label with every prediction when labels are (n, 1), and so the mean is another."""
    p = np.array([[0.7, 0.2, 0.1], [0.2, 0.3, 0.5]], "float32")
    loss = losses.CategoricalGeneralizedCrossEntropy(q=0.5)
    own = [(1 - p[i, j] ** 0.5) / 0.5 for i, j in ((0, 0), (1, 2))]
    every = [(1 - p[i, j] ** 0.5) / 0.5 for i in (0, 1) for j in (0, 2)]
    np.testing.assert_allclose(loss(np.array([0, 2]), p), np.mean(own), rtol=1e-6)
    np.testing.assert_allclose(loss(np.array([[0], [2]]), p), np.mean(every), rtol=1e-6)
