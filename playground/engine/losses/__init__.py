"""`keras.losses`: what training makes small. Functions give one value a sample, classes also weigh and reduce."""

# ruff: noqa: F403
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.engine.contents import Known, contents, own_names
from playground.engine.identifiers import resolve
from playground.engine.saving import custom_object_scope, serialize_keras_object

if TYPE_CHECKING:
    from playground.engine.losses.circle_loss import *
    from playground.engine.losses.crossentropy import *
    from playground.engine.losses.ctc_loss import *
    from playground.engine.losses.hinges import *
    from playground.engine.losses.labels import *
    from playground.engine.losses.loss import *
    from playground.engine.losses.overlap import *
    from playground.engine.losses.regression import *


_CONTENTS = {
    ".circle_loss": "Circle, circle",
    ".crossentropy": (
        "BinaryCrossentropy, BinaryFocalCrossentropy, CategoricalCrossentropy, CategoricalFocalCrossentropy, "
        "CategoricalGeneralizedCrossEntropy, KLDivergence, Poisson, SparseCategoricalCrossentropy, "
        "binary_crossentropy, binary_focal_crossentropy, categorical_crossentropy, "
        "categorical_focal_crossentropy, categorical_generalized_cross_entropy, kl_divergence, poisson, "
        "sparse_categorical_crossentropy"
    ),
    ".ctc_loss": "CTC, ctc",
    ".hinges": ("CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge"),
    ".labels": "check_label_values",
    ".loss": ("Loss, LossFunctionWrapper, reduce_weighted_values, squeeze_or_expand_to_same_rank"),
    ".overlap": "Dice, Tversky, dice, tversky",
    ".regression": (
        "CosineSimilarity, Huber, LogCosh, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredError, "
        "MeanSquaredLogarithmicError, cosine_similarity, huber, log_cosh, mean_absolute_error, "
        "mean_absolute_percentage_error, mean_squared_error, mean_squared_logarithmic_error"
    ),
}
__getattr__, __dir__ = contents(__name__, _CONTENTS)

# what `get` accepts
_NAMES = own_names(_CONTENTS, without=(".loss", ".labels"))
_SHORT = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
}
_ALL = Known(
    __name__,
    _SHORT
    | {short.upper(): name for short, name in _SHORT.items()}
    | {name: name for name in [*_NAMES, "LossFunctionWrapper"]},
)
_HOME = "keras.losses"


def get(identifier: Any) -> Any:
    """The loss for a name ("mse"), class, instance, function or config; None for None.

    Raises ValueError with the closest names when there is no such loss.
    """
    return resolve(identifier, _ALL, "loss", _HOME)


def serialize(loss: Any) -> Any:
    """The config of a loss."""
    return serialize_keras_object(loss)


def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The loss of a name or of a config that `serialize` wrote."""
    with custom_object_scope(custom_objects):
        return get(name)
