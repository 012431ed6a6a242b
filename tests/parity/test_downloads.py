"""What is downloaded of every lesson runs on real Keras, as a file and as a notebook: `pip install -e '.[parity]'`."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.downloads.notebook import as_notebook
from playground.downloads.python_file import as_python
from playground.lesson import load_lessons
from playground.own_files import pack

PYTHON = os.environ.get("PLAYGROUND_KERAS_PYTHON", sys.executable)  # one that has Keras
LESSONS = load_lessons()


def has_keras() -> bool:
    return sys.executable != PYTHON or importlib.util.find_spec("keras") is not None


@pytest.mark.skipif(not has_keras(), reason="needs real Keras: the extra `parity`")
@pytest.mark.parametrize("kind", ["py", "ipynb"])
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_downloaded_lesson_runs_on_real_keras(lesson, kind, tmp_path):
    if kind == "py":
        program = as_python(lesson.solution)
    else:
        book = json.loads(as_notebook(lesson.solution, lesson.title))
        cells = ["".join(c["source"]) for c in book["cells"] if c["cell_type"] == "code"]
        program = "\n".join(cells)
    run_on_keras(program, tmp_path)


OWN_DATA = """import keras
from playground import datasets

def fitted(x, y, classes):
    model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(classes, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    print(model.fit(x, y, epochs=1, verbose=0).history["loss"][0] > 0)

for data, classes in (
    (datasets.csv("flowers.csv", target="species", missing="mean", standardize=True), 2),
    (datasets.points("0 0 0, 1 1 1, 2 0.5 2"), 3),
    (datasets.iris(), 3),
    (datasets.penguins(standardize=True), 3),
    (datasets.wine(standardize=True), 3),
    (datasets.digits(), 10),
    (datasets.glyphs(200, classes=4), 4),
):
    fitted(*data, classes)
"""


@pytest.mark.skipif(not has_keras(), reason="needs real Keras: the extra `parity`")
@pytest.mark.parametrize("kind", ["py", "ipynb"])
def test_own_and_measured_data_go_along(kind, tmp_path):
    table = b"length,colour,species\n1,red,a\n2,,b\n3,blue,a\n"
    files = {"flowers.csv": pack(table, "flowers.csv")}
    if kind == "py":
        program = as_python(OWN_DATA, files)
    else:
        book = json.loads(as_notebook(OWN_DATA, "Own", files))
        cells = ["".join(c["source"]) for c in book["cells"] if c["cell_type"] == "code"]
        program = "\n".join(cells)
    assert run_on_keras(program, tmp_path).count("True") == 7


def run_on_keras(program: str, folder: Path) -> str:
    """What the program prints."""
    path = folder / "downloaded.py"
    path.write_text(program, "utf-8")
    done = subprocess.run(
        [PYTHON, "-I", str(path)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
