"""The rewritings, one by one: what they find and that numbers stay."""

from __future__ import annotations

import numpy as np
import pytest

from playground import engine as keras
from playground.engine import ops
from playground.engine.plan.algebra import simplified
from playground.engine.plan.graph import Graph
from playground.engine.plan.identities import IDENTITIES
from playground.engine.plan.lowering import lowered
from playground.engine.plan.plan import Plan
from playground.engine.plan.tracing import recording
from playground.engine.tensor import Tensor

RANDOM = np.random.default_rng(0)


def recorded(function, *arrays) -> Graph:
    tensors = tuple(Tensor(np.asarray(a, "float32")) for a in arrays)
    with recording(tensors) as recorder:
        result = function(*tensors)
    return recorder.finish([result])


def names(graph: Graph) -> list[str]:
    return [node.name for node in graph.nodes() if node.kind == "op"]


def test_equal_calculations_are_done_once():
    graph = recorded(lambda x: ops.tanh(x) + ops.tanh(x), RANDOM.random((2, 3)))
    assert names(graph) == ["tanh", "add"]


def test_what_is_not_needed_is_dropped():
    graph = recorded(lambda x: (ops.exp(x), ops.tanh(x))[1], RANDOM.random((2, 3)))
    assert names(graph) == ["tanh"]


def test_constants_are_computed_ahead():
    graph = lowered(recorded(lambda x: x * ops.sqrt(ops.ones((2, 3)) * 4.0), np.ones((2, 3))))
    (node,) = [n for n in graph.nodes() if n.kind == "op"]
    assert node.name == "multiply" and node.inputs[1].shape == ()
    assert node.inputs[1].payload == 2


def test_factors_meet_in_one_multiplication():
    graph = recorded(
        lambda x, w: ops.matmul(-(x * 3.0) / 2.0, w) * 4.0, np.ones((3, 2)), np.ones((2, 1))
    )
    graph = simplified(lowered(graph))
    assert names(graph) == ["matmul", "multiply"]
    assert graph.outputs[0].inputs[1].number_or_none == -6


@pytest.mark.parametrize("name,long,short", IDENTITIES)
def test_identities(name, long, short):
    z = RANDOM.standard_normal((5, 4)).astype("float32") * 8
    z[0, 0], z[1, 1] = 40, -40  # clipped
    t = np.eye(4, dtype="float32")[[0, 1, 2, 3, 0]]
    g = RANDOM.random((5, 4) if name == "sigmoid" else 5).astype("float32")
    arguments = [Tensor(a) for a in (z, t, g)]
    np.testing.assert_allclose(short(*arguments).numpy(), long(*arguments).numpy(), atol=2e-6)


def plan_of(optimizer="adam", loss="sparse_categorical_crossentropy", units=3, last="softmax"):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, activation="tanh"),
            keras.layers.Dense(units, activation=last),
        ]
    )
    model.compile(optimizer, loss)
    x = RANDOM.standard_normal((16, 4)).astype("float32")
    model.fit(x, np.ones(16, "int32"), batch_size=4, epochs=4, verbose=0)
    return model._plans["train_step"].last.plan


def test_updates_of_all_variables_are_one():
    plan: Plan = plan_of()
    assert names(plan.graph).count("sqrt") == 2  # of one long array, and of 1 - βᵗ
    assert names(plan.graph).count("pack") == 1


def test_biases_are_inside_the_products():
    plan: Plan = plan_of()
    matrices = [n.shape for n in plan.graph.nodes() if n.kind == "variable" and len(n.shape) == 2]
    assert (5, 5) in matrices and (6, 3) in matrices  # kernel (4, 5) and (5, 3) with a row more
    products = [n.shape for n in plan.graph.nodes() if n.name == "matmul"]
    assert sorted(products) == [(4, 3), (4, 5), (4, 5), (5, 5), (6, 3)]


def test_the_loss_is_not_part_of_the_steps():
    plan: Plan = plan_of("sgd", "binary_crossentropy", 1, "sigmoid")
    assert plan._block is not None
    assert "log" not in names(plan._block.stages.step)
    assert "log" in [n.name for n in plan._block.stages.after]


def test_counters_are_foretold():
    plan: Plan = plan_of("adam")
    assert plan._block is not None
    assert "power" not in names(plan._block.stages.step)  # βᵗ


class Counts(keras.metrics.Metric):
    """How many predictions are positive: in all, in the batch with the most, and one by one in a table."""

    def __init__(self):
        super().__init__(name="counts")
        self.total = self.add_weight(name="total", initializer="zeros")
        self.most = self.add_weight(name="most", initializer="zeros")
        self.twice = self.add_weight(name="twice", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        count = ops.sum(ops.cast(y_pred > 0, "float32"))
        self.total.assign_add(count)
        self.most.assign(ops.maximum(self.most, count))
        self.twice.assign_add(count * 2)

    def result(self):
        return ops.stack([self.total, self.most, self.twice])


@pytest.mark.parametrize("batch", [8, 7])  # without and with a smaller batch at the end
def test_truth_values_are_counted(batch):
    x = RANDOM.standard_normal((40, 3)).astype("float32")
    y = (x[:, :1] > 0).astype("float32")
    found = []
    for eagerly in (True, False):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile("sgd", "mse", metrics=[Counts(), "binary_accuracy"], run_eagerly=eagerly)
        model.fit(x, y, batch_size=batch, epochs=6, verbose=0)
        found.append([np.array(metric.total) for metric in model.metrics[1].metrics])
        found[-1] += [
            model.metrics[1].metrics[0].result().numpy(),
            model.evaluate(x, y, verbose=0)[2],
        ]
    for a, b in zip(*found, strict=True):
        np.testing.assert_array_equal(a, b)
    plan = model._plans["train_step"].last.plan
    assert names(plan.graph).count("count") == 2
