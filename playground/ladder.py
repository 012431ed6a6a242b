"""The ladder of a task that was missed again and again: a hint, a stronger one, a puzzle, then the solution.

`hints.md` in a lesson's folder has a heading for each task, as the checklist has it, two paragraphs, and which pieces
of the solution the task is about (playground/pieces.py), with `;` between them:

    ### `SimpleDense` computes `activation(inputs @ W + b)`

    The product first. What comes after it?

    In `call`, add `self.b` to the product, then apply the activation to the sum.

    puzzle: SimpleDense.call
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from playground.pieces import named
from playground.puzzle import is_right, lines_of, shuffled

_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
_PUZZLE = "puzzle:"


class LadderError(ValueError):
    """A hints.md is not as it should be. The message says what was expected."""


@dataclass(frozen=True)
class Ladder:
    """`hint` and `stronger` are one paragraph of Markdown each, `pieces` names of the solution's."""

    task: str
    hint: str
    stronger: str
    pieces: tuple[str, ...]


def read_ladders(source: str) -> tuple[Ladder, ...]:
    """The ladders in the text of a hints.md. Raises LadderError."""
    parts = _HEADING.split(source)
    if parts[0].strip():
        raise LadderError(
            f"expected it to begin with `### ` and a task, received {parts[0][:40]!r}"
        )
    return tuple(_ladder(task, text) for task, text in zip(parts[1::2], parts[2::2]))


def _ladder(task: str, text: str) -> Ladder:
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    if len(paragraphs) != 3 or not paragraphs[2].startswith(_PUZZLE):
        raise LadderError(
            f"{task}: expected a hint, a stronger one and a line `puzzle: …`, each after an empty line, received "
            f"{len(paragraphs)} paragraphs"
        )
    pieces = tuple(name.strip() for name in paragraphs[2].removeprefix(_PUZZLE).split(";"))
    return Ladder(task.strip(), paragraphs[0], paragraphs[1], pieces)


def complaint_about_ladders(source: str, tasks: Sequence[str], solution: str) -> str | None:
    """What is wrong with a hints.md beside its form, or None: a ladder for no task, pieces that the solution has not
    or that are no puzzle."""
    for ladder in read_ladders(source):
        if ladder.task not in tasks:
            return f"there is no task {ladder.task!r}"
        try:
            lines = puzzle_lines(ladder, solution)
        except LookupError as error:
            return f"{ladder.task}: the solution has no statement {error.args[0]!r}"
        except SyntaxError as error:
            return f"the solution is no program: line {error.lineno}: {error.msg}"
        if not is_right(lines, range(len(lines))):
            return f"{ladder.task}: these pieces alone are no program"
        if is_right(lines, shuffled(lines)):
            return f"{ladder.task}: every order of these lines is right"
    return None


def puzzle_lines(ladder: Ladder, solution: str) -> tuple[str, ...]:
    """The lines of the puzzle in the solution's order. Raises LookupError."""
    return lines_of("\n".join(piece.text for piece in named(solution, ladder.pieces)))
