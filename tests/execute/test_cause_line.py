"""A training that diverged points to the line where that can be changed."""

import pytest

from playground.execute.cause_line import learning_rate_place
from tests.programs import divergence

HEAD = """
import keras, numpy as np
from keras import layers, ops
x = np.random.default_rng(0).normal(size=(400, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
"""
LINEAR = "model = keras.Sequential([layers.Dense(1)])\n"
FIT = "model.fit(x, y, epochs=50, batch_size=20, verbose=0)\n"
LOG = """
def loss(y_true, y_pred):
    return ops.mean(
        ops.log(y_pred * 0.0)
    )
"""


@pytest.mark.parametrize(
    ("program", "line", "marked"),
    [
        (LINEAR + "model.compile(\n    loss='mse',\n    optimizer=keras.optimizers.SGD(1e20),\n)\n" + FIT,
         9, "keras.optimizers.SGD(1e20)"),
        ("opt = keras.optimizers.SGD(learning_rate=1e20)\n" + LINEAR + "model.compile(opt, 'mse')\n" + FIT,
         6, "learning_rate=1e20"),
        (LOG + LINEAR + "model.compile('sgd', loss)\n" + FIT, 9, None),
    ],
)  # fmt: skip
def test_a_training_that_diverged(program: str, line: int, marked: str | None) -> None:
    error = divergence(HEAD + program)
    assert error.line == line
    text = (HEAD + program).splitlines()[line - 1]
    assert (text[slice(*error.columns)] if error.columns else None) == marked


@pytest.mark.parametrize(
    ("source", "before", "place"),
    [
        ("a = SGD(learning_rate=1)\nm.fit()\nb = SGD(learning_rate=1)\nm.fit()", 2, (1, (8, 23))),
        ("a = SGD(learning_rate=1)\nm.fit()\nb = SGD(learning_rate=1)\nm.fit()", 4, (3, (8, 23))),
        ("def go():\n    m.fit()\nm.compile('sgd')\ngo()", 2, (3, (10, 15))),
        ("é = 'é', m.compile(SGD(9))", 1, (1, (19, 25))),
        ("m.compile(SGD(\n 9))", 2, (1, None)),
        ("m.fit()", 1, None),
        ("m.fit(", 1, None),
    ],
)
def test_the_place_of_a_learning_rate(source: str, before: int, place: tuple | None) -> None:
    assert learning_rate_place(source, before) == place
