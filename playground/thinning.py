"""Fewer points of a curve that still tell its whole story: what sticks out stays."""

from __future__ import annotations

import math
from collections.abc import Sequence

BLOCK = 4  # points of which two stay


def half(values: Sequence[float]) -> list[int]:
    """The indices of about half of `values`, in order: the first, the newest, and of every four between them the
    lowest and the highest. What is no finite number counts as higher than any."""
    last = len(values) - 1
    kept = [0] if last > 0 else []
    for start in range(1, last, BLOCK):
        block = range(start, min(start + BLOCK, last))
        order = sorted(block, key=lambda i: values[i] if math.isfinite(values[i]) else math.inf)
        kept += sorted({order[0], order[-1]})
    return [*kept, last] if last >= 0 else []
