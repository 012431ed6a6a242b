"""What it takes until something happens: importing the engine, and the first `fit` of a new model."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from dataclasses import replace

from benchmarks.workloads import WORKLOADS

SMALL = replace(WORKLOADS["W2"], samples=100, batch_size=32)
_TIMED = (
    "import time, numpy; start = time.perf_counter(); {code}; print(time.perf_counter() - start)"
)
IMPORT = "import playground.engine"
# The engine loads its parts when they are asked for, so the bare import is not the whole truth.
MODEL = (
    "from playground import engine as keras; "
    "model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(4, 'tanh'), keras.layers.Dense(1)]); "
    "model.compile('rmsprop', 'mse', metrics=['accuracy'])"
)


def seconds_of(code: str, processes: int = 20) -> list[float]:
    """What `code` takes in new processes that have imported NumPy and find everything compiled to bytecode."""
    command = [sys.executable, "-c", _TIMED.format(code=code)]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    found = [float(subprocess.check_output(command, env=environment)) for _ in range(processes + 1)]
    return found[1:]


def milliseconds(seconds: list[float]) -> str:
    """The median of some times and the best of them."""
    return f"{statistics.median(seconds) * 1e3:8.1f} ms (best {min(seconds) * 1e3:.1f})"
