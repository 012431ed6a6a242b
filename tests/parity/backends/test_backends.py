"""What trains here trains there: `table.tsv` against our engine and, where Keras is installed, against Keras.

A line of the table: where, what, what became of it on JAX, TensorFlow and PyTorch (`trains`, or the exception; `@`
where it does not come from that line), with each under `run_eagerly`, what becomes of it here (with the
backends that an observer hears refuse it), and here in a program that imports tensorflow. `record.py` writes it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from playground.engine import backends

from .operations import rows
from .ours import ours
from .record import BACKENDS, COLUMNS, TABLE, read

ROWS = read()
SAID = dict(zip(BACKENDS, backends.ALL))


def trains(outcome: str) -> bool:
    return outcome.startswith("trains")


def by_rule(row: dict[str, str]) -> str:
    """What should become of a row here: refused where all refuse, else done, and said who refuses."""
    refuse = [SAID[b] for b in BACKENDS if not trains(row[b])]
    return "refused" if len(refuse) == len(BACKENDS) else ", ".join(["trains", *refuse])


def test_the_table_has_every_row():
    assert list(ROWS) == [f"{place}: {code}" for place, code in rows()]
    assert TABLE.read_text().splitlines()[0].split("\t") == list(COLUMNS)


def test_here_it_is_as_the_table_says():
    assert ours("sequential") == {code: row["here"] for code, row in ROWS.items()}


def test_a_program_that_imports_tensorflow_gets_its_answer():
    found = ours("sequential", backends.TENSORFLOW)
    assert found == {code: row["here, tensorflow"] for code, row in ROWS.items()}
    other = [code for code, row in ROWS.items() if trains(row["tensorflow"]) != trains(found[code])]
    # the ratchet: what is refused there for other reasons, such as dtypes
    assert len(other) <= 6, sorted(other)


def test_what_is_said_is_what_was_measured():
    other = {c: (r["here"], by_rule(r)) for c, r in ROWS.items() if r["here"] != by_rule(r)}
    other = {c: o for c, o in other.items() if not (o[1] == "refused" and not trains(o[0]))}
    # stricter: PyTorch calls NumPy on tensors without gradients, so on data; everyone else refuses
    stricter = {
        c for c, o in other.items() if not trains(o[0]) and o[1] == "trains, JAX, TensorFlow"
    }
    assert all(
        "np." in c or "numpy()" in c or "] " in c or "repeat" in c or "type(x)" in c
        for c in stricter
    )
    unsaid = {c for c in other if c not in stricter}
    assert len(unsaid) <= 21, sorted(unsaid)  # the ratchet


def test_the_page_of_the_documentation_says_the_same():
    page = (TABLE.parents[3] / "docs" / "backends.md").read_text()
    lines = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(lines) >= 30
    for line in lines:
        code, *said = [cell.strip() for cell in line.strip("|").split(" | ")]
        row = ROWS[f"call: {code.strip().strip('`')}"]
        there = ["trains" if trains(row[b]) else "refuses" for b in BACKENDS]
        runs, _, who = row["here"].partition(", ")
        here = "error" if not trains(runs) else f"runs; said: {who}" if who else "runs"
        assert said == [*there, here], code


@pytest.mark.skipif(not find_spec("keras"), reason="needs the extra `parity`")
@pytest.mark.parametrize("backend", ["jax", "tensorflow"])
def test_there_it_is_as_the_table_says(backend):
    if not find_spec(backend):
        pytest.skip(f"needs {backend}")
    environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "tests.parity.backends.run", "sequential"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert {c: trains(o) for c, o in found.items()} == {
        c: trains(r[backend]) for c, r in ROWS.items()
    }
