"""Fewer points of a curve that still tell its whole story: what sticks out stays.

And fewer names of losses and metrics than a program may tell: it could make up new ones for ever.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

MOST_NAMES = 200  # of losses and metrics that are followed
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


def followed(logs: Mapping[str, float], before: Mapping[str, float] = {}) -> dict[str, float]:
    """`before` brought up to date with `logs`; where these are too many names, some of the newest."""
    known = {**before, **logs}
    return known if len(known) <= MOST_NAMES else dict(itertools.islice(logs.items(), MOST_NAMES))
