"""The numbers of a fit, an epoch a row, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence

Rows = Sequence[tuple[int, dict[str, float]]]


def names_in(rows: Rows) -> list[str]:
    return list(dict.fromkeys(name for _, logs in rows for name in logs))


def as_csv(rows: Rows) -> str:
    """A header `epoch,loss,…` and a line an epoch; a number that is none is `nan`, what is missing is empty.

    A name that a spreadsheet would take for a formula gets a quote in front.
    """
    names = names_in(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["epoch", *(f"'{n}" if n[:1] in ("=", "+", "-", "@", "\t", "\r") else n for n in names)]
    )
    for epoch, logs in rows:
        writer.writerow([epoch, *(repr(float(logs[n])) if n in logs else "" for n in names)])
    return out.getvalue()


def as_json(rows: Rows) -> str:
    """`{"epoch": […], "loss": […], …}` as `History.history` has it; null for a number that is none."""
    table: dict[str, list[float | int | None]] = {"epoch": [epoch for epoch, _ in rows]}
    for name in names_in(rows):
        values = [logs.get(name) for _, logs in rows]
        table[name] = [v if v is not None and math.isfinite(v) else None for v in values]
    return json.dumps(table, indent=1) + "\n"
