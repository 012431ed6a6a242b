"""What the compile form offers: Keras's strings, the classes they stand for and the defaults."""

from __future__ import annotations

import re

# string → (class, default learning rate)
OPTIMIZERS: dict[str, tuple[str, float]] = {
    "sgd": ("SGD", 0.01),
    "rmsprop": ("RMSprop", 0.001),
    "adam": ("Adam", 0.001),
    "adamw": ("AdamW", 0.001),
    "adagrad": ("Adagrad", 0.001),
    "adadelta": ("Adadelta", 0.001),
    "adamax": ("Adamax", 0.001),
    "nadam": ("Nadam", 0.001),
    "ftrl": ("Ftrl", 0.001),
    "lion": ("Lion", 0.001),
    "lamb": ("Lamb", 0.001),
}

# Each optimizer's own arguments after the learning rate, in Keras's order, with their defaults.
_OWN_ARGUMENTS: dict[str, dict[str, float | bool | None]] = {
    "sgd": {"momentum": 0.0, "nesterov": False},
    "rmsprop": {"rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    "adam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False},
    "adagrad": {"initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "adadelta": {"rho": 0.95, "epsilon": 1e-7},
    "adamax": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "nadam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "ftrl": {
        "learning_rate_power": -0.5,
        "initial_accumulator_value": 0.1,
        "l1_regularization_strength": 0.0,
        "l2_regularization_strength": 0.0,
        "l2_shrinkage_regularization_strength": 0.0,
        "beta": 0.0,
    },
    "lion": {"beta_1": 0.9, "beta_2": 0.99},
    "lamb": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
}
# AdamW says how much its weights decay before it says anything else.
_OWN_ARGUMENTS["adamw"] = {"weight_decay": 0.004, **_OWN_ARGUMENTS["adam"]}
_SHARED_ARGUMENTS: dict[str, float | bool | None] = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
}

LOSSES: dict[str, str] = {
    "mean_squared_error": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError",
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "huber": "Huber",
    "log_cosh": "LogCosh",
    "hinge": "Hinge",
    "squared_hinge": "SquaredHinge",
    "categorical_hinge": "CategoricalHinge",
    "kl_divergence": "KLDivergence",
    "poisson": "Poisson",
    "cosine_similarity": "CosineSimilarity",
}
LOSS_ALIASES: dict[str, str] = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "logcosh": "log_cosh",
}

METRICS: dict[str, str] = {
    "accuracy": "Accuracy",
    "binary_accuracy": "BinaryAccuracy",
    "categorical_accuracy": "CategoricalAccuracy",
    "sparse_categorical_accuracy": "SparseCategoricalAccuracy",
    "mae": "MeanAbsoluteError",
    "mse": "MeanSquaredError",
    "root_mean_squared_error": "RootMeanSquaredError",
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "precision": "Precision",
    "recall": "Recall",
    "auc": "AUC",
}

DEFAULTS: dict[str, object] = {
    "optimizer": "rmsprop",
    "learning_rate": 0.001,
    "epochs": 1,
    "batch_size": 32,
    "validation_split": 0.0,
}

# The order of Keras's own parameters, in which missing arguments are added.
COMPILE_ORDER = (
    "optimizer",
    "loss",
    "loss_weights",
    "metrics",
    "weighted_metrics",
    "run_eagerly",
    "steps_per_execution",
    "jit_compile",
    "auto_scale_loss",
)
FIT_ORDER = (
    "x",
    "y",
    "batch_size",
    "epochs",
    "verbose",
    "callbacks",
    "validation_split",
    "validation_data",
    "shuffle",
    "class_weight",
    "sample_weight",
    "initial_epoch",
    "steps_per_epoch",
    "validation_steps",
    "validation_batch_size",
    "validation_freq",
)

# Arguments of every optimizer; the others belong to one kind and go when another is chosen.
OPTIMIZER_ARGUMENTS = frozenset(
    (
        "learning_rate",
        "weight_decay",
        "clipnorm",
        "clipvalue",
        "global_clipnorm",
        "use_ema",
        "ema_momentum",
        "ema_overwrite_frequency",
        "loss_scale_factor",
        "gradient_accumulation_steps",
        "name",
    )
)


def default_learning_rate(optimizer: str) -> float | None:
    """The learning rate that Keras's optimizer of this name has unless told otherwise."""
    known = OPTIMIZERS.get(optimizer)
    return known[1] if known else None


def optimizer_parameters(optimizer: str) -> dict[str, float | bool | None]:
    """What Keras's optimizer of this name can be told besides its learning rate, in order, with the defaults."""
    own = _OWN_ARGUMENTS[optimizer]
    return {**own, **{name: value for name, value in _SHARED_ARGUMENTS.items() if name not in own}}


def loss_name(text: str) -> str:
    """The form's name of a loss string: "mse", "MSE" and "MeanSquaredError" → "mean_squared_error".

    A string that is not a loss of Keras comes back unchanged.
    """
    for name, class_name in LOSSES.items():
        if text in (name, class_name):
            return name
    return LOSS_ALIASES.get(text.lower(), text)


def class_name_to_name(class_name: str, table: dict[str, str]) -> str | None:
    """The string that stands for a class in `table`, or None."""
    return next((name for name, known in table.items() if known == class_name), None)


def is_class_name(identifier: str) -> bool:
    """ "Adam" but not "adam": decides whether a loss is swapped for a class or for a function."""
    return re.match(r"[A-Z]", identifier) is not None
