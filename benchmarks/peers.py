"""Keras on another backend, in a process of its own: a process has one backend for life, and rounds take turns.

`Peer("jax")` starts the process, `python -m benchmarks.peers`; it answers one JSON line for each it gets.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.workloads import Workload

BACKENDS = ("jax", "torch")


def installed() -> list[str]:
    """The backends on which Keras runs here."""
    if not importlib.util.find_spec("keras"):
        return []
    return [b for b in BACKENDS if importlib.util.find_spec(b)]


class Peer:
    """Keras on `backend`."""

    def __init__(self, backend: str) -> None:
        environment = {**os.environ, "KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.peers"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.import_seconds: float = self._ask("import")

    def _ask(self, what: str, *arguments: Any) -> float:
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps([what, *arguments]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            raise RuntimeError(f"The process of {process.args} ended with {process.wait()}.")
        return json.loads(answer)

    def prepare(self, workload: Workload, watched: bool) -> None:
        """Make the model and train it once, so that everything is compiled."""
        self._ask("prepare", vars(workload), watched)

    def seconds(self, epochs: int) -> float:
        """The time of a `fit` of the prepared model, from its initial weights."""
        return self._ask("seconds", epochs)

    def first_fit(self, workload: Workload) -> float:
        """The time of the first `fit`, of one epoch, of a new model."""
        return self._ask("first_fit", vars(workload))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _serve() -> None:
    import time

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print is no answer
    start = time.perf_counter()
    import keras  # pyright: ignore[reportMissingImports]

    took = time.perf_counter() - start
    from benchmarks.ours import Fit, first_fit

    if keras.backend.backend() == "torch":
        import torch  # pyright: ignore[reportMissingImports]

        torch.set_num_threads(1)
    fit: Any = None
    for line in sys.stdin:
        what, *arguments = json.loads(line)
        answer: Any = took
        if what == "prepare":
            fit = Fit(Workload(**arguments[0]), keras, arguments[1])
            fit.run(1)
        elif what == "seconds":
            answer = fit.seconds(arguments[0])
        elif what == "first_fit":
            answer = first_fit(Workload(**arguments[0]), keras)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
