"""Chance that writes Python: what a random program consists of is drawn here."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
Options = Mapping[str, Sequence[str]]  # name of an argument → texts that it may have
Shape = tuple[int, ...]  # of one sample


class Draw(random.Random):
    """Random choices from a seed. `certain` programs draw no random numbers while they train, so that every backend
    can be held against them; `unlucky` numbers (batches of one, sizes of 1) are as likely as any."""

    def __init__(self, seed: int, certain: bool = False) -> None:
        super().__init__(seed)
        self.certain = certain
        self._names = 0
        self.double = self.maybe(0.4)  # float64, in which a fault stands out from roundings
        self.wide = self.maybe(0.06)  # arrays of 10,000 to 100,000 numbers

    def maybe(self, probability: float = 0.5) -> bool:
        return self.random() < probability

    def one(self, *options: T) -> T:
        return self.choice(options)

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        return self.sample(options, min(len(options), self.randint(least, most)))

    def units(self) -> int:
        """How wide a layer is."""
        if self.wide:
            return self.one(3, 40, 128, 200, 300)
        return self.one(1, 2, 3, 3, 4, 5, 6, 8, 8, 16, self.one(8, 16, 33, 100))

    def name(self, stem: str) -> str:
        """A name that the program does not have yet."""
        self._names += 1
        return f"{stem}{self._names}"

    def call(
        self, name: str, *positional: object, options: Options | None = None, often: float = 0.25
    ) -> str:
        """`name(positional, …, option=…)`; each option is there with the probability `often`."""
        written = [str(p) for p in positional]
        for option, texts in (options or {}).items():
            if self.maybe(often):
                written.append(f"{option}={self.choice(list(texts))}")
        return f"{name}({', '.join(written)})"
