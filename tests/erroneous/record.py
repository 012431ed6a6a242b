"""Write `recorded.json`: `KERAS_BACKEND=jax python -m tests.erroneous.record`, then the same with tensorflow.

Needs the extra `parity`. What is kept of each program: the exception's name, the built-in exception it is, the line of
the program's own level that raised it, and the innermost line.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from .run import outcomes

RECORDED = Path(__file__).with_name("recorded.json")


def read() -> dict[str, dict[str, list | None]]:
    """Program → backend → outcome."""
    return json.loads(RECORDED.read_text()) if RECORDED.exists() else {}


def write(backend: str, found: dict[str, list | None]) -> None:
    """Put the outcomes of a backend in."""
    table = read()
    for name, outcome in found.items():
        table.setdefault(name, {})[backend] = outcome and outcome[:4]
    lines = [f"{json.dumps(k)}: {json.dumps(table[k])}" for k in found]
    RECORDED.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    write(os.environ["KERAS_BACKEND"], outcomes())
