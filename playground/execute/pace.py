"""The one clock of a fit that somebody watches: how long a batch and an epoch last, at the least.

A small model trains in less time than an eye needs. At the normal pace the first epochs, in which most happens, come
slowly, the next ones as fast as a screen shows them, and once a fit has waited for five seconds in all it goes as fast
as it can. Slow motion goes from batch to batch; at full speed nothing waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.events import Speed

FIRST_EPOCHS, FIRST_RATE = 30, 15.0  # so many, so many a second
SCREEN_RATE = 60.0  # epochs a second after those
MOST_WAITING = 5.0  # seconds, in a fit
MOST_WAITING_IN_A_RUN = 20.0  # of a program with many fits
BATCHES_A_SECOND = 5.0  # in slow motion
LEAST_WAIT = 0.002  # a shorter one is not worth it
SHOWN_WITHIN_AN_EPOCH = 1 / 90  # seconds between batches that are spread over an epoch


class Pace:
    """`wait(until)` waits until that moment of `time.perf_counter`, or ends early, and returns the seconds it took."""

    def __init__(self, speed: Speed, wait: Callable[[float], float]) -> None:
        self.speed: Speed = speed
        self._wait = wait
        self._waited_in_run = 0.0
        self.fit_started(0)

    def fit_started(self, steps: int) -> None:
        """A fit of so many batches an epoch; 0 where that is not known."""
        self.steps = steps  # may change in mid-fit
        self._epochs = 0
        self._waited_in_fit = self._waited_in_epoch = 0.0
        self._spreads = False
        self._due = time.perf_counter() + self._epoch_seconds

    def goes_on(self) -> None:
        """After a halt: the time until now does not count."""
        self._spreads = False
        self._due = time.perf_counter()

    @property
    def between_batches(self) -> float | None:
        """The seconds after which the next batch is wanted; None where the pace does not ask for one."""
        if self.speed == "slow motion":
            return 0.0
        return SHOWN_WITHIN_AN_EPOCH if self._spreads else None

    def batch_ended(self, step: int) -> None:
        """`step` batches of the epoch are done."""
        if self.speed == "slow motion":
            self._wait(time.perf_counter() + 1 / BATCHES_A_SECOND)
        elif self.speed == "normal" and self._spreads:
            self._hold(self._due - self._epoch_seconds * (1 - step / self.steps))

    def epoch_ended(self) -> None:
        """Lets the epoch last long enough to be seen, and the next one share its time among its batches."""
        self._epochs += 1
        if self.speed == "normal":
            spare = self._due - time.perf_counter() + self._waited_in_epoch
            self._hold(self._due)
            self._spreads = self.steps > 1 and 0 < self._epoch_seconds / 2 < spare
        self._waited_in_epoch = 0.0
        self._due = time.perf_counter() + self._epoch_seconds

    @property
    def _epoch_seconds(self) -> float:
        if not self._waiting_left:
            return 0.0
        return 1 / (FIRST_RATE if self._epochs < FIRST_EPOCHS else SCREEN_RATE)

    @property
    def _waiting_left(self) -> float:
        fit, run = self._waited_in_fit, self._waited_in_run
        return max(0.0, min(MOST_WAITING - fit, MOST_WAITING_IN_A_RUN - run))

    def _hold(self, until: float) -> None:
        now = time.perf_counter()
        until = min(until, now + self._waiting_left)
        if until - now > LEAST_WAIT:
            waited = self._wait(until)
            self._waited_in_epoch += waited
            self._waited_in_fit += waited
            self._waited_in_run += waited
