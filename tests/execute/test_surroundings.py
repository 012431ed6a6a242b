"""A program is the main module of a script of its own, and imports what the page's Python has."""

import os
import sys
from pathlib import Path

import pytest

from playground import events as ev
from playground.execute.importing import STANDARD_LIBRARY
from playground.execute.surroundings import private_folder
from playground.terminal import run_in_terminal
from tests.programs import gather_all, run

SCRIPT = """
import __main__, argparse, os, pickle, sys
class Mine:
    pass
print(os.path.basename(os.path.abspath(__file__)), __name__, sys.argv, __main__.Mine is Mine)
print(type(pickle.loads(pickle.dumps(Mine()))) is Mine)
print(argparse.ArgumentParser().parse_args(), argparse.ArgumentParser().prog)
"""


def test_a_script() -> None:
    events = run(SCRIPT)
    assert isinstance(events.ending, ev.Finished), events.ending
    assert events.printed == (
        "program.py __main__ ['program.py'] True\nTrue\nNamespace() program.py\n"
    )


def test_a_script_in_a_terminal(capsys: pytest.CaptureFixture) -> None:
    assert run_in_terminal(SCRIPT, "some/where.py") == 0
    assert capsys.readouterr().out.startswith("program.py __main__ ['program.py'] True\nTrue\n")


def test_a_byte_order_mark_is_no_part_of_a_program() -> None:
    events = run("\ufeffprint('hello')\nprint(len(open) if 0 else 1)\n1 / 0\n")
    assert events.printed == "hello\n1\n"
    assert isinstance(events.ending, ev.Failed) and events.ending.line == 3


def test_warnings_are_those_that_python_shows() -> None:
    sources = {
        "open(os.devnull)": [],  # a file that is never closed
        "warnings.warn('old', PendingDeprecationWarning)": [],
        "warnings.warn('old', DeprecationWarning)": ["old"],
        "warnings.warn('mind')": ["mind"],
    }
    runs = [ev.Run(f"import gc, os, warnings\n{source}\ngc.collect()\n") for source in sources]
    said = [[notice.message for notice in events.of(ev.Notice)] for events in gather_all(runs)]
    assert said == list(sources.values())


REFUSED = [
    "import pandas",
    "import pandas as pd",
    "from PIL import Image",
    "import panel, bokeh.models",
    "from bokeh.plotting import figure",
    "import requests",
    "__import__('requests')",
    "import importlib; importlib.import_module('pandas')",
    "exec('import tqdm', {})",
    "import sqlite3",
    "from multiprocessing import Pool",
    "import playground.engine",
    "from playground import engine",
    "import importlib; importlib.import_module('playground.execute')",
    "from playground.engine.layers import Dense",
]


def test_what_the_page_has_not_is_nowhere() -> None:
    for events, source in zip(
        gather_all([ev.Run(f"import numpy\n{s}\n") for s in REFUSED]), REFUSED
    ):
        error = events.ending
        assert isinstance(error, ev.Failed), source
        assert (error.kind, error.line) == ("ModuleNotFoundError", 2), source
        assert error.message.startswith("No module named '") and error.advice, source


def test_what_a_program_may_import() -> None:
    events = run(
        "import keras, tensorflow as tf, numpy.linalg, playground.datasets, playground\n"
        "from tensorflow.keras import layers\nfrom keras.src import ops\nfrom playground import datasets\n"
        "from playground.datasets import moons\nimport xml.dom, os.path, email, unittest.mock\n"
        "print(playground.datasets is datasets, hasattr(playground, 'engine'))\n"
    )
    assert events.printed == "True False\n", events.ending


def test_the_standard_library_of_this_python() -> None:
    names = sorted(STANDARD_LIBRARY & sys.stdlib_module_names - {"antigravity", "this"})
    events = run("".join(f"import {name}\n" for name in names))
    assert isinstance(events.ending, ev.Finished), events.ending
    assert len(names) > 120 and STANDARD_LIBRARY - sys.stdlib_module_names == {"__main__"}


def test_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is empty, holds what the program writes, modules too, and is gone afterwards."""
    (tmp_path / "victim.txt").write_text("nine byte")
    monkeypatch.chdir(tmp_path)
    source = (
        "import os, tempfile\nprint(os.listdir(), file=open('printed.txt', 'w'))\n"
        "open('victim.txt', 'w').close()\nopen('mine.py', 'w').write('a = 7')\n"
        "import mine\nassert mine.a == 7 and open('printed.txt').read() == '[]\\n'\n"
        "assert os.path.dirname(tempfile.mkdtemp()) == os.getcwd()\n"
    )
    assert run_in_terminal(source, "x.py") == 0
    assert os.getcwd() == str(tmp_path)
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"victim.txt": "nine byte"}
    assert "mine" not in sys.modules
    with private_folder() as folder:
        assert os.listdir(folder) == [] and os.getcwd() == os.path.realpath(folder)
    assert not os.path.exists(folder)
