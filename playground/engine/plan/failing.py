"""When a plan fails: what it has done is taken back, and the step is run as it is written.

Whoever trains a model notices nothing but the time it takes. In tests a failure is an error: there the environment
variable STRICT is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

STRICT = "PLAYGROUND_STRICT_PLANS"
REASON = "no faster way to do one of its operations was found. Its numbers are the same"


class PlanningError(Exception):
    """There is no plan, or it failed, as `__cause__` says. Nothing is done: the step can be run as it is written."""


def planned(make: Callable[[], Any]) -> Any:
    """What `make` makes; PlanningError for whatever goes wrong."""
    try:
        return make()
    except Exception as error:
        raise PlanningError(REASON) from error


def run(calls: Iterable[Callable[[], None]], kept: Kept | None) -> None:
    """Call them all. When one fails, go back to what was `kept` and raise a PlanningError. Else let it fail."""
    try:
        for do in calls:
            do()
    except Exception as error:
        if kept is None:
            raise
        kept.restore()
        raise PlanningError(REASON) from error


def report(error: Exception) -> None:
    """Raise what went wrong in a plan where that is asked for. To be called when the batches have been done without it:
    had one of them been at fault, that would have said so, and better."""
    if os.environ.get(STRICT):
        raise AssertionError(f"A plan failed: {error.__cause__ or error!r}") from error


class Kept:
    """The numbers of arrays, to go back to."""

    def __init__(self, arrays: Iterable[np.ndarray]) -> None:
        self._pairs = [(a, np.empty_like(a)) for a in arrays]

    def take(self) -> Kept:
        """Keep what the arrays hold now."""
        for array, copy in self._pairs:
            np.copyto(copy, array)
        return self

    def restore(self) -> None:
        """Have the arrays hold it again."""
        for array, copy in self._pairs:
            np.copyto(array, copy)
