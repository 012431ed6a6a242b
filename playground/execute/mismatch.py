"""Two shapes that do not fit together: what the learner can do about it."""

from __future__ import annotations

from playground.events import Shape

_ELEMENTWISE = ("add", "subtract", "multiply", "divide", "true_divide")


def mismatch_of(error: BaseException) -> tuple[str, tuple[Shape, ...]]:
    """The operation that failed and the shapes it was given, as the engine notes them; ("", ()) of other errors."""
    found = getattr(error, "mismatch", None)
    return found if found else ("", ())


def mismatch_advice(operation: str, shapes: tuple[Shape, ...]) -> str:
    """What to try, in the numbers of this mistake; "" when there is nothing certain to say."""
    if len(shapes) != 2 or not all(shapes):
        return ""
    left, right = shapes
    if operation == "matmul" and len(right) == 2:
        columns, rows = left[-1], right[0]
        fits = (columns, right[1])
        hint = (
            f"{columns} columns on the left, {rows} rows on the right: they must be the same number. "
            f"A weight of shape {fits} fits."
        )
        if columns == right[1]:
            hint += f" Or the matrix lies on its side: its transpose has shape {(right[1], rows)}."
        return hint
    if operation in _ELEMENTWISE:
        small, large = sorted((left, right), key=len)
        if len(small) == 1 and small[0] != large[-1]:
            return (
                f"{large[-1]} numbers in a row, {small[0]} to go with them: they must be as many, or one. "
                f"A shape of {(large[-1],)} fits."
            )
        return "Compared from the right, two lengths must be equal or one of them 1."
    return ""
