"""`python -m benchmarks`: our `fit` against the floor and, where installed, Keras on JAX and on torch.

Competitors take turns in short runs, several rounds of them; a ratio is the median over rounds of the ratio within a
round, so that a busy machine slows both sides of it. One BLAS thread. `--rounds N`, `--only W1,W2`.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import time
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"  # before NumPy is imported


def competitors(name: str, watched: bool) -> dict[str, Any]:
    """The ways to run a workload, by name: objects with `run(epochs)` and `restart()`."""
    from benchmarks.floors import Floor
    from benchmarks.ours import Fit
    from benchmarks.workloads import WORKLOADS
    from playground import engine

    workload = WORKLOADS[name]
    found: dict[str, Any] = {
        "floor": Floor(workload, watched),
        "ours": Fit(workload, engine, watched),
    }
    backend = os.environ.get("KERAS_BACKEND")
    if backend and importlib.util.find_spec("keras") and importlib.util.find_spec(backend):
        import keras  # pyright: ignore[reportMissingImports]

        found[f"keras on {backend}"] = Fit(workload, keras, watched)
    return found


def measure(runs: dict[str, Any], epochs: int, rounds: int) -> dict[str, list[float]]:
    """Seconds of every run in every round. The first round, which builds and traces, is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for i in range(rounds + 1):
        for name, run in runs.items():
            run.restart()
            start = time.perf_counter()
            run.run(epochs)
            if i:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def report(name: str, watched: bool, rounds: int) -> None:
    """One line for each competitor: µs a step, and the ratio to the floor."""
    from benchmarks.workloads import WORKLOADS

    workload = WORKLOADS[name]
    runs = competitors(name, watched)
    seconds = measure(runs, workload.epochs, rounds)
    steps = workload.epochs * workload.steps * (0.8 if watched else 1)
    what = "accuracy and validation" if watched else "loss only"
    print(f"{name} {workload.title}, {what}")
    for competitor, found in seconds.items():
        ratios = [a / b for a, b in zip(found, seconds["floor"])]
        print(
            f"  {competitor:16s} {statistics.median(found) / steps * 1e6:9.1f} µs a step  "
            f"{statistics.median(ratios):6.2f} × floor (best {min(found) / min(seconds['floor']):.2f})"
        )
    sys.stdout.flush()


def report_start() -> None:
    """Seconds of a first `fit`: one epoch on 100 samples, model made and compiled before."""
    from benchmarks.ours import Fit
    from benchmarks.workloads import WORKLOADS, Workload
    from playground import engine

    fields = {**vars(WORKLOADS["W2"]), "samples": 100, "batch_size": 32}
    found = []
    for _ in range(5):
        fit = Fit(Workload(**fields), engine)
        start = time.perf_counter()
        fit.run(1)
        found.append(time.perf_counter() - start)
    print(f"first fit, 100 samples: {statistics.median(found) * 1e3:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="W1,W2,W3,W4")
    arguments = parser.parse_args()
    for watched in (False, True):
        for name in arguments.only.split(","):
            report(name, watched, arguments.rounds)
    report_start()


if __name__ == "__main__":
    main()
