"""Run the programs on real Keras and keep what they print: `KERAS_BACKEND=tensorflow python -m tests.everyday.record`.

Needs Keras 3.15 with a backend of TensorFlow (some programs use a GradientTape); run from the root of the repository,
with names of programs for some only. Writes `printed.json`.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
import types
from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")
PRINTED = Path(__file__).with_name("printed.json")


def printed_on_keras(source: str) -> str:
    """What `source` prints as a main module in an empty folder."""
    import keras

    before, main, out = os.getcwd(), types.ModuleType("__main__"), io.StringIO()
    keras.utils.clear_session()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.modules["__main__"] = main
        try:
            with contextlib.redirect_stdout(out):
                exec(compile(source, "program.py", "exec"), main.__dict__)
        finally:
            os.chdir(before)
    return out.getvalue()


if __name__ == "__main__":
    known = json.loads(PRINTED.read_text()) if PRINTED.exists() else {}
    for path in sorted(PROGRAMS.glob("*.py")):
        if path.stem in sys.argv[1:] or not sys.argv[1:]:
            known[path.stem] = printed_on_keras(path.read_text())
    lines = [f"{json.dumps(name)}: {json.dumps(said)}" for name, said in sorted(known.items())]
    PRINTED.write_text("{\n" + ",\n".join(lines) + "\n}\n")
