"""A training step is recorded once and replayed: what optimizers and metrics compute must all be visible to a
tracer, and must not depend on the numbers of the step that was recorded."""

import numpy as np
import pytest

from playground.engine import losses, metrics, ops, optimizers, primitive
from playground.engine.optimizers import schedules
from playground.engine.tensor import VariableValue
from playground.engine.variable import Variable


class Recording:
    """The primitives and assignments of a block of code, and a way to run them again on other inputs."""

    def __init__(self):
        self.steps = []
        self.read = {}

    def __enter__(self):
        primitive.tracer = self
        return self

    def __exit__(self, *exc):
        primitive.tracer = None

    def _note_reads(self, tensors):
        for x in tensors:
            if isinstance(x, VariableValue) and id(x) not in self.read:
                self.read[id(x)] = x
                self.steps.append(("read", x))

    def applied(self, primitive, inputs, parameters, output):
        self._note_reads(inputs)
        self.steps.append(("apply", primitive, inputs, parameters, output))

    def guard(self, tensor, check):
        """Checks of labels are no part of the computation."""

    def assigned(self, variable, value):
        self._note_reads([value])
        self.steps.append(("assign", variable, value))

    def replay(self, replaced):
        values = {id(old): new for old, new in replaced}
        for kind, *step in self.steps:
            if kind == "read":
                values[id(step[0])] = step[0].variable.array.copy()
            elif kind == "assign":
                variable, value = step
                np.copyto(variable.array, values.get(id(value), value.array))
            else:
                rule, inputs, parameters, output = step
                arrays = [values.get(id(x), x.array) for x in inputs]
                result = rule.forward(*arrays, **parameters)
                outputs, results = (
                    (output, result) if isinstance(output, tuple) else ((output,), (result,))
                )
                for tensor, array in zip(outputs, results):
                    values[id(tensor)] = np.asarray(array)


def tensors(*arrays):
    return [ops.convert_to_tensor(a) for a in arrays]


OPTIMIZER_NAMES = "sgd lion adagrad rmsprop adadelta adam adamw adamax nadam lamb adafactor ftrl"
EVERY_OPTIMIZER = {name: lambda name=name: optimizers.get(name) for name in OPTIMIZER_NAMES.split()}
EVERY_OPTIMIZER |= {
    "nesterov": lambda: optimizers.SGD(momentum=0.9, nesterov=True),
    "centered": lambda: optimizers.RMSprop(centered=True, momentum=0.5),
    "amsgrad": lambda: optimizers.Adam(amsgrad=True),
    "clipnorm": lambda: optimizers.SGD(clipnorm=0.1),
    "global_clipnorm": lambda: optimizers.SGD(global_clipnorm=0.1),
    "ema": lambda: optimizers.SGD(use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2),
    "accumulation": lambda: optimizers.Adam(gradient_accumulation_steps=2),
    "decay": lambda: optimizers.SGD(weight_decay=0.1),
    "schedule": lambda: optimizers.SGD(schedules.CosineDecayRestarts(0.1, 3)),
    "warmup": lambda: optimizers.SGD(
        schedules.CosineDecay(0.0, 10, warmup_target=1.0, warmup_steps=3)
    ),
    "cycle": lambda: optimizers.SGD(schedules.PolynomialDecay(0.1, 2, cycle=True)),
    "pieces": lambda: optimizers.SGD(schedules.PiecewiseConstantDecay([1, 2], [0.3, 0.2, 0.1])),
}


@pytest.mark.parametrize("name", EVERY_OPTIMIZER)
def test_optimizers(name):
    rng = np.random.default_rng(0)
    start = [rng.normal(size=s).astype("float32") for s in [(3, 2), (2,)]]
    gradients = [[rng.normal(size=w.shape).astype("float32") for w in start] for _ in range(6)]

    def begin():
        made = EVERY_OPTIMIZER[name]()
        variables = [Variable(w, name=n) for w, n in zip(start, "ab")]
        made.build(variables)
        return made, variables

    eager, expected = begin()
    for g in gradients:
        eager.apply(tensors(*g), expected)

    replayed, variables = begin()
    first = tensors(*gradients[0])
    with Recording() as recording:
        replayed.apply(first, variables)
    for g in gradients[1:]:
        recording.replay(zip(first, g))
    for a, b in zip(variables + replayed.variables, expected + eager.variables):
        np.testing.assert_allclose(a.array, b.array, rtol=1e-6, err_msg=a.path)


N, C = 6, 3
METRIC_NAMES = (
    "categorical_accuracy categorical_crossentropy top_k_categorical_accuracy binary_accuracy mse mae mape msle "
    "root_mean_squared_error cosine_similarity log_cosh_error r2_score kl_divergence poisson hinge squared_hinge "
    "categorical_hinge binary_crossentropy precision recall true_positives false_negatives f1_score "
    "pearson_correlation concordance_correlation AUC"
)
METRICS = {name: ("hot", lambda name=name: metrics.get(name)) for name in METRIC_NAMES.split()}
METRICS |= {
    "sparse_categorical_accuracy": ("sparse", metrics.SparseCategoricalAccuracy),
    "sparse_categorical_crossentropy": ("sparse", metrics.SparseCategoricalCrossentropy),
    "sparse_top_k": ("sparse", lambda: metrics.SparseTopKCategoricalAccuracy(k=2)),
    "pr": ("hot", lambda: metrics.AUC(curve="PR", num_thresholds=7, multi_label=True)),
    "at": ("hot", lambda: metrics.SensitivityAtSpecificity(0.5, num_thresholds=9)),
    "top": ("hot", lambda: metrics.Precision(top_k=2)),
    "iou": ("hot", lambda: metrics.OneHotMeanIoU(C)),
}


def batches(kind):
    rng = np.random.default_rng(1)
    for _ in range(3):
        labels = rng.integers(0, C, N)
        p = rng.random((N, C)).astype("float32")
        y = labels if kind == "sparse" else np.eye(C, dtype="float32")[labels]
        yield y, p / p.sum(1, keepdims=True), rng.integers(1, 4, N)


@pytest.mark.parametrize("name", METRICS)
def test_metrics(name):
    kind, make = METRICS[name]
    eager, replayed = make(), make()
    data = list(batches(kind))
    for batch in data:
        eager.update_state(*tensors(*batch))
    first = tensors(*data[0])
    with Recording() as recording:
        replayed.update_state(*first)
    for batch in data[1:]:
        recording.replay(zip(first, batch))
    np.testing.assert_allclose(replayed.result(), eager.result(), rtol=1e-5)


@pytest.mark.parametrize("name", sorted(n for n in losses._ALL if n.islower()))
def test_losses(name):
    loss = (
        losses.LossFunctionWrapper(losses.get(name))
        if name != ("categorical_generalized_cross_entropy")
        else losses.CategoricalGeneralizedCrossEntropy()
    )
    sparse = name.startswith(("sparse", "categorical_generalized", "circle"))
    (y0, p0, w0), (y1, p1, w1), _ = batches("sparse" if sparse else "hot")
    if name == "ctc":
        y0, y1 = (np.array([[1, 2], [1, 0]]) for _ in range(2))
        p0, p1 = (p.reshape(2, 3, 3) for p in (p0, p1))
        w0, w1 = w0[:2], w1[:2]
    first = tensors(y0, p0, w0)
    kept = Variable(0.0)
    with Recording() as recording:
        kept.assign(loss(*first))
    recording.replay(zip(first, (y1, p1, w1)))
    np.testing.assert_allclose(kept.array, loss(*tensors(y1, p1, w1)), rtol=1e-5)
