"""Questions to ask when every lesson is done: each is one change of a lesson's solution."""

from __future__ import annotations

from dataclasses import dataclass

from playground.lesson import Lesson


@dataclass(frozen=True)
class Challenge:
    """`changes`: what stands in the solution of `lesson`, and what takes its place."""

    question: str
    said: str  # the change, in a word or two of code
    lesson: str
    changes: tuple[tuple[str, str], ...]

    def program(self, lesson: Lesson) -> str:
        """The solution with the change made. ValueError where the solution has another text."""
        source = lesson.solution
        for old, new in self.changes:
            if source.count(old) < 1:
                raise ValueError(f"expected {old!r} in the solution of {lesson.id}")
            source = source.replace(old, new)
        return source


CHALLENGES = (
    Challenge(
        "Does `arm` still learn when nothing leads around the layer?",
        "without Add",
        "06_topologies",
        (("h = layers.Add()([h, block])", "h = block"),),
    ),
    Challenge(
        "Where does the dashed curve go when the data are noisier?",
        "noise=0.2",
        "06_topologies",
        (("noise=0.05", "noise=0.2"),),
    ),
    Challenge(
        "Are 4 units in each branch enough?",
        "16 → 4",
        "06_topologies",
        (
            ("SimpleDense(16, ", "SimpleDense(4, "),
            ("SimpleDense(32, ", "SimpleDense(8, "),
        ),
    ),
    # Each prints a score: right answers of 1000 digits, minus one for every 50 parameters.
    Challenge(
        "Digits with a quarter of the units: does the score rise or fall?",
        "32 → 8",
        "12_glyphs",
        (("layers.Dense(32, ", "layers.Dense(8, "),),
    ),
    Challenge(
        "How many points are left with 100 pictures to learn from?",
        "samples=100",
        "12_glyphs",
        (("samples=800", "samples=100"),),
    ),
    Challenge(
        "And when the pen shakes twice as much, here and in `score`?",
        "noise=0.2 in glyphs",
        "12_glyphs",
        (("classes=10, ", "classes=10, noise=0.2, "),),
    ),
    Challenge(
        "Does a layer that looks for strokes, wherever they are, pay for its parameters?",
        "Conv2D",
        "12_glyphs",
        (
            (
                '    layers.Flatten(),\n    layers.Dense(32, activation="relu"),\n',
                '    layers.Conv2D(8, 3, strides=2, activation="relu"),\n    layers.Flatten(),\n',
            ),
        ),
    ),
    Challenge(
        "How far do you get in 3 epochs? The learning rate is yours.",
        "epochs=3",
        "12_glyphs",
        (("epochs=15", "epochs=3"), ("learning_rate=0.01", "learning_rate=0.03")),
    ),
)
