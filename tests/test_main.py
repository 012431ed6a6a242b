"""The command line: python -m playground."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from playground.__main__ import main, parser
from playground.lesson import FOLDER
from playground.terminal import run_in_terminal

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


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with a copy of lesson 1, one that is broken, and one that is no lesson."""
    shutil.copytree(FOLDER / "01_layer", tmp_path / "07_mine")
    (tmp_path / "08_broken").mkdir()
    (tmp_path / "drafts").mkdir()
    return tmp_path


def test_lessons_may_be_anywhere(elsewhere: Path) -> None:
    listed = command("lessons", "--lessons", "ours", "--lessons", str(elsewhere))
    assert listed.stdout.splitlines()[-1] == "07_mine: 7 · A layer is a function"
    assert "08_broken: there is no lesson.md" in listed.stderr and listed.returncode == 1
    run = command("run", STARTER, "--lesson", "7", "--lessons", str(elsewhere))
    assert run.returncode == 0 and "[x] " in run.stdout
    assert "there is no such folder" in command("lessons", "--lessons", "nowhere").stderr


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("checks.py", "", "07_mine/checks.py: expected at least one function"),
        ("checks.py", 'def check_a(run):\n    "A"\n    assert run\n', "line 3: expected `assert"),
        ("starter.py", "x = ", "07_mine/starter.py: expected it to finish"),
        ("starter.py", None, "07_mine: there is no starter.py"),
    ],
)
def test_what_is_wrong_with_a_lesson_is_said(
    elsewhere: Path, file: str, text: str | None, complaint: str
) -> None:
    (elsewhere / "08_broken").rmdir()
    (elsewhere / "07_mine" / file).unlink()
    if text is not None:
        (elsewhere / "07_mine" / file).write_text(text)
    checked = command("lessons", "--check", "--lessons", str(elsewhere))
    assert checked.returncode == 1
    assert "drafts: expected a folder name like" in checked.stdout
    assert complaint in checked.stdout + checked.stderr


def test_a_lesson_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lessons", "--check", "2"]) == 0
    out = capsys.readouterr().out
    assert "02_build/solution.py: ok\n" in out
    assert "01_layer" not in out


def test_the_defaults_of_every_command() -> None:
    assert parser().parse_args(["serve"]).port == 5006
    assert parser().parse_args(["build"]).out == Path("site")
    with pytest.raises(SystemExit):
        parser().parse_args([])


def own_address() -> str | None:
    """This machine's address in its network, if it has one. Nothing is sent: connecting UDP only picks a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address


def test_serve_serves_this_machine_only() -> None:
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "playground", "serve", f"--port={port}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        for _ in range(240):
            assert server.poll() is None, server.communicate()[0]
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/app", timeout=20) as answer:
                    page = answer.read().decode()
                break
            except urllib.error.HTTPError:
                raise
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("the server did not answer within a minute")
        assert "<title>Layer Playground</title>" in page
        if (address := own_address()) is not None:
            with pytest.raises(OSError):
                socket.create_connection((address, port), timeout=2).close()
    finally:
        server.terminate()
        server.communicate(timeout=20)


def test_a_table_beside_the_program_is_read(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("a,b\n1,x\n2,y\n")
    program = tmp_path / "program.py"
    source = "from playground import datasets\nprint(datasets.csv('t.csv', target='b')[0].shape)\n"
    program.write_text(source)
    assert run_in_terminal(source, str(program)) == 0
    assert "b: x → 0, y → 1\n(2, 1)\n" in capsys.readouterr().out
    (tmp_path / "t.csv").write_bytes(b"0" * 20_000_001)
    assert run_in_terminal(source, str(program)) == 1
    assert "expected at most 20 MB" in capsys.readouterr().err
