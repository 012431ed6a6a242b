"""The forms of `loss` and `metrics`: names, structures, weights, and what "accuracy" means."""

import numpy as np
import pytest

from playground import engine as keras
from playground.engine.training import CompileLoss, CompileMetrics

A = np.array([[0.1, 0.2], [0.3, 0.4]], "float32")
B = np.array([[0.5, 0.1], [0.2, 0.9]], "float32")
MSE = float(np.mean((A - B) ** 2))
MAE = float(np.mean(np.abs(A - B)))


@pytest.mark.parametrize(
    ("loss", "y_true", "y_pred", "expected"),
    [
        ("mse", A, B, MSE),
        (["mse", "mae"], [A, A], [B, B], MSE + MAE),
        ("mse", [A, A], [B, B], 2 * MSE),
        ({"p": "mse", "q": "mae"}, {"p": A, "q": A}, {"p": B, "q": B}, MSE + MAE),
        ({"p": {"r": "mse"}}, {"p": {"r": A}, "q": A}, {"p": {"r": B}, "q": B}, MSE),
        (["mse", None], [A, A], [B, B], MSE),
        ([None, "mae"], A, [B, B], MAE),
    ],
)
def test_forms_of_loss(loss, y_true, y_pred, expected):
    assert float(CompileLoss(loss)(y_true, y_pred)) == pytest.approx(expected, rel=1e-5)


def test_loss_weights_change_the_total_but_not_the_reported_losses():
    loss = CompileLoss(["mse", "mae"], loss_weights=[0.1, 2.0], output_names=["a", "b"])
    assert float(loss([A, A], [B, B])) == pytest.approx(0.1 * MSE + 2 * MAE, rel=1e-5)
    assert {m.name: float(m.result()) for m in loss.metrics} == {
        "a_loss": pytest.approx(MSE, rel=1e-5),
        "b_loss": pytest.approx(MAE, rel=1e-5),
    }
    with pytest.raises(ValueError, match="must match the number of losses"):
        CompileLoss(["mse", "mae"], loss_weights=[1.0])([A, A], [B, B])


@pytest.mark.parametrize(
    ("loss", "error"),
    [({"p": "mse", "x": "mae"}, KeyError), (["mse"], ValueError)],
)
def test_losses_that_do_not_fit_the_outputs(loss, error):
    with pytest.raises(error):
        CompileLoss(loss)({"p": A, "q": A}, {"p": B, "q": B})


def test_labels_in_another_structure():
    loss = CompileLoss("mse")
    loss([A, A], [B, B])
    with pytest.raises(ValueError, match="different structures"):
        loss([A, A, A], [B, B])


@pytest.mark.parametrize(
    ("y_true", "y_pred", "kind"),
    [
        (np.zeros((4, 1)), np.zeros((4, 1)), "BinaryAccuracy"),
        (np.zeros(4), np.zeros((4, 1)), "BinaryAccuracy"),
        (np.zeros(4), np.zeros((4, 3)), "SparseCategoricalAccuracy"),
        (np.zeros((4, 1)), np.zeros((4, 3)), "SparseCategoricalAccuracy"),
        (np.zeros((4, 3)), np.zeros((4, 3)), "CategoricalAccuracy"),
    ],
)
def test_what_accuracy_means(y_true, y_pred, kind):
    metrics = CompileMetrics(["accuracy"], None)
    metrics.build(y_true, y_pred)
    assert [type(m).__name__ for m in metrics.metrics] == [kind]
    assert list(metrics.result()) == ["accuracy"]


def test_names_of_metrics():
    metrics = CompileMetrics(["mse", keras.metrics.MeanAbsoluteError()], ["mse"])
    metrics.update_state(A, B, sample_weight=np.array([1.0, 0.0]))
    result = {k: float(v) for k, v in metrics.result().items()}
    assert result == {
        "mse": pytest.approx(MSE, rel=1e-5),
        "mean_absolute_error": pytest.approx(MAE, rel=1e-5),
        "weighted_mse": pytest.approx(np.mean((A - B)[0] ** 2), rel=1e-5),
    }


def test_metrics_of_several_outputs_carry_their_names():
    metrics = CompileMetrics({"b": ["mae"], "a": ["mse"]}, None, output_names=["a", "b"])
    metrics.update_state([A, A], [B, B])
    assert list(metrics.result()) == ["a_mse", "b_mae"]
    with pytest.raises(ValueError, match=r"(?s)Invalid `metrics`.*not an output: \['c'\]"):
        CompileMetrics({"c": ["mae"]}, None, output_names=["a", "b"]).build([A, A], [B, B])


def test_reset():
    metrics = CompileMetrics(["mse"], None)
    metrics.update_state(A, B)
    metrics.reset_state()
    assert float(metrics.result()["mse"]) == 0
