"""What a program learns: labels, the activation that answers them, losses and metrics that fit."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fuzz.draw import Draw

_L, _M = "keras.losses.", "keras.metrics."


@dataclass
class Goal:
    """One output: `labels` is the text of an array, in which ROWS stands for the shape without `units`."""

    labels: str
    units: int
    activation: str | None
    losses: list[str]
    metrics: list[str]
    weighs_classes: bool = False

    def data(self, *rows: int) -> str:
        """The text of labels of the shape `rows` + (units,)."""
        inside = ", ".join(map(str, rows))
        return self.labels.replace("ROWS", inside).replace("UNITS", str(self.units))


_REDUCED = {"reduction": ["'sum'", "'mean'", "'mean_with_sample_weight'"]}
_OWN_LOSSES = ["own_loss", "OwnLoss()", "lambda y, p: ops.mean(ops.abs(y - p), axis=-1)"]
_OWN_METRICS = ["own_metric", "OwnMetric()", f"{_M}MeanMetricWrapper(own_metric, name='wrapped')"]


def _numbers(draw: Draw) -> Goal:
    positive = draw.maybe(0.3)
    units = draw.one(1, 1, 2, 3)
    losses = [
        "'mse'",
        "'mae'",
        "'mean_squared_error'",
        draw.call(f"{_L}MeanSquaredError", options=_REDUCED),
        draw.call(f"{_L}Huber", options={"delta": ["0.3"]} | _REDUCED),
        draw.call(f"{_L}MeanAbsoluteError", options=_REDUCED),
        "'log_cosh'",
        "'huber'",
        f"{_L}CosineSimilarity()",
        *_OWN_LOSSES,
    ]
    if positive:
        losses += ["'poisson'", "'msle'", "'mape'", f"{_L}MeanSquaredLogarithmicError()"]
    metrics = [
        "'mae'",
        "'mse'",
        "'mape'",
        "'msle'",
        f"{_M}RootMeanSquaredError()",
        f"{_M}R2Score()",
        draw.call(
            f"{_M}R2Score",
            options={
                "class_aggregation": ["None", "'variance_weighted_average'"],
                "num_regressors": ["1"],
            },
        ),
        f"{_M}CosineSimilarity()",
        f"{_M}LogCoshError()",
        f"{_M}MeanAbsoluteError(name='error')",
        f"{_M}PearsonCorrelation(axis=0)",
        f"{_M}ConcordanceCorrelation(axis=0)",
        *_OWN_METRICS,
    ]
    if positive:
        return Goal(
            "np.abs(r.standard_normal((ROWS, UNITS))) + 0.1", units, "softplus", losses, metrics
        )
    return Goal(
        "r.standard_normal((ROWS, UNITS))", units, draw.one(None, None, "tanh"), losses, metrics
    )


def _yes_or_no(draw: Draw) -> Goal:
    units, logits = draw.one(1, 1, 1, 2), draw.maybe(0.25)
    given = "from_logits=True" if logits else "from_logits=False"
    losses = [
        draw.call(
            f"{_L}BinaryCrossentropy",
            given,
            options={"label_smoothing": ["0.1"]} | _REDUCED,
        ),
        draw.call(
            f"{_L}BinaryFocalCrossentropy",
            given,
            options={
                "apply_class_balancing": ["True"],
                "gamma": ["1.0"],
                "label_smoothing": ["0.1"],
            },
        ),
        "'hinge'",
        "'squared_hinge'",
        "'mse'",
        *_OWN_LOSSES,
    ]
    if not logits:
        losses += ["'binary_crossentropy'"] * 3 + ["'binary_focal_crossentropy'"]
        losses += [f"{_L}Dice()", f"{_L}Tversky(alpha=0.3)", "'mae'"]
    metrics = [
        "'accuracy'",
        draw.call(f"{_M}BinaryAccuracy", options={"threshold": ["0.3", "0.0", "1.5"]}),
        draw.call(f"{_M}BinaryCrossentropy", given, options={"label_smoothing": ["0.1"]}),
        f"{_M}Hinge()",
        *_OWN_METRICS,
    ]
    if not logits:
        at = {"num_thresholds": ["20"]}
        cut = {"thresholds": ["0.4", "[0.2, 0.5, 0.8]"]}
        metrics += [
            draw.call(
                f"{_M}AUC",
                options={
                    "curve": ["'PR'", "'PRGAIN'"],
                    "summation_method": ["'majoring'", "'minoring'"],
                    "num_thresholds": ["10", "50"],
                    "multi_label": ["True"],
                },
            ),
            f"{_M}AUC()",
            f"{_M}Precision()",
            f"{_M}Recall()",
            draw.call(f"{_M}Precision", options=cut, often=0.6),
            draw.call(f"{_M}Recall", options=cut, often=0.6),
            draw.call(f"{_M}TruePositives", options=cut),
            draw.call(f"{_M}FalsePositives", options=cut),
            draw.call(f"{_M}TrueNegatives", options=cut),
            draw.call(f"{_M}FalseNegatives", options=cut),
            draw.call(f"{_M}SensitivityAtSpecificity", 0.5, options=at),
            draw.call(f"{_M}SpecificityAtSensitivity", 0.5, options=at),
            draw.call(f"{_M}PrecisionAtRecall", 0.5, options=at),
            draw.call(f"{_M}RecallAtPrecision", 0.5, options=at),
            draw.call(f"{_M}F1Score", options={"threshold": ["0.4"], "average": ["'micro'"]}),
            draw.call(
                f"{_M}BinaryIoU", options={"threshold": ["0.4"], "target_class_ids": ["[1]"]}
            ),
        ]
    labels = draw.one("r.integers(0, 2, (ROWS, UNITS))", "(r.random((ROWS, UNITS)) > 0.4)")
    return Goal(labels, units, None if logits else "sigmoid", losses, metrics, units == 1)


def _kinds(draw: Draw) -> Goal:
    """Classes as rows of one 1."""
    units, logits = draw.one(2, 3, 4, 7), draw.maybe(0.25)
    given = f"from_logits={logits}"
    losses = [
        draw.call(
            f"{_L}CategoricalCrossentropy",
            given,
            options={"label_smoothing": ["0.1"]} | _REDUCED,
        ),
        draw.call(f"{_L}CategoricalFocalCrossentropy", given, options={"gamma": ["1.0"]}),
        "'categorical_hinge'",
        "'mse'",
        *_OWN_LOSSES,
    ]
    if not logits:
        losses += ["'categorical_crossentropy'"] * 2 + ["'kl_divergence'", "'cosine_similarity'"]
        losses += [f"{_L}Dice()"]
    metrics = [
        "'accuracy'",
        "'acc'",
        f"{_M}CategoricalAccuracy()",
        f"{_M}TopKCategoricalAccuracy(k=2)",
        draw.call(f"{_M}CategoricalCrossentropy", given, options={"label_smoothing": ["0.1"]}),
        f"{_M}CategoricalHinge()",
        f"{_M}OneHotIoU({units}, [0, 1])",
        f"{_M}OneHotMeanIoU({units})",
        f"{_M}KLDivergence()",
        *_OWN_METRICS,
    ]
    if not logits:
        metrics += [
            draw.call(
                f"{_M}F1Score", options={"average": ["'macro'", "'micro'", "'weighted'"]}, often=0.7
            ),
            draw.call(
                f"{_M}FBetaScore",
                options={"average": ["'macro'"], "beta": ["2.0"], "threshold": ["0.4"]},
                often=0.5,
            ),
            f"{_M}AUC(multi_label=True, num_labels={units})",
            draw.call(f"{_M}Precision", options={"class_id": ["1"], "top_k": ["2"]}, often=0.5),
            draw.call(f"{_M}Recall", options={"class_id": ["0"], "top_k": ["1"]}, often=0.5),
        ]
    labels = f"np.eye({units})[r.integers(0, {units}, (ROWS,))]"
    return Goal(labels, units, None if logits else "softmax", losses, metrics, True)


def _numbered(draw: Draw) -> Goal:
    """Classes as their numbers."""
    units, logits = draw.one(2, 3, 5), draw.maybe(0.3)
    loss = draw.call(
        f"{_L}SparseCategoricalCrossentropy",
        f"from_logits={logits}",
        options={"ignore_class": ["0"]} | _REDUCED,
        often=0.15,
    )
    losses = [loss]
    if not logits:
        losses += ["'sparse_categorical_crossentropy'", f"{_L}CategoricalGeneralizedCrossEntropy()"]
    metrics = [
        "'accuracy'",
        f"{_M}SparseCategoricalAccuracy(name='right')",
        f"{_M}SparseTopKCategoricalAccuracy(k=2)",
        f"{_M}SparseCategoricalCrossentropy(from_logits={logits})",
        f"{_M}MeanIoU({units}, sparse_y_pred=False)",
        f"{_M}IoU({units}, [0], sparse_y_pred=False)",
    ]
    labels = f"r.integers(0, {units}, {draw.one('(ROWS,)', '(ROWS,)', '(ROWS, 1)')})"
    return Goal(labels, units, None if logits else "softmax", losses, metrics, True)


def goal(draw: Draw) -> Goal:
    return draw.one(_numbers, _numbers, _yes_or_no, _yes_or_no, _kinds, _numbered)(draw)


OWN = {
    "own_loss": "def own_loss(y, p):\n    return ops.mean(ops.square(ops.cast(y, p.dtype) - p), axis=-1)",
    "OwnLoss": (
        "class OwnLoss(keras.losses.Loss):\n    def call(self, y_true, y_pred):\n"
        "        return ops.mean(ops.log(1.0 + ops.square(y_true - y_pred)), axis=-1)"
    ),
    "own_metric": "def own_metric(y, p):\n    return ops.max(ops.abs(ops.cast(y, p.dtype) - p), axis=-1)",
    "OwnMetric": (
        "class OwnMetric(keras.metrics.Metric):\n    def __init__(self, name='own', **kwargs):\n"
        "        super().__init__(name=name, **kwargs)\n"
        "        self.total = self.add_variable(shape=(), initializer='zeros', name='total')\n"
        "        self.seen = self.add_variable(shape=(), initializer='zeros', name='seen')\n"
        "    def update_state(self, y_true, y_pred, sample_weight=None):\n"
        "        far = ops.cast(y_true, self.dtype) - ops.cast(y_pred, self.dtype)\n"
        "        self.total.assign_add(ops.sum(ops.square(far)))\n"
        "        self.seen.assign_add(ops.cast(ops.shape(y_pred)[0], self.dtype))\n"
        "    def result(self):\n        return self.total / (self.seen + 1.0)"
    ),
}
