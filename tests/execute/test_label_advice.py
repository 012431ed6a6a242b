"""Advice when loss and labels do not go together, silence when they do."""

import numpy as np
import pytest

from playground import datasets
from playground import events as ev
from playground.execute import execute
from playground.execute.label_advice import label_advice
from playground.rehearsal import Recorder

CLASSES = np.arange(40) % 2
NUMBERS = np.linspace(-3, 2, 40)


@pytest.mark.parametrize(
    ("loss", "labels", "said"),
    [
        ("binary_crossentropy", NUMBERS, 'from -3 to 2. For numbers try loss="mse"'),
        ("sparse_categorical_crossentropy", NUMBERS, "classes 0, 1, 2"),
        ("categorical_crossentropy", CLASSES, "sparse_categorical_crossentropy"),
        ("mse", CLASSES[:, None], 'loss="binary_crossentropy"'),
    ],
)
def test_what_does_not_go_together(loss: str, labels: np.ndarray, said: str) -> None:
    assert said in label_advice(loss, labels)


@pytest.mark.parametrize(
    ("loss", "labels"),
    [
        *(("binary_crossentropy", CLASSES), ("binary_crossentropy", CLASSES * 0.9)),
        *(("sparse_categorical_crossentropy", CLASSES), ("mse", NUMBERS), ("mse", CLASSES * 5)),
        *(("categorical_crossentropy", np.eye(20)), ("my_loss", NUMBERS), ("mse", np.eye(2))),
        *(("mse", [NUMBERS, NUMBERS]), (["mse", "bce"], [NUMBERS, CLASSES])),
        *(({"a": "mse"}, {"a": NUMBERS, "b": CLASSES}), (None, CLASSES), ("mse", list(NUMBERS))),
        *(("binary_crossentropy", None), ("mse", np.array(["a"] * 40))),
    ],
)
def test_what_does(loss: str, labels: object) -> None:
    assert label_advice(loss, labels) == ""


@pytest.mark.parametrize(
    ("loss", "labels"),
    [
        (["binary_crossentropy", "mse"], [NUMBERS, NUMBERS]),
        ({"arm": "bce", "far": "mse"}, {"arm": NUMBERS, "far": NUMBERS}),
        ("bce", {"arm": NUMBERS, "far": CLASSES}),
    ],
)
def test_of_several_heads_the_one_is_named(loss: object, labels: object) -> None:
    said = label_advice(loss, labels, ("arm", "far"))
    assert said.startswith("arm: b") and "from -3 to 2" in said and "far" not in said


def test_a_linear_classifier_may_learn_classes_as_numbers() -> None:
    assert label_advice("mse", CLASSES, layers=1) == ""
    assert label_advice("bce", NUMBERS, layers=1)


ONE = 'keras.layers.Dense(1, activation="sigmoid")'


@pytest.mark.parametrize(
    ("data", "loss", "layers", "expected"),
    [
        ("plane", "binary_crossentropy", ONE, True),
        ("plane", "mse", ONE, False),
        ("circle", "mse", ONE, False),
        ("circle", "mse", "keras.layers.Dense(4), keras.layers.ReLU(), " + ONE, True),
        ("circle", "binary_crossentropy", ONE, False),
    ],
)
def test_it_is_a_notice_on_the_line_that_trains(
    data: str, loss: str, layers: str, expected: bool
) -> None:
    assert hasattr(datasets, data)
    host = Recorder()
    source = (
        "import keras\nfrom playground import datasets\n"
        f"x, y = datasets.{data}(n=100, seed=1)\n"
        f"model = keras.Sequential([{layers}])\n"
        f'model.compile("sgd", loss="{loss}")\nmodel.fit(x, y, epochs=2, verbose=0)\n'
    )
    execute(ev.Run(source), host)
    said = [item for item in host.events if isinstance(item, ev.Notice)]
    assert [item.line for item in said] == [6] * expected
    assert isinstance(host.events[-1], ev.Finished)
