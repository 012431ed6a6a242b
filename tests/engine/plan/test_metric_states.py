"""Every epoch and every evaluation has its own values: nothing of the state of a metric is left over or forgotten."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras

layers, metrics, ops = keras.layers, keras.metrics, keras.ops
RANDOM = np.random.default_rng(0)
X = RANDOM.standard_normal((70, 4)).astype("float32")
Y = (RANDOM.random((70, 1)) > 0.5).astype("float32")
CLASSES = RANDOM.integers(0, 3, 70)


class Own(metrics.Metric):
    """A learner's: variables of its own, one of them with an axis."""

    def __init__(self, name="own"):
        super().__init__(name=name)
        self.total = self.add_weight(name="total", initializer="zeros")
        self.columns = self.add_weight(name="columns", shape=(2,), initializer="zeros")
        self.inner = metrics.Mean()

    def update_state(self, y_true, y_pred, sample_weight=None):
        gap = ops.abs(y_true - y_pred)
        self.total.assign_add(ops.sum(gap))
        self.columns.assign_add(ops.stack([ops.max(gap), ops.sum(ops.square(gap))]))
        self.inner.update_state(gap)

    def result(self):
        return self.total + ops.sum(self.columns) + self.inner.result()


class Remembering(metrics.Metric):
    """State that is no variable."""

    def __init__(self, name="remembering"):
        super().__init__(name=name)
        self.seen = []

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.seen.append(float(ops.mean(y_pred)))

    def result(self):
        return sum(self.seen)

    def reset_state(self):
        self.seen = []


class OwnReset(metrics.Mean):
    """What `reset_state` sets is not 0, and counts how often."""

    resets = 0

    def reset_state(self):
        type(self).resets += 1
        super().reset_state()
        self.total.assign(3.0)


KINDS = {
    "precision": lambda: [metrics.Precision(), metrics.Recall(thresholds=[0.3, 0.6])],
    "counts": lambda: [
        metrics.TruePositives(), metrics.FalsePositives(), metrics.TrueNegatives(), metrics.FalseNegatives()
    ],
    "curves": lambda: [metrics.AUC(num_thresholds=20), metrics.AUC(curve="PR", name="pr")],
    "scores": lambda: [metrics.F1Score(), metrics.FBetaScore(beta=2.0, name="fbeta")],
    "given another": lambda: [
        metrics.SensitivityAtSpecificity(0.5, num_thresholds=20),
        metrics.PrecisionAtRecall(0.5, num_thresholds=20),
    ],
    "overlap": lambda: [metrics.BinaryIoU(), metrics.MeanIoU(2)],
    "regression": lambda: [metrics.R2Score(), metrics.PearsonCorrelation(), "mae", "cosine_similarity"],
    "accuracies": lambda: ["accuracy", metrics.BinaryAccuracy(threshold=0.3, name="low")],
    "own": lambda: [Own(), metrics.Precision()],
    "own and not seen": lambda: [Remembering(), metrics.Recall()],
    "own reset": lambda: [OwnReset()],
}  # fmt: skip


def model_of(wanted, eager, rate=0.05):
    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid")])
    model.compile(
        keras.optimizers.SGD(rate), "binary_crossentropy", metrics=wanted(), run_eagerly=eager
    )
    return model


def assert_same(eager, plan):
    assert eager.keys() == plan.keys()
    for name in eager:
        np.testing.assert_allclose(plan[name], eager[name], rtol=1e-5, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(("size", "validation"), [(32, 20), (32, 32), (35, 64), (70, 70), (8, 33)])
def test_every_epoch_has_its_own_values(name, size, validation):
    def history(eager):
        model = model_of(KINDS[name], eager)
        kept = (X[:validation], Y[:validation])
        return model.fit(X, Y, size, epochs=6, verbose=0, validation_data=kept).history

    assert_same(history(True), history(False))


@pytest.mark.parametrize("name", KINDS)
def test_nothing_learned_is_the_same_in_every_epoch(name):
    if name == "own and not seen":
        pytest.skip("it adds up batches, which differ from epoch to epoch")
    model = model_of(KINDS[name], False, rate=0.0)
    kept = X[:20], Y[:20]
    history = model.fit(X, Y, 35, epochs=6, verbose=0, validation_data=kept, shuffle=False).history
    after = model.evaluate(*kept, verbose=0, return_dict=True)
    for key, values in history.items():
        for value in values:
            np.testing.assert_allclose(value, values[0], rtol=1e-5, atol=1e-6, err_msg=key)
        if key.startswith("val_"):
            np.testing.assert_allclose(after[key[4:]], values[0], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", KINDS)
def test_fit_and_evaluate_and_single_batches_in_turn(name):
    def said(eager):
        model = model_of(KINDS[name], eager)
        found = []
        for _ in range(4):
            found += model.fit(X, Y, 32, epochs=2, verbose=0).history.values()
            found += model.train_on_batch(X[:9], Y[:9])
            found += model.evaluate(X[:32], Y[:32], verbose=0)
            found += model.test_on_batch(X[:5], Y[:5])
            found += [
                np.asarray(ops.convert_to_numpy(v)) for v in model.get_metrics_result().values()
            ]
        return found

    for a, b in zip(said(True), said(False), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-6)


def test_models_that_share_a_metric():
    def histories(eager):
        shared, other = metrics.Precision(name="shared"), metrics.Recall(name="other")
        one = model_of(lambda: [shared, other], eager)
        two = model_of(lambda: [other, metrics.AUC(num_thresholds=9, name="auc"), shared], eager)
        return [
            model.fit(X, Y, 35, epochs=3, verbose=0, validation_data=(X[:9], Y[:9])).history
            for _ in range(3)
            for model in (one, two)
        ]

    for a, b in zip(histories(True), histories(False), strict=True):
        assert_same(a, b)


def test_callbacks_that_read_and_reset():
    def history(eager):
        model = model_of(lambda: [metrics.Precision(), Own()], eager)
        seen = []

        class Meddling(keras.callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                if batch % 2:
                    seen.append(dict(logs))

            def on_epoch_begin(self, epoch, logs=None):
                if epoch == 3:
                    self.model.metrics[0].update_state(100.0)

            def on_test_begin(self, logs=None):
                seen.append(self.model.get_metrics_result())
                self.model.reset_metrics()

        model.fit(X, Y, 10, 6, 0, [Meddling()], validation_data=(X[:30], Y[:30]))
        return [
            *model.history.history.values(),
            *[np.asarray(value) for logs in seen for value in logs.values()],
        ]

    for a, b in zip(history(True), history(False), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-5, atol=1e-6)


def test_reset_of_a_learner_is_called_in_every_epoch():
    OwnReset.resets = 0
    model_of(lambda: [OwnReset()], False).fit(X, Y, epochs=6, verbose=0)
    assert OwnReset.resets >= 6


def test_a_metric_that_was_used_elsewhere_starts_at_nothing():
    used = metrics.MeanAbsoluteError(name="mae")
    used.update_state([[0.0]], [[1000.0]])
    model = model_of(lambda: [used], False)
    assert model.fit(X, Y, verbose=0).history["mae"][0] < 1
