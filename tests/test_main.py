"""The command line: python -m playground."""

import subprocess
import sys
from pathlib import Path

import pytest

from playground.__main__ import main, parser
from playground.lesson import FOLDER

STARTER = str(FOLDER / "01_layer" / "starter.py")


def command(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "playground", *arguments],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_program_prints_to_both_streams_and_exits_0(tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_text("import sys\nprint('é')\nprint('careful', file=sys.stderr)\n", "utf-8")
    finished = command("run", str(file))
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "é\n", "careful\n")


def test_an_error_names_the_file_the_line_and_what_to_try(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("print('before')\n\nlayer = 1\nprint(layr)\n")
    finished = command("run", str(file))
    assert finished.returncode == 1
    assert finished.stdout == "before\n"
    assert f'File "{file}", line 4' in finished.stderr
    assert "NameError" in finished.stderr
    assert "Error on line 4" in finished.stderr
    assert "Try: Did you mean layer?" in finished.stderr


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("x = (", 1, "Error on line 1"),
        ("raise SystemExit(3)", 1, "SystemExit"),
        ("raise SystemExit", 0, ""),
        ("", 0, ""),
        ("\ufeffprint(1)", 0, ""),
    ],
)
def test_how_a_program_can_end(source: str, code: int, said: str) -> None:
    finished = command("run", "-", text=source)
    assert finished.returncode == code, finished.stderr
    assert said in finished.stderr


def test_a_file_that_is_not_there() -> None:
    finished = command("run", "there-is-no-such-file.py")
    assert finished.returncode == 2
    assert "there-is-no-such-file.py" in finished.stderr


def test_checks_of_a_lesson_are_shown() -> None:
    finished = command("run", STARTER, "--lesson", "1")
    lines = finished.stdout.splitlines()
    assert finished.returncode == 0
    assert lines[0] == "(2, 32)"
    assert sum(line.startswith("[x] ") for line in lines) == 1
    assert sum(line.startswith("[ ] ") for line in lines) == 2


def test_a_lesson_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", STARTER, "--lesson", "99"])
    assert ended.value.code == 2
    assert "01_layer" in capsys.readouterr().err


def test_lessons_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons"]) == 0
    assert capsys.readouterr().out.startswith("01_layer: 1 · A layer is a function\n")


def test_a_lesson_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "--check", "2"]) == 0
    out = capsys.readouterr().out
    assert "02_models/solution.py: ok\n" in out
    assert "01_layer" not in out


def test_the_defaults_of_every_command() -> None:
    assert parser().parse_args(["serve"]).port == 5006
    assert parser().parse_args(["build"]).out == Path("site")
    with pytest.raises(SystemExit):
        parser().parse_args([])
