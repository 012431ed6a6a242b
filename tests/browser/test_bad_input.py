"""A mistake gets a clear message on its line and loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner

TRAINED = """import keras, numpy as np
x = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="sgd", loss="binary_crossentropy")
model.fit(x, y, epochs=3, verbose=0)
"""


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("import keras\nlayer = keras.layers.Dense(32\nprint(1)\n", 2, "SyntaxError"),
        ("import keras\nprint(kers.layers)\n", 2, "Did you mean keras"),
        ("import torch\n", 1, "torch is not here"),
        (TRAINED + "undefined_name\n", 7, "undefined_name"),
    ],
)
def test_errors_are_on_their_line(learner: Learner, source: str, line: int, message: str) -> None:
    learner.write(source)
    learner.run()
    expect(learner.status).to_have_text(re.compile(f"^Error on line {line}\\b"))
    expect(learner.output).to_contain_text(message)
    expect(learner.editor).to_contain_text(source.strip().splitlines()[0])


def test_the_engines_frames_are_shown_to_whoever_asks(learner: Learner) -> None:
    learner.write(
        "import keras\nkeras.layers.Dense(2)(keras.ops.ones((3,)) @ keras.ops.ones((4, 2)))\n"
    )
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Error on line 2"))
    engine = learner.output.get_by_text("playground/engine/")
    expect(engine).to_be_hidden()
    whole = learner.output.locator("summary", has_text="Full traceback")
    whole.focus()
    whole.press("Enter")
    expect(engine).to_be_visible()


def test_what_was_trained_stays_after_an_error(learner: Learner) -> None:
    learner.write(TRAINED + "1 / 0\n")
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Error on line 7"))
    rows = learner.table_of("Training").get_by_role("row")
    expect(rows).to_have_count(4)
    expect(learner.editor).to_contain_text("1 / 0")


def test_a_megabyte_of_text(learner: Learner) -> None:
    learner.write("for i in range(20_000):\n    print('x' * 50)\nprint('the end')\n")
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect(learner.output).to_contain_text("the end")


def test_an_empty_program(learner: Learner) -> None:
    learner.write(" ")
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"))


def test_a_program_that_breaks_its_own_kernel(learner: Learner) -> None:
    learner.write(
        "import builtins, sys, numpy\n"
        "sys.stdout = None\n"
        "sys.modules.clear()\n"
        "numpy.matmul = numpy.add = None\n"
        "del builtins.len, builtins.print\n"
    )
    learner.run()
    expect(learner.status).to_have_text(re.compile("^(Finished|Error|Stopped)"), timeout=30_000)
    learner.write("print(len('abc') * 5)")
    learner.run()
    expect(learner.output).to_contain_text("15", timeout=60_000)
    expect(learner.status).to_have_text(re.compile("^Finished"))
