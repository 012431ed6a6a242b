"""Points of one's own: drawn in the page, written into the program."""

from __future__ import annotations

import numpy as np

__all__ = ["points"]

MOST_POINTS = 5000


def points(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Points in the plane, in the order in which they were drawn: `"x y class, x y class, …"`.

    Returns `x`, float32 `(n, 2)`, and `y`, float32 `(n, 1)`, which class each is of: a whole number from 0. Raises
    ValueError for a text that says something else, or no point at all.
    """
    rows = []
    for part in text.split(","):
        words = part.split()
        try:
            across, up, label = map(float, words)
        except ValueError:
            if not words:
                continue
            raise ValueError(f"points: expected 'x y class', received {part.strip()!r}") from None
        if label != int(label) or label < 0 or not np.isfinite([across, up]).all():
            raise ValueError(f"points: expected numbers and a class from 0, received {part!r}")
        rows.append((across, up, label))
    if not 0 < len(rows) <= MOST_POINTS:
        raise ValueError(f"points: expected 1 to {MOST_POINTS} points, received {len(rows)}")
    table = np.array(rows, "float32")
    return table[:, :2], table[:, 2:]
