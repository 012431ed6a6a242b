"""Heads, classes and units over the plane: each with the labels it learns."""

from types import SimpleNamespace

import numpy as np

from playground import events as ev
from playground.execute import execute
from playground.execute.drawn_outputs import (
    Kind,
    answers_of_head,
    kind_of,
    labels_of,
    other_surfaces,
)
from playground.execute.picture import GRID
from playground.rehearsal import Recorder

PROGRAM = """import keras, numpy as np
keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(60, 2)).astype("float32")
"""
CLASSES = """model = keras.Sequential([keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(x, np.arange(60) % 3, epochs=1, verbose=0)
"""
HEADS = """i = keras.Input((2,))
arm = keras.layers.Dense(1, activation="sigmoid", name="arm")(i)
model = keras.Model(i, [arm, keras.layers.Dense(2, name="far")(i)])
model.compile("sgd", ["binary_crossentropy", "mse"])
model.fit(x, [(x[:, :1] > 0) * 1.0, x * 5], epochs=1, validation_split=0.5, verbose=0)
"""


def drawn(source: str) -> tuple[ev.FitStarted, ev.Picture]:
    host = Recorder()
    execute(ev.Run(PROGRAM + source), host)
    [fit] = [item for item in host.events if isinstance(item, ev.FitStarted)]
    pictures = [item for item in host.events if isinstance(item, ev.Picture)]
    return fit, ev.events_from_json(ev.to_json([pictures[-1]]))[0]  # type: ignore[return-value]


def test_every_class_can_be_drawn() -> None:
    fit, picture = drawn(CLASSES)
    assert [(each.head, each.unit) for each in picture.others] == [("", 0), ("", 1), ("", 2)]
    shares = np.stack([each.values.numpy() for each in picture.others]).astype(int)
    assert shares.shape == (3, GRID, GRID)
    assert (abs(shares.sum(0) - 255) <= 2).all()  # softmax
    assert picture.surface is not None and picture.classes == 3
    near = np.take_along_axis(shares, picture.surface.numpy()[None], 0)[0]
    assert (near >= shares.max(0)).all()  # the first picture is the likeliest class
    assert fit.output_labels == {}  # points keep the labels they have


def test_every_head_and_unit_has_its_own_labels_and_limits() -> None:
    fit, picture = drawn(HEADS)
    assert [(each.head, each.unit) for each in picture.others] == [
        ("far", -1),
        *(("far", 0), ("far", 1)),
    ]
    assert set(fit.output_labels) == {"arm", "far/0", "far/1"}
    assert set(fit.output_validation_labels) == set(fit.output_labels)
    unit = picture.others[1]
    labels = fit.output_labels["far/0"].numpy()
    assert (unit.low, unit.high) == (float(labels.min()), float(labels.max()))
    assert unit.classes == 0 and unit.values.shape == (GRID, GRID)


def test_what_one_output_gives_has_no_others() -> None:
    model = 'model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile("sgd", "mse")\n'
    fit, picture = drawn(model + "model.fit(x, x[:, :1], epochs=1, verbose=0)\n")
    assert picture.others == () and fit.output_labels == {}


def test_labels_of_one_hot_rows_are_classes() -> None:
    assert labels_of(np.eye(3)[[2, 0, 1]], 3)[""].tolist() == [2, 0, 1]
    assert set(labels_of(np.array([[1, 1], [0, 1]]), 2)) == {"/0", "/1"}
    assert labels_of({"a": [1.0, 2.0], "b": ["x", "y"]}, 2)["a"].tolist() == [1, 2]
    assert labels_of([None, np.ones(3)], 2) == {}


def test_kinds() -> None:
    assert kind_of(np.array([0.0, 4.0])).classes == 5
    assert kind_of(np.array([0.5, 4.0])) == Kind(0, 0.5, 4.0)
    assert kind_of(None).classes == kind_of(np.zeros(3)).classes == 2


def test_answers_that_are_not_finite_can_be_drawn() -> None:
    values = np.full((4, 2), np.nan, "float32")
    found = other_surfaces({"": values}, "", {}, 2)
    assert [each.values.numpy().max() for each in found] == [0, 0]


def test_of_several_heads_the_one_that_is_asked_for_answers() -> None:
    model = SimpleNamespace(output_names=["left", "right"])
    for out in ([1, 2], (1, 2), {"left": 1, "right": 2}):
        assert [answers_of_head(model, out, head) for head in ("left", "right")] == [1, 2]
        assert answers_of_head(model, out, None) == answers_of_head(model, out, "none") == 1
    assert (
        answers_of_head(SimpleNamespace(), [1, 2], "left") == 1
    )  # subclassed: its heads have no names
    assert answers_of_head(model, 3, "right") == 3
