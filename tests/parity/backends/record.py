"""Write `table.tsv`: `python -m tests.parity.backends.record jax sequential FILE` takes what `run.py` printed for a
backend and a way into its column; without arguments, what our engine does is written anew."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

from .operations import rows

TABLE = Path(__file__).with_name("table.tsv")
BACKENDS = ("jax", "tensorflow", "torch")
COLUMNS = (
    "where",
    "what",
    *BACKENDS,
    *(f"{backend} eagerly" for backend in BACKENDS),
    "here",
    "here, tensorflow",
)


def read() -> dict[str, dict[str, str]]:
    """`"where: what"` → its columns."""
    if not TABLE.exists():
        return {}
    lines = [line.split("\t") for line in TABLE.read_text().splitlines()[1:]]
    return {f"{line[0]}: {line[1]}": dict(zip(COLUMNS, line)) for line in lines}


def write(table: dict[str, dict[str, str]]) -> None:
    """Write the table in the order of `rows`."""
    lines = ["\t".join(COLUMNS)]
    for place, code in rows():
        row = {**table.get(f"{place}: {code}", {}), "where": place, "what": code}
        lines.append("\t".join(row.get(column, "") for column in COLUMNS))
    TABLE.write_text("\n".join(lines) + "\n")


def take(table: dict[str, dict[str, str]], column: str, outcomes: dict[str, str]) -> None:
    """Put outcomes into a column."""
    for code, outcome in outcomes.items():
        table.setdefault(code, {})[column] = outcome


if __name__ == "__main__":
    known = read()
    if len(sys.argv) > 1:
        backend, way, file = sys.argv[1:]
        column = f"{backend} eagerly" if way.endswith("_eagerly") else backend
        take(known, column, json.loads(Path(file).read_text()))
    else:
        from playground.engine import backends

        from .ours import ours

        with contextlib.redirect_stdout(io.StringIO()):
            take(known, "here", ours("sequential"))
            take(known, "here, tensorflow", ours("sequential", backends.TENSORFLOW))
    write(known)
