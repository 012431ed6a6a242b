"""The recorded training that a newcomer sees before running anything: lesson 7's program, trained by the engine.

`python -m playground.site.first_training` writes it anew, into playground/view; a test compares it with what the
engine gives today. The page computes the boundary from the weights, so that a recording is a few kB.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playground import datasets
from playground import events as ev
from playground.lesson import Lesson, find_lesson
from playground.rehearsal import play

FILE = Path(__file__).parents[1] / "view" / "first_training.json"
LESSON = "07_compile_and_fit"
# After which epochs the weights are kept: what happens, happens early.
KEPT = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 65, 85, 120, 170, 230, 300)
MARK = "kept: "
POINTS = 90  # of the thousand: as many as can be told apart
_FIT = re.compile(r"model\.fit\((.*)\)")
_WATCH = f"""
import json
class _Watch(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 in {KEPT}:
            print({MARK!r} + json.dumps([n for w in self.model.get_weights() for n in w.ravel().tolist()]))
"""


def record(lesson: Lesson) -> dict[str, Any]:
    """Epochs, losses, weights (of layers 2 → 4 → 1, one list an epoch kept) and some of the points of the lesson's
    starter. RuntimeError when its program is another one than the recording is made for."""
    fit = _FIT.search(lesson.starter)
    if fit is None:
        raise RuntimeError(f"expected one call `model.fit(…)` in the starter of {lesson.id}")
    watched = f"{_WATCH}{fit[0][:-1]}, callbacks=[_Watch()])"
    events = play(lesson.starter.replace(fit[0], watched), lesson)
    printed = "".join(event.text for event in events if isinstance(event, ev.Printed))
    weights = [json.loads(line.removeprefix(MARK)) for line in printed.splitlines() if MARK in line]
    logs = {event.epoch: event.logs for event in events if isinstance(event, ev.Epoch)}
    if len(weights) != len(KEPT) or {len(each) for each in weights} != {17}:
        raise RuntimeError(f"expected {len(KEPT)} lists of 17 weights, received {len(weights)}")
    x, y = datasets.two_clouds(n=1000, noise=0.4, seed=1)
    rounded = lambda numbers, digits: [round(float(n), digits) for n in numbers]  # noqa: E731
    return {
        "lesson": lesson.id,
        "epochs": list(KEPT),
        "loss": rounded((logs[epoch]["loss"] for epoch in KEPT), 4),
        "val_loss": rounded((logs[epoch]["val_loss"] for epoch in KEPT), 4),
        "weights": [rounded(each, 3) for each in weights],
        "points": [
            [*rounded(point, 2), int(label[0])] for point, label in zip(x[:POINTS], y[:POINTS])
        ],
    }


def main() -> None:
    lesson = find_lesson(LESSON)
    assert lesson is not None
    FILE.write_text(json.dumps(record(lesson), separators=(",", ":")) + "\n", "utf-8")
    print(f"{FILE.name}: {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
