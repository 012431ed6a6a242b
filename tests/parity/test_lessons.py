"""Every lesson's solution runs on real Keras, with JAX and with TensorFlow: `pip install -e '.[parity]'`.

What it prints of shapes is what we print, and where the same weights are given, so are the losses of a training.
Programs that use TensorFlow itself inside a training step need its backend; JAX refuses them, and so it is said here.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from playground import rehearsal
from playground.events import Printed
from playground.lesson import load_lessons
from tests.parity.test_downloads import PYTHON, has_keras

NEEDS_TENSORFLOW = {  # `tf.matmul` of a Keras layer, a GradientTape or `tf.math` in a step of training
    "07_compile_and_fit": "tf.matmul",
    "09_fit": "GradientTape",
}
PLAY = """
import contextlib, io, json, sys, traceback
for path in sys.argv[1:]:
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            exec(compile(open(path, encoding="utf-8").read(), path, "exec"), {"__name__": "__main__"})
        failed = ""
    except Exception:
        failed = traceback.format_exc()
    print("played " + json.dumps([path, out.getvalue(), failed]), flush=True)
"""
SHAPE = re.compile(r"\((?:\d+, ?)+\d*\)")


@pytest.mark.skipif(not has_keras(), reason="needs real Keras: the extra `parity`")
@pytest.mark.parametrize("backend", ["jax", "tensorflow"])
def test_every_solution_runs_on_real_keras(backend: str, tmp_path: Path) -> None:
    """All in one process: Keras takes seconds to start."""
    lessons = {lesson.id: lesson for lesson in load_lessons()}
    for id, lesson in lessons.items():
        (tmp_path / f"{id}.py").write_text(lesson.solution, "utf-8")
    done = subprocess.run(
        [PYTHON, "-c", PLAY, *(str(tmp_path / f"{id}.py") for id in lessons)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "KERAS_BACKEND": backend,
            "CUDA_VISIBLE_DEVICES": "-1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONPATH": str(Path(rehearsal.__file__).parents[1]),
        },
    )
    played = [json.loads(line[7:]) for line in done.stdout.splitlines() if line[:7] == "played "]
    assert len(played) == len(lessons), done.stderr[-2000:]
    refused = {Path(path).stem for path, _, failed in played if failed}
    said = "\n".join(failed[-600:] for _, _, failed in played)
    assert refused == (set(NEEDS_TENSORFLOW) if backend == "jax" else set()), said
    for path, printed, failed in played:
        if failed:
            continue
        lesson = lessons[Path(path).stem]
        events = rehearsal.play(lesson.solution, lesson)
        ours = "".join(event.text for event in events if isinstance(event, Printed))
        assert SHAPE.findall(printed) == SHAPE.findall(ours), lesson.id


LOSSES = """
import json, sys
import numpy as np, keras
from keras import layers
from playground import datasets
x, y = datasets.glyphs(samples=128, classes=10, seed=1)
model = keras.Sequential(
    [layers.Flatten(), layers.Dense(32, activation="relu"), layers.Dense(10, activation="softmax")]
)
model(x)
random = np.random.default_rng(0)
model.set_weights([random.normal(0, 0.1, w.shape).astype("float32") for w in model.get_weights()])
model.compile(keras.optimizers.Adam(learning_rate=0.01), "sparse_categorical_crossentropy")
history = model.fit(x, y, epochs=5, batch_size=32, shuffle=False, verbose=0).history
print("losses " + json.dumps(history["loss"]))
"""


@pytest.mark.skipif(not has_keras(), reason="needs real Keras: the extra `parity`")
@pytest.mark.parametrize("backend", ["jax", "tensorflow"])
def test_given_weights_the_losses_are_the_same(backend: str, tmp_path: Path) -> None:
    lesson = load_lessons()[-1]
    events = rehearsal.play(LOSSES, lesson)
    ours = "".join(event.text for event in events if isinstance(event, Printed))
    done = subprocess.run(
        [PYTHON, "-c", LOSSES],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "KERAS_BACKEND": backend,
            "CUDA_VISIBLE_DEVICES": "-1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONPATH": str(Path(rehearsal.__file__).parents[1]),
        },
    )
    assert done.returncode == 0, done.stderr[-2000:]
    read = [json.loads(text.split("losses ")[1].splitlines()[0]) for text in (ours, done.stdout)]
    np.testing.assert_allclose(read[0], read[1], rtol=1e-5)
