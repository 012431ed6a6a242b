"""The random numbers of one run: all of them from one seed, so that Rewind gives the same curve to the last digit."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

import numpy as np

from playground.engine.random import set_random_seed


@contextlib.contextmanager
def seeded(seed: int | None) -> Iterator[None]:
    """Inside, what a program does not seed itself begins at `seed`; None leaves everything to chance.

    That is what `keras.utils.set_random_seed(seed)` as the program's first line would do, and one thing more:
    `np.random.default_rng()` without a seed asks the operating system for one, and here is given one that can be
    repeated. (NumPy draws it with `secrets.randbits`: numpy/random/bit_generator.pyx, class SeedSequence.)
    """
    if seed is None:
        yield
        return
    set_random_seed(seed)
    source = np.random.bit_generator
    before = source.randbits  # type: ignore[attr-defined]
    source.randbits = random.Random(seed).getrandbits  # type: ignore[attr-defined]
    try:
        yield
    finally:
        source.randbits = before  # type: ignore[attr-defined]
