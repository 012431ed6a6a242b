"""Metrics: values by hand over several updates, weights, and reset."""

import numpy as np
import pytest

from playground.engine import metrics
from playground.engine.variable import Variable


def after(metric, *batches):
    for batch in batches:
        metric.update_state(*map(np.asarray, batch))
    return np.asarray(metric.result())


def test_mean_over_batches_of_different_size():
    mean = metrics.Mean()
    assert after(mean) == 0
    assert after(mean, ([1.0, 2.0, 3.0],), ([10.0],)) == pytest.approx(4.0)
    mean.reset_state()
    assert after(mean, ([1.0, 2.0], [3.0, 1.0])) == pytest.approx(5 / 4)


def test_sum():
    assert after(metrics.Sum(), ([1.0, 2.0],), ([3.0], [2.0])) == pytest.approx(9.0)


@pytest.mark.parametrize(
    ("name", "y_true", "y_pred", "expected"),
    [
        ("accuracy", [[1], [2], [3]], [[1], [2], [4]], 2 / 3),
        ("binary_accuracy", [[1], [0], [1]], [[0.6], [0.5], [0.4]], 2 / 3),
        ("categorical_accuracy", [[0, 1], [1, 0]], [[0.3, 0.7], [0.1, 0.9]], 1 / 2),
        ("sparse_categorical_accuracy", [[1], [0]], [[0.3, 0.7], [0.1, 0.9]], 1 / 2),
        ("sparse_categorical_accuracy", [1, 0], [[0.3, 0.7], [0.1, 0.9]], 1 / 2),
        ("mse", [[1.0, 2.0]], [[0.0, 0.0]], 2.5),
        ("mae", [[1.0, 2.0]], [[0.0, 0.0]], 1.5),
        ("root_mean_squared_error", [[1.0, 2.0]], [[0.0, 0.0]], 2.5**0.5),
        ("cosine_similarity", [[1.0, 0.0]], [[1.0, 1.0]], 0.5**0.5),
        ("binary_crossentropy", [[1.0]], [[0.8]], -np.log(0.8)),
        ("precision", [1, 1, 0, 0], [0.9, 0.1, 0.8, 0.2], 1 / 2),
        ("recall", [1, 1, 0, 1], [0.9, 0.1, 0.8, 0.7], 2 / 3),
        ("true_positives", [1, 1, 0, 1], [0.9, 0.1, 0.8, 0.7], 2),
        ("false_positives", [1, 1, 0, 1], [0.9, 0.1, 0.8, 0.7], 1),
        ("AUC", [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0.75),
        ("r2_score", [[1.0], [2.0], [3.0]], [[1.0], [2.0], [5.0]], 1 - 4 / 2),
    ],
)
def test_values(name, y_true, y_pred, expected):
    metric = metrics.get(name)
    once = after(metric, (y_true, y_pred))
    assert once.shape == ()
    np.testing.assert_allclose(once, expected, rtol=1e-4)
    metric.reset_state()
    half = len(y_true) // 2
    if half:  # the same in two batches
        twice = after(metric, (y_true[:half], y_pred[:half]), (y_true[half:], y_pred[half:]))
        np.testing.assert_allclose(twice, expected, rtol=1e-4)


def test_top_k():
    p = [[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]]
    assert after(metrics.SparseTopKCategoricalAccuracy(k=2), ([1, 2], p)) == pytest.approx(0.5)


def test_accuracy_of_logits():
    """Any threshold is allowed, as in Keras 3.15: that of logits is 0."""
    metric = metrics.BinaryAccuracy(threshold=0.0)
    metric.update_state([0, 1, 1, 0], [-2.0, 0.3, -0.1, 0.4])
    assert float(metric.result()) == 0.5


def test_sample_weight():
    metric = metrics.SparseCategoricalAccuracy()
    p = [[0.9, 0.1], [0.9, 0.1]]
    assert after(metric, ([0, 1], p, [3.0, 1.0])) == pytest.approx(0.75)


def test_f_scores():
    y_true = [[1, 0], [1, 0], [0, 1]]
    y_pred = [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]]
    # class 0: precision 1, recall 1/2; class 1: precision 1/2, recall 1
    assert after(metrics.F1Score(), (y_true, y_pred)) == pytest.approx([2 / 3, 2 / 3])
    assert after(metrics.F1Score("macro"), (y_true, y_pred)) == pytest.approx(2 / 3)


