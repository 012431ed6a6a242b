"""The erroneous programs of `programs.txt`, and what became of one.

`python -m tests.erroneous.run` prints, for the Keras that is installed (`KERAS_BACKEND` says on which backend), a JSON
object: name of the program → `[name of the exception, the built-in exception it is, phase, line, message]`, or null
where nothing was raised. The phase is the line of the program's own level, counted without the common ones; the line is
the innermost one in the program.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import json
import os
import re
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any

_FILE = "erroneous.py"


def programs() -> tuple[str, dict[str, str]]:
    """The common lines, and name → the lines of each program."""
    text = Path(__file__).with_name("programs.txt").read_text()
    parts = re.split(r"^## (.*)\n", text, flags=re.MULTILINE)[1:]
    found = dict(zip(parts[::2], parts[1::2]))
    return found.pop("common"), found


def outcome(common: str, program: str) -> list[Any] | None:
    """What `program` raises, see above."""
    before = common.count("\n")
    try:
        code = compile(common + program, _FILE, "exec")
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            exec(code, {"__name__": "__main__"})
    except Exception as error:
        lines = [
            f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == _FILE
        ]
        plain = next(
            k.__name__ for k in type(error).__mro__ if getattr(builtins, k.__name__, 0) is k
        )
        innermost = [n for n in lines if n > before][-1] - before
        return [type(error).__name__, plain, lines[0] - before, innermost, str(error)]
    return None


def outcomes() -> dict[str, list[Any] | None]:
    """All of them, in a folder of their own."""
    common, found = programs()
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return {name: outcome(common, program) for name, program in found.items()}
        finally:
            os.chdir(here)


if __name__ == "__main__":
    print(json.dumps({k: v and [*v[:4], v[4][:300]] for k, v in outcomes().items()}))
