"""A downloaded program needs no playground, and does the same."""

import ast
import json
import subprocess
import sys

import nbformat
import numpy as np
import pytest

from playground import datasets
from playground.datasets import measured
from playground.downloads import data_source
from playground.downloads.notebook import as_notebook
from playground.downloads.python_file import as_python
from playground.lesson import load_lessons
from playground.own_files import pack


def executed(source: str) -> dict:
    """The variables of a downloaded program; the playground cannot be imported by it."""
    tree = ast.parse(source)
    assert not any(
        isinstance(node, ast.Import | ast.ImportFrom) and "playground" in ast.unparse(node)
        for node in ast.walk(tree)
    )
    namespace: dict = {}
    exec(compile(tree, "downloaded.py", "exec"), namespace)
    return namespace


@pytest.mark.parametrize("name", sorted({*data_source.names()} - {"csv", "points"}))
def test_every_data_set_gives_the_same_numbers(name):
    count = () if name in measured.__all__ else (30,)
    given = ", ".join([*map(str, count), "seed=5"])
    there = executed(as_python(f"from playground import datasets\nx, y = datasets.{name}({given})"))
    x, y = getattr(datasets, name)(*count, seed=5)
    np.testing.assert_array_equal(there["x"], x)
    np.testing.assert_array_equal(there["y"], y)


@pytest.mark.parametrize(
    "program",
    [
        "from playground import datasets as d\nx, y = d.xor(20)",
        "import playground\nx, y = playground.datasets.xor(20)",
        "import numpy, playground.datasets\nx, y = playground.datasets.xor(20)",
        "import playground.datasets as d; x, y = d.xor(20)",
        "from playground.datasets import spiral, xor as made\nx, y = made(20)",
        "from playground.datasets import *\nx, y = xor(20)",
        "from playground import (\n    datasets,  # points\n)\nx, y = datasets.xor(20)",
        'é = "ü"; from playground import datasets; x, y = datasets.xor(20)',
        "def data():\n    from playground import datasets\n    return datasets.xor(20)\nx, y = data()",
        "from playground import datasets\nx, y = getattr(datasets, 'x' + 'or')(20)",
        '"""Mine."""\nfrom __future__ import annotations\nfrom playground import datasets\nx, y = datasets.xor(20)',
        "from playground import datasets\nnp = _classes = types = None\nx, y = datasets.xor(20)",
    ],
)
def test_however_it_is_imported(program):
    np.testing.assert_array_equal(executed(as_python(program))["x"], datasets.xor(20)[0])


def test_what_needs_no_playground_stays_as_it_is():
    program = "import keras\n# from playground import datasets\n"
    assert as_python(program) == program


def test_only_what_is_used_goes_along():
    program = as_python("from playground import datasets\nx, y = datasets.xor()")
    assert "def xor" in program and "def spiral" not in program


def test_a_program_that_python_cannot_read_says_what_it_lacks():
    program = "from playground import datasets\nx, y = datasets.xor(\n"
    assert as_python(program).endswith(program)
    assert as_python(program).startswith("# As Python cannot read this program")
    assert as_python("x = (\n") == "x = (\n"


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)
def test_a_notebook_holds_the_program_cell_by_cell(lesson):
    book = json.loads(as_notebook(lesson.solution, lesson.title))
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert len({cell["id"] for cell in book["cells"]}) == len(book["cells"])
    assert all(ast.parse(cell) for cell in cells)
    whole = ast.parse(as_python(lesson.solution))
    assert ast.dump(ast.parse("\n".join(cells))) == ast.dump(whole)


def test_a_notebook_is_cut_between_statements_only():
    program = (
        'x = """\n\nclass A:\n    pass\n"""; y = 1\n\n\n@property\ndef f():\n    return 1\nz = 2\n'
    )
    book = json.loads(as_notebook(program, "t"))
    cells = ["".join(cell["source"]) for cell in book["cells"][1:]]
    assert cells == [program.split("\n\n\n@")[0], "@property\ndef f():\n    return 1", "z = 2"]


def test_a_notebook_is_what_the_format_says():
    for lesson in load_lessons():
        nbformat.validate(nbformat.reads(as_notebook(lesson.solution, "é <b>"), 4))


def test_the_file_runs_where_there_is_no_playground(tmp_path):
    path = tmp_path / "program.py"
    path.write_text(as_python("from playground import datasets\nprint(datasets.moons(4)[0].shape)"))
    done = subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, text=True, cwd=tmp_path
    )
    assert (done.stdout, done.stderr) == ("(4, 2)\n", "")


def test_own_data_go_along():
    files = {"mine.csv": pack(b"a,b\n1,u\n2,v\n", ""), "other.csv": pack(b"secret\n", "")}
    program = "from playground import datasets\nx, y = datasets.csv('mine.csv', target='b')"
    downloaded = as_python(program, files)
    np.testing.assert_array_equal(np.sort(executed(downloaded)["x"][:, 0]), [1, 2])
    assert "other.csv" not in downloaded
    for cell in json.loads(as_notebook(program, "t", files))["cells"]:
        assert "other.csv" not in "".join(cell["source"])
    program = "from playground import datasets\nx, y = datasets.points('1 2 0, 3 4 1')"
    np.testing.assert_array_equal(executed(as_python(program))["y"], [[0], [1]])
