"""`keras.metrics`: numbers to watch. A metric gathers batches; the functions give one value a sample."""

# ruff: noqa: F403, F405
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.engine.contents import Known, contents, own_names
from playground.engine.identifiers import resolve
from playground.engine.naming import to_snake_case
from playground.engine.saving import custom_object_scope, serialize_keras_object

if TYPE_CHECKING:
    from playground.engine.losses.crossentropy import *
    from playground.engine.losses.hinges import *
    from playground.engine.losses.regression import *
    from playground.engine.metrics.accuracies import *
    from playground.engine.metrics.confusion import *
    from playground.engine.metrics.correlation import *
    from playground.engine.metrics.curves import *
    from playground.engine.metrics.f_score import *
    from playground.engine.metrics.hinges import *
    from playground.engine.metrics.metric import *
    from playground.engine.metrics.overlap import *
    from playground.engine.metrics.probabilistic import *
    from playground.engine.metrics.reduction import *
    from playground.engine.metrics.regression import *


_CONTENTS = {
    "..losses": (
        "binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy, "
        "categorical_focal_crossentropy, categorical_hinge, hinge, huber, kl_divergence, log_cosh, "
        "mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error, "
        "poisson, sparse_categorical_crossentropy, squared_hinge"
    ),
    ".accuracies": (
        "Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, SparseTopKCategoricalAccuracy, "
        "TopKCategoricalAccuracy, accuracy, binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, "
        "sparse_top_k_categorical_accuracy, top_k_categorical_accuracy"
    ),
    ".confusion": (
        "FalseNegatives, FalsePositives, Precision, Recall, TrueNegatives, TruePositives"
    ),
    ".correlation": (
        "ConcordanceCorrelation, PearsonCorrelation, concordance_correlation, pearson_correlation"
    ),
    ".curves": (
        "AUC, AUCCurve, AUCSummationMethod, PrecisionAtRecall, RecallAtPrecision, SensitivityAtSpecificity, "
        "SpecificityAtSensitivity"
    ),
    ".f_score": "F1Score, FBetaScore",
    ".hinges": "CategoricalHinge, Hinge, SquaredHinge",
    ".metric": "Metric",
    ".overlap": "BinaryIoU, IoU, MeanIoU, OneHotIoU, OneHotMeanIoU",
    ".probabilistic": (
        "BinaryCrossentropy, CategoricalCrossentropy, KLDivergence, Poisson, SparseCategoricalCrossentropy"
    ),
    ".reduction": "Mean, MeanMetricWrapper, Sum",
    ".regression": (
        "CosineSimilarity, LogCoshError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, "
        "MeanSquaredLogarithmicError, R2Score, RootMeanSquaredError, cosine_similarity"
    ),
}
__getattr__, __dir__ = contents(__name__, _CONTENTS)

# what `get` accepts
_CLASSES = [
    name
    for name in own_names(_CONTENTS, without=(".metric", "AUCCurve", "AUCSummationMethod"))
    if name[0].isupper()
]
_SHORT = {
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
    "bce": "BinaryCrossentropy",
    "kld": "KLDivergence",
}
_ALL = Known(
    __name__,
    _SHORT
    | {short.upper(): name for short, name in _SHORT.items()}
    | {name: name for name in _CLASSES}
    | {to_snake_case(name): name for name in _CLASSES},
)
_HOME = "keras.metrics"


def get(identifier: Any) -> Any:
    """The metric for a name ("mse", "accuracy"), class, instance, function or config; None for None.

    Raises ValueError with the closest names when there is no such metric.
    """
    return resolve(identifier, _ALL, "metric", _HOME)


def serialize(metric: Metric) -> Any:
    """The config of a metric."""
    return serialize_keras_object(metric)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The metric of a name or config."""
    with custom_object_scope(custom_objects):
        return get(config)