def test_mean_iou():
    value = after(metrics.MeanIoU(2), ([0, 0, 1, 1], [0, 1, 0, 1]))
    assert value == pytest.approx(1 / 3)


def test_metric_of_the_users_own():
    class Largest(metrics.Metric):
        def __init__(self, name="largest"):
            super().__init__(name=name)
            self.most = self.add_weight(name="most", initializer="zeros")
            self.parts = {"a": [Variable(0.0)]}

        def update_state(self, y_true, y_pred, sample_weight=None):
            self.most.assign(np.maximum(self.most, np.max(y_pred)))

        def result(self):
            return self.most

    largest = Largest()
    assert len(largest.variables) == 2
    assert after(largest, ([0], [3.0]), ([0], [1.0])) == 3.0


def test_get():
    assert isinstance(metrics.get("mse"), metrics.MeanSquaredError)
    assert isinstance(metrics.get("AUC"), metrics.AUC)
    with pytest.raises(ValueError, match=r"'acuracy'.*Did you mean 'accuracy'"):
        metrics.get("acuracy")


@pytest.mark.parametrize(
    ("metric", "y_true", "y_pred", "says"),
    [
        (metrics.CategoricalAccuracy(), (4, 1), (4, 3), "to_categorical"),
        (metrics.SparseCategoricalAccuracy(), (4, 3), (4, 3), "one-hot"),
        (metrics.Precision(), (4, 1), (4, 3), "same shape"),
    ],
)
def test_shapes_that_do_not_fit(metric, y_true, y_pred, says):
    with pytest.raises(ValueError, match=says):
        metric.update_state(np.zeros(y_true), np.zeros(y_pred))


def test_auc_of_scores_that_are_no_probabilities():
    labels, scores = [0, 1, 1, 0], [-2.0, 3.0, 0.5, 0.2]
    assert after(metrics.AUC(), (labels, scores)) == pytest.approx(1.0)
    inside = after(metrics.AUC(), (labels, np.clip(scores, 0, 1)))
    assert after(metrics.AUC(), (labels, scores)) == inside
    assert after(metrics.AUC(thresholds=[0.5]), (labels, scores)) == pytest.approx(0.75)
    precision = metrics.Precision(thresholds=[0.0, 0.5, 1.0])
    np.testing.assert_allclose(after(precision, (labels, scores)), [2 / 3, 1, 0])  # none above 1


def test_auc_counts_scores_on_a_threshold_as_below():
    scores = np.arange(200, dtype="float32") / 199
    metric = metrics.AUC()
    metric.update_state(np.ones(200), scores)
    counts = metric.true_positives.numpy()
    assert counts[0] == 200
    assert counts[-1] == 0
    assert np.all(np.diff(counts) <= 0)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "axis", "expected"),
    [
        ([[1.0, 2, 3]], [[1.0, 2, 4]], -1, 0.98198),
        ([[1.0], [2]], [[1.0], [3]], 0, 1.0),
        ([[1.0, 2, 3]], [[1.0, 1, 1]], -1, np.nan),  # constant
        ([[1.0, 2]], [[1.0, 3]], 0, np.nan),  # one row, as in a last batch of one
        ([[1.0], [2]], [[1.0], [3]], -1, np.nan),  # one column
    ],
)
def test_the_correlation_with_a_constant_is_undefined(y_true, y_pred, axis, expected):
    metric = metrics.PearsonCorrelation(axis=axis)
    with np.errstate(all="ignore"):
        metric.update_state(np.array(y_true), np.array(y_pred))
    np.testing.assert_allclose(float(metric.result()), expected, rtol=1e-5)
