"""The calls whose numbers are compared: each takes the module `keras`, real or ours, and gives an array.

`record.py` runs them on real Keras and keeps the numbers, `test_parity.py` runs them on ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .layers import activations, initializers, layers
from .training import training

Calls = Iterator[tuple[str, Callable[[], Any]]]

_rng = np.random.default_rng(0)
BATCH, CLASSES, STEPS = 7, 5, 20


def _normal(*shape: int) -> np.ndarray:
    return _rng.normal(size=shape).astype("float32")


WEIGHTS = [_normal(4, 3), _normal(3)]
GRADIENTS = [[_normal(*w.shape) for w in WEIGHTS] for _ in range(STEPS)]
LABELS = _rng.integers(0, CLASSES, BATCH)
ONE_HOT = np.eye(CLASSES, dtype="float32")[LABELS]
SOFTMAX = _rng.random((BATCH, CLASSES)).astype("float32")
SOFTMAX /= SOFTMAX.sum(1, keepdims=True)
SIGMOID = _rng.random((BATCH, CLASSES)).astype("float32")
BINARY = _rng.integers(0, 2, (BATCH, CLASSES)).astype("float32")
REAL, SCORES = _normal(BATCH, CLASSES), _normal(BATCH, CLASSES)
EMBEDDED = SCORES / np.linalg.norm(SCORES, axis=1, keepdims=True)
SAMPLE_WEIGHT = _rng.random(BATCH).astype("float32")
MASK = np.arange(BATCH) % 3 != 0


# -------------------------------------------------------------------------------------------- optimizers
def optimizers(keras: Any) -> Calls:
    """Trajectories of two variables over 20 given gradients: (20, 15)."""
    k = keras.optimizers
    restarts = k.schedules.CosineDecayRestarts(0.1, 5)
    ways = {
        "": {},
        " decay clipnorm": {"learning_rate": 0.05, "weight_decay": 0.01, "clipnorm": 0.5},
        " ema": {"learning_rate": 0.05, "use_ema": True, "ema_overwrite_frequency": 4},
        " accumulate": {"learning_rate": 0.05, "gradient_accumulation_steps": 3},
        " scale globalclip": {
            "learning_rate": 0.05,
            "global_clipnorm": 0.7,
            "loss_scale_factor": 8.0,
        },
        " schedule clipvalue": {"learning_rate": restarts, "clipvalue": 0.3},
    }
    names = "SGD RMSprop Adam AdamW Adagrad Adadelta Adamax Nadam Ftrl Lion Lamb Adafactor"
    cases = [
        (name + way, name, arguments) for name in names.split() for way, arguments in ways.items()
    ] + [
        ("SGD momentum", "SGD", {"learning_rate": 0.05, "momentum": 0.9}),
        ("SGD nesterov", "SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
        ("RMSprop centered", "RMSprop", {"momentum": 0.3, "centered": True, "epsilon": 1e-3}),
        ("Adam amsgrad", "Adam", {"learning_rate": 0.05, "amsgrad": True}),
        ("Ftrl l1 l2", "Ftrl", {"l1_regularization_strength": 0.01, "beta": 0.1}),
    ]

    def trajectory(name: str, arguments: dict) -> np.ndarray:
        optimizer = getattr(k, name)(**arguments)
        variables = [keras.Variable(w) for w in WEIGHTS]
        seen = []
        for gradients in GRADIENTS:
            tensors = [keras.ops.convert_to_tensor(g) for g in gradients]
            optimizer.apply(tensors, variables)
            seen.append(np.concatenate([np.ravel(v.numpy()) for v in variables]))
        return np.stack(seen)

    for case, name, arguments in cases:
        yield case, lambda name=name, arguments=arguments: trajectory(name, arguments)


def schedules(keras: Any) -> Calls:
    """Learning rates at steps 0 to 29."""
    s = keras.optimizers.schedules
    for case, schedule in {
        "exponential": s.ExponentialDecay(0.1, 7, 0.8),
        "exponential stairs": s.ExponentialDecay(0.1, 7, 0.8, staircase=True),
        "inverse time": s.InverseTimeDecay(0.1, 7, 0.8),
        "piecewise": s.PiecewiseConstantDecay([3, 8], [1.0, 0.5, 0.2]),
        "polynomial": s.PolynomialDecay(0.1, 9, 0.01, power=2.0),
        "polynomial cycle": s.PolynomialDecay(0.1, 9, 0.01, power=2.0, cycle=True),
        "cosine": s.CosineDecay(0.1, 9, 0.1),
        "cosine warm": s.CosineDecay(0.0, 9, 0.1, warmup_target=0.5, warmup_steps=4),
        "restarts": s.CosineDecayRestarts(0.1, 5, 2.0, 0.9, 0.05),
        "restarts even": s.CosineDecayRestarts(0.1, 5, 1.0, 0.9, 0.05),
    }.items():
        yield case, lambda schedule=schedule: [float(schedule(i)) for i in range(30)]


# ------------------------------------------------------------------------------------------------ losses
def losses(keras: Any) -> Calls:
    """Every loss with every reduction, without and with sample weights, and with a mask."""
    k = keras.losses
    cases: list[tuple[Any, dict, Any, Any]] = [
        (cls, {}, REAL, SCORES)
        for cls in (
            k.MeanSquaredError,
            k.MeanAbsoluteError,
            k.MeanAbsolutePercentageError,
            k.MeanSquaredLogarithmicError,
            k.CosineSimilarity,
            k.Huber,
            k.LogCosh,
            k.Hinge,
            k.SquaredHinge,
        )
    ]
    cases += [
        (cls, {}, BINARY, SIGMOID)
        for cls in (k.BinaryCrossentropy, k.BinaryFocalCrossentropy, k.Hinge, k.Dice, k.Tversky)
    ]
    cases += [
        (cls, {}, ONE_HOT, SOFTMAX)
        for cls in (
            k.CategoricalCrossentropy,
            k.CategoricalFocalCrossentropy,
            k.CategoricalHinge,
            k.KLDivergence,
            k.Poisson,
        )
    ]
    smooth = {"from_logits": True, "label_smoothing": 0.1}
    cases += [
        (k.SparseCategoricalCrossentropy, {}, LABELS, SOFTMAX),
        (k.SparseCategoricalCrossentropy, {"ignore_class": 2}, LABELS, SOFTMAX),
        (k.SparseCategoricalCrossentropy, {"from_logits": True}, LABELS, SCORES),
        (k.BinaryCrossentropy, smooth, BINARY, SCORES),
        (k.CategoricalCrossentropy, smooth, ONE_HOT, SCORES),
        (k.BinaryFocalCrossentropy, {**smooth, "apply_class_balancing": True}, BINARY, SCORES),
        (k.CategoricalFocalCrossentropy, {**smooth, "gamma": 1.5}, ONE_HOT, SCORES),
        (k.CategoricalGeneralizedCrossEntropy, {"q": 0.7}, LABELS, SOFTMAX),
        (k.Huber, {"delta": 0.3}, REAL, SCORES),
        (k.Tversky, {"alpha": 0.3, "beta": 0.7, "axis": 1}, BINARY, SIGMOID),
        (k.Dice, {"axis": 1}, BINARY, SIGMOID),
        (k.Circle, {}, LABELS, EMBEDDED),
    ]

    def masked(loss: Any, y_true: Any, y_pred: Any) -> Any:
        tensor = keras.ops.convert_to_tensor(y_pred)
        tensor._keras_mask = keras.ops.convert_to_tensor(MASK)
        return loss(y_true, tensor, sample_weight=SAMPLE_WEIGHT)

    for n, (cls, arguments, y_true, y_pred) in enumerate(cases):
        for reduction in ("sum_over_batch_size", "sum", "mean_with_sample_weight", "none"):
            loss, case = cls(reduction=reduction, **arguments), f"{n} {cls.__name__} {reduction}"
            both = (loss, y_true, y_pred)
            yield case, lambda a=both: a[0](a[1], a[2])
            yield case + " weighted", lambda a=both: a[0](a[1], a[2], SAMPLE_WEIGHT)
        scalar = (cls is not k.Dice and cls is not k.Tversky) or "axis" in arguments
        if scalar:
            both = (cls(**arguments), y_true, y_pred)
            yield case + " masked", lambda a=both: masked(*a)


# ----------------------------------------------------------------------------------------------- metrics
def metrics(keras: Any) -> Calls:
    """Every metric after each of three updates, without and with sample weights."""
    k = keras.metrics
    cases: list[tuple[str, Callable, Any, Any]] = []

    def add(names: str, y_true: Any, y_pred: Any, **arguments: Any) -> None:
        shown = "".join(f" {v}" for v in arguments.values())
        for name in names.split():
            make = lambda name=name: getattr(k, name)(**arguments)  # noqa: E731
            cases.append((name + shown, make, y_true, y_pred))

    add("MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError", REAL, SCORES)
    add("MeanSquaredLogarithmicError RootMeanSquaredError CosineSimilarity", REAL, SCORES)
    add("LogCoshError Hinge SquaredHinge R2Score", REAL, SCORES)
    add("BinaryAccuracy BinaryCrossentropy Precision Recall AUC F1Score", BINARY, SIGMOID)
    add("TruePositives TrueNegatives FalsePositives FalseNegatives", BINARY, SIGMOID)
    add("CategoricalAccuracy CategoricalCrossentropy KLDivergence Poisson", ONE_HOT, SOFTMAX)
    add("CategoricalHinge TopKCategoricalAccuracy", ONE_HOT, SOFTMAX)
    add("SparseCategoricalAccuracy SparseCategoricalCrossentropy", LABELS, SOFTMAX)
    add("SparseTopKCategoricalAccuracy", LABELS, SOFTMAX, k=2)
    add("SparseCategoricalCrossentropy", LABELS, SOFTMAX, ignore_class=1)
    for curve in ("ROC", "PR", "PRGAIN"):
        for method in ("interpolation", "majoring", "minoring"):
            add("AUC", BINARY, SIGMOID, curve=curve, summation_method=method)
            add("AUC", BINARY, SIGMOID, curve=curve, summation_method=method, multi_label=True)
    add("SensitivityAtSpecificity", BINARY, SIGMOID, specificity=0.6)
    add("SpecificityAtSensitivity", BINARY, SIGMOID, sensitivity=0.6)
    add("PrecisionAtRecall", BINARY, SIGMOID, recall=0.6)
    add("RecallAtPrecision", BINARY, SIGMOID, precision=0.6)
    add("Precision Recall", ONE_HOT, SOFTMAX, top_k=2)
    for average in ("micro", "macro", "weighted"):
        add("F1Score", BINARY, SIGMOID, average=average, threshold=0.4)
        add("FBetaScore", ONE_HOT, SOFTMAX, average=average, beta=2.0)
    add("MeanIoU", LABELS, np.roll(LABELS, 1), num_classes=CLASSES, dtype="float32")
    add("OneHotMeanIoU", ONE_HOT, SOFTMAX, num_classes=CLASSES, dtype="float32")
    add("ConcordanceCorrelation PearsonCorrelation", REAL, SCORES)
    for together in (None, "variance_weighted_average"):
        add("R2Score", REAL, SCORES, class_aggregation=together, num_regressors=1)

    def updates(make: Callable, y_true: Any, y_pred: Any, weight: Any) -> np.ndarray:
        metric, seen = make(), []
        for part in (slice(0, 3), slice(3, 5), slice(5, 7)):
            some = None if weight is None else weight[part]
            metric.update_state(y_true[part], y_pred[part], sample_weight=some)
            seen.append(np.ravel(np.asarray(metric.result())))
        return np.stack(seen)

    for case, make, y_true, y_pred in cases:
        yield case, lambda a=(make, y_true, y_pred, None): updates(*a)
        yield case + " weighted", lambda a=(make, y_true, y_pred, SAMPLE_WEIGHT): updates(*a)


def penalties(keras: Any) -> Calls:
    """Regularizers and constraints on a matrix."""
    r, c = keras.regularizers, keras.constraints
    for case, function in {
        "l1": r.L1(0.1),
        "l2": r.L2(0.1),
        "l1l2": r.L1L2(0.1, 0.2),
        "orthogonal rows": r.OrthogonalRegularizer(0.3),
        "orthogonal columns": r.OrthogonalRegularizer(0.3, "columns"),
        "max norm": c.MaxNorm(1.0),
        "non-negative": c.NonNeg(),
        "unit norm": c.UnitNorm(1),
        "min max norm": c.MinMaxNorm(0.5, 1.0, 0.7),
    }.items():
        yield case, lambda function=function: function(keras.ops.convert_to_tensor(REAL))


FAMILIES = (
    optimizers,
    schedules,
    losses,
    metrics,
    penalties,
    layers,
    activations,
    initializers,
    training,
)


def all_calls(keras: Any) -> dict[str, Callable[[], Any]]:
    """Every call under "family: case"."""
    return {f"{f.__name__}: {case}": call for f in FAMILIES for case, call in f(keras)}
