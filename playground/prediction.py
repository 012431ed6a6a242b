"""Questions in a lesson's prose that are answered before the page shows what happens: "Predict, then see".

    ```predict
    `Dense(32)` gets `(6, 28, 28)`. What does it return?
    - `(6, 32)`
    + `(6, 28, 32)`
    - an error
    Only the last number changes.
    ```

First the question, then two choices or more, of which the one with `+` is right, then why. Without the page it is a
block of code that can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = re.compile(r"^```predict[ \t]*\n(.*?)^```[ \t]*$\n?", re.DOTALL | re.MULTILINE)


class PredictionError(ValueError):
    """A block is not as it should be. The message says what was expected."""


@dataclass(frozen=True)
class Prediction:
    """`choices[right]` is the answer, `because` says why. All of them are one paragraph of Markdown."""

    question: str
    choices: tuple[str, ...]
    right: int
    because: str


def read_prediction(block: str) -> Prediction:
    """The prediction in what stands between the fences. Raises PredictionError."""
    before: list[str] = []
    choices: list[str] = []
    after: list[str] = []
    right = []
    for line in filter(None, map(str.strip, block.splitlines())):
        if line[:2] in ("- ", "+ ") and not after:
            if line[0] == "+":
                right.append(len(choices))
            choices.append(line[2:].strip())
        else:
            (after if choices else before).append(line)
    if not before or not after or len(choices) < 2 or len(right) != 1:
        raise PredictionError(
            "```predict: expected a question, two choices or more (`- …`, the right one `+ …`) and why, received "
            f"{len(before)} lines of question, {len(choices)} choices, {len(right)} of them right, and "
            f"{len(after)} lines of why"
        )
    return Prediction(" ".join(before), tuple(choices), right[0], " ".join(after))


def parts(prose: str) -> Iterator[str | Prediction]:
    """The prose in the order in which it is read: Markdown, a prediction, Markdown, … Raises PredictionError."""
    begin = 0
    for block in _BLOCK.finditer(prose):
        yield prose[begin : block.start()]
        yield read_prediction(block[1])
        begin = block.end()
    yield prose[begin:]
