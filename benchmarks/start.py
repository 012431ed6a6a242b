"""What it takes until something happens: importing the engine, and the first `fit` of a new model."""

from __future__ import annotations

import statistics
import subprocess
import sys
from dataclasses import replace

from benchmarks.workloads import WORKLOADS

SMALL = replace(WORKLOADS["W2"], samples=100, batch_size=32)
_IMPORT = (
    "import time, numpy; start = time.perf_counter(); import {module}; "
    "print(time.perf_counter() - start)"
)


def import_seconds(module: str, processes: int = 20) -> list[float]:
    """What importing `module` takes in new processes that have imported NumPy."""
    command = [sys.executable, "-c", _IMPORT.format(module=module)]
    return [float(subprocess.check_output(command)) for _ in range(processes)]


def milliseconds(seconds: list[float]) -> str:
    """The median of some times and the best of them."""
    return f"{statistics.median(seconds) * 1e3:8.1f} ms (best {min(seconds) * 1e3:.1f})"
