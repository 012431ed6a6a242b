"""What whoever runs a server may set: it is read, refused when it is nonsense, documented and obeyed by a program."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from playground.runners.sandbox.limits import LIMITS, Limits, as_environment
from playground.runners.settings import Settings, read

ROOT = Path(__file__).parents[2]
ALL = [each for kind in (Settings, Limits) for each in fields(kind) if each.metadata]


def test_every_setting_stands_in_the_documentation_with_its_default() -> None:
    text = (ROOT / "docs/hosting.md").read_text(encoding="utf-8")
    rows = {
        f"| `{each.metadata['name']}` | {each.default // each.metadata['unit']:,} | {each.metadata['meaning']} |"
        for each in ALL
    }
    assert rows <= set(text.splitlines()), rows - set(text.splitlines())
    assert text.count("| `PLAYGROUND_") == len(ALL)


def test_settings_are_read_and_what_limits_children_reaches_them() -> None:
    given = {"PLAYGROUND_RUNS": " 3 ", "PLAYGROUND_MEMORY_MB": "1024", "PLAYGROUND_CHECKS": ""}
    assert Settings(**read(Settings, given)) == Settings(runs=3)
    limits = Limits(**read(Limits, given))
    assert limits.memory_bytes == 1 << 30
    assert Limits(**read(Limits, as_environment(limits))) == limits
    assert as_environment(Limits()) == {}


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "9" * 5000])
def test_nonsense_is_refused_with_what_was_expected(value: str) -> None:
    with pytest.raises(ValueError, match=r"PLAYGROUND_RUNS: expected a whole number .* Try"):
        read(Settings, {"PLAYGROUND_RUNS": value})


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set on Linux")
def test_a_program_obeys_what_was_set() -> None:
    assert LIMITS.threads == 64, "this process has the defaults"
    program = """
import threading, time
def until_refused(deed):
    for count in range(100):
        try: deed(count)
        except (OSError, RuntimeError): return count
try: bytearray(1000 << 20)
except MemoryError: print('no room')
print(until_refused(lambda n: threading.Thread(target=time.sleep, args=(60,), daemon=True).start()) < 10, 'threads')
with open('large', 'wb', 0) as file: print(until_refused(lambda n: file.write(bytes(1 << 20))), 'MB')
open('large', 'w').close()
print(5 < until_refused(lambda n: open(str(n), 'w').close()) < 20, 'files')
print('x' * 100_000)
"""
    script = f"from tests import programs; seen = programs.run({program!r}); print(seen.printed, seen.ending)"
    settings = {
        "PLAYGROUND_MEMORY_MB": "1024",
        "PLAYGROUND_OUTPUT_CHARACTERS": "1000",
        "PLAYGROUND_THREADS": "8",
        "PLAYGROUND_FOLDER_MB": "3",
        "PLAYGROUND_FILES": "20",
    }
    said = subprocess.check_output(
        [sys.executable, "-c", script], text=True, cwd=ROOT, env={**os.environ, **settings}
    )
    assert "no room\nTrue threads\n3 MB\nTrue files\n" in said and "Finished" in said
    assert 900 < said.count("x") < 10_000, "and a glance of the middle"
    short = f"from tests import programs; print(programs.run({'x = 1' + ' ' * 50!r}).ending)"
    said = subprocess.check_output(
        [sys.executable, "-c", short], text=True, cwd=ROOT,
        env={**os.environ, "PLAYGROUND_PROGRAM_CHARACTERS": "20"},
    )  # fmt: skip
    assert "at most 20 characters, received 55. Nothing was run" in said


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set on Linux")
def test_a_program_that_used_its_processor_time_is_told() -> None:
    script = "from tests import programs; print(programs.run('while True: pass').ending)"
    said = subprocess.check_output(
        [sys.executable, "-c", script], text=True, cwd=ROOT,
        env={**os.environ, "PLAYGROUND_PROCESSOR_SECONDS": "1"},
    )  # fmt: skip
    assert "1 s of processor time" in said
