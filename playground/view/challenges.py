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
)
