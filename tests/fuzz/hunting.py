"""Finds what is wrong with a program, and the small program that shows it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playground.engine.plan.failing import STRICT
from tests.fuzz.comparison import Mismatch, mismatch
from tests.fuzz.programs import program
from tests.fuzz.running import EAGER, PLAN, Outcome, Way, run
from tests.fuzz.shrinking import shrunk

SECONDS = 60  # of processor time, for one program


@dataclass
class Found:
    """What became of one program."""

    seed: int
    mismatch: Mismatch | None = None
    text: str = ""  # small
    refused: str = ""  # the error that both ways of running end with
    planless: str = ""  # why a step stayed Python
    seconds: float = 0.0


def plan_differs(text: str) -> tuple[Mismatch | None, Outcome]:
    """What differs between the plan and the eager step."""
    eager = run(text, EAGER)
    plan = run(text, PLAN)
    return mismatch(text, eager, plan, EAGER), plan


def keras_differs(text: str) -> tuple[Mismatch | None, Outcome]:
    """What differs between our engine and the Keras that is installed, from equal weights."""
    ours = run(text, PLAN)
    # TensorFlow needs seconds to compile a graph, and gives the same numbers without
    eagerly = os.environ.get("KERAS_BACKEND") == "tensorflow"
    theirs = run(text, Way(eagerly, engine=False, weights=ours.weights or None))
    base = 2e-4
    if "set_floatx('float64')" in text and not eagerly:
        base = 1e-6  # not on TensorFlow: there a constant such as β₂ is rounded to float32 on its way to float64, so
        # that 1 - 0.999 is off by 1.3e-5
    found = mismatch(text, ours, theirs, PLAN, base)
    return found, ours


class TooSlow(BaseException):
    """A program that takes too long. No `Exception`: programs do not catch it."""


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def hunt(seed: int, against: str = "plan", shrink: float = 60.0) -> Found:
    """Run the program of `seed`; `against` is "plan" or a backend of Keras. `shrink` are seconds for a smaller one."""
    differs = plan_differs if against == "plan" else keras_differs
    began = time.process_time()
    text = program(seed, certain=against != "plan")
    found = Found(seed, text=text)
    try:
        with _at_most(SECONDS):
            found.mismatch, outcome = differs(text)
    except TooSlow:
        found.mismatch = Mismatch("too slow", f"more than {SECONDS} s")
        return found
    found.seconds = time.process_time() - began
    if found.mismatch is None:
        if outcome.error is not None:
            found.refused = f"{outcome.failure}: {outcome.error}".partition("\n")[0]
        found.planless = "; ".join(outcome.planless)
        return found
    if shrink:
        kind = found.mismatch.kind

        def still_wrong(smaller: str) -> bool:
            try:
                with _at_most(SECONDS):
                    other, _ = differs(smaller)
            except (TooSlow, SyntaxError):
                return False
            return other is not None and other.kind == kind

        found.text = shrunk(text, still_wrong, shrink)
        found.mismatch = differs(found.text)[0] or found.mismatch
    return found


def prepare() -> None:
    """A plan that fails is an error; and one thread for each process, because several run side by side."""
    os.environ[STRICT] = "1"
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
        os.environ.setdefault(name, "1")
