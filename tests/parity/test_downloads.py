"""What is downloaded of every lesson runs on real Keras, as a file and as a notebook: `pip install -e '.[parity]'`."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

from playground.downloads.notebook import as_notebook
from playground.downloads.python_file import as_python
from playground.lesson import load_lessons

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
    path = tmp_path / "downloaded.py"
    path.write_text(program, "utf-8")
    done = subprocess.run(
        [PYTHON, "-I", str(path)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
