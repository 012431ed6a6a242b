"""A program finds the same in both builds: modules, files, its own name, and the end of a long output."""

import re

from playwright.sync_api import expect

from playground.execute.importing import STANDARD_LIBRARY
from tests.browser.learner import Learner

SCRIPT = f"""import importlib, os
missing = []
for name in {sorted(STANDARD_LIBRARY - {"antigravity", "this"})!r}:
    try:
        importlib.import_module(name)
    except ImportError:
        missing.append(name)
print("MISSING", missing)
print("FILE", os.path.basename(os.path.abspath(__file__)), os.listdir())
open("notes.txt", "w").write("hello")
print("WRITTEN", open("notes.txt").read())
import keras, numpy as np, tempfile
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile(loss="mse")
kept = [keras.callbacks.ModelCheckpoint("best.keras", monitor="loss"), keras.callbacks.CSVLogger("log.csv")]
model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=2, verbose=0, callbacks=kept)
model.save("model.keras")
np.savez("arrays.npz", a=np.ones(3))
with tempfile.NamedTemporaryFile("w+") as file:
    print("TEMPORARY", file.write("six"), len(open("log.csv").readlines()), np.load("arrays.npz")["a"].sum())
print("SAVED", keras.saving.load_model("best.keras").count_params(), *sorted(os.listdir()))
import pandas
"""
LONG = """for i in range(200000):
    print("line number", i)
print("RESULT IS 42")
"""


def finish(learner: Learner, source: str, status: str) -> None:
    learner.write(source)
    learner.run()
    expect(learner.status).to_have_text(re.compile(status), timeout=60_000)


def test_modules_files_and_names(learner: Learner) -> None:
    for _ in range(2):  # nothing is left behind for the next run
        finish(learner, "\ufeff" + SCRIPT, "^Error on line 22")
        expect(learner.output).to_contain_text("MISSING []")
        expect(learner.output).to_contain_text("FILE program.py []")
        expect(learner.output).to_contain_text("WRITTEN hello")
        expect(learner.output).to_contain_text("TEMPORARY 3 3 3.0")
        expect(learner.output).to_contain_text("SAVED 3 arrays.npz best.keras log.csv model.keras")
        expect(learner.output).to_contain_text("No module named 'pandas'")


def test_the_end_of_a_long_output(learner: Learner) -> None:
    finish(learner, LONG, "^Finished")
    expect(learner.output).to_contain_text("RESULT IS 42")
    expect(learner.output).to_contain_text("… 199,701 more lines")
