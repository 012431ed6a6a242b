"""What programs usually import and remember is there before the learner's own program comes.

The first program of a process waits a fifth of a second for modules, caches and generated code; the second waits
for milliseconds.
"""

from __future__ import annotations

from playground import events as ev
from playground.execute import execute
from playground.lesson import load_lessons

_FIT = """
import numpy as np
from tensorflow import keras

x = np.zeros((8, 2), "float32")
model = keras.Sequential([keras.layers.Dense(2, activation="relu"), keras.layers.Dense(1, activation="sigmoid")])
model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
model.fit(x, x[:, :1], epochs=2, batch_size=4, validation_split=0.5)
"""


class SilentChannel:
    """A channel that hears nothing and says nothing, at once."""

    def send(self, items: list[ev.Event]) -> None:
        pass

    def receive(self, seconds: float | None) -> ev.Command | None:
        return None


def warm_up() -> None:
    """Run the programs with which lessons begin up to their `fit`, and one small fit."""
    for lesson in load_lessons():
        execute(ev.Run(lesson.starter, "shapes"), SilentChannel())
    execute(ev.Run(_FIT), SilentChannel())
