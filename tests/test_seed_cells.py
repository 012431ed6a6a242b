"""The cells of the notebook this project began with run as they are, one after the other and from the command line.

Each file under `seed/` is one cell. A cell may use what the cells before it made; `NaiveDense` and `NaiveSequential`
come from the lesson that shows them.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from playground.lesson import find_lesson, load_lessons

CELLS = sorted((Path(__file__).parent / "seed").glob("*.py"))


def cell(number: int) -> str:
    return CELLS[number - 1].read_text(encoding="utf-8")


def naive_classes() -> str:
    """The two classes, as lesson 4 has them."""
    lesson = find_lesson("04_models")
    assert lesson is not None
    source = lesson.starter
    classes = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name.startswith("Naive")
    ]
    assert [node.name for node in classes] == ["NaiveDense", "NaiveSequential"]
    return "\n\n".join(ast.get_source_segment(source, node) or "" for node in classes) + "\n\n"


def run(source: str, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """`python -m playground run FILE`"""
    file = folder / "cell.py"
    file.write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "playground", "run", str(file), *flags]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


IMPORTS = "import tensorflow as tf\nfrom tensorflow import keras\n"
PROGRAMS = {
    "1_simple_dense": cell(1),
    "2_call_it": cell(1) + cell(2),
    "3_dense": cell(3),
    "4_sequential": cell(4),
    "5_naive_sequential": IMPORTS + naive_classes() + cell(5),
    "6_compile_strings": IMPORTS + cell(6),
    "7_compile_instance": IMPORTS + cell(6) + cell(7),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_cell_runs(name: str, tmp_path: Path) -> None:
    assert name in {path.stem for path in CELLS}
    finished = run(PROGRAMS[name], tmp_path)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout == ("(2, 32)\n" if name == "2_call_it" else "")


def test_the_whole_notebook_runs(tmp_path: Path) -> None:
    cells = [cell(n) for n in range(1, 8)]
    cells.insert(4, naive_classes())
    finished = run("\n\n".join(cells), tmp_path)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "(2, 32)\n", "")


def test_shapes_are_shown_on_request(tmp_path: Path) -> None:
    finished = run(cell(1) + cell(2), tmp_path, "--shapes")
    assert finished.returncode == 0
    row = next(line for line in finished.stdout.splitlines() if line.startswith("SimpleDense"))
    assert "(2, 32)" in row
    assert "25,120" in row
    assert "(2, 784) @ (784, 32) + (32,) → (2, 32)" in row


def test_the_first_lesson_begins_with_the_first_cell() -> None:
    assert load_lessons()[0].starter.startswith(cell(1))
