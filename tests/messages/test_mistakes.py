"""Beginners' mistakes: each program of the `.toml` files beside gets a message on its line, with what it needs.

`says` are words that the message or its advice must have. The line that must be named ends with `#<`, or is `line`.
`runs` says that the program trains all the same and the words are a notice. No message shows what lies inside.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from playground import events as ev
from playground.execute import execute
from playground.rehearsal import Recorder

HERE = Path(__file__).parent
NEVER = (
    "playground.engine",
    "playground/",
    "planner",
    "site-packages",
    "unknown location",
    "<string>",
    "object at 0x",
)
MARK = "#<"


def mistakes() -> list[Any]:
    found = []
    for file in sorted(HERE.glob("*.toml")):
        book = tomllib.loads(file.read_text(encoding="utf-8"))
        for mistake in book["mistake"]:
            program = book.get("head", "") + mistake["program"]
            found.append(pytest.param(program, mistake, id=f"{file.stem}: {mistake['name']}"))
    return found


def without_mark(program: str, line: int | None) -> tuple[str, int | None]:
    lines = program.split("\n")
    for i, text in enumerate(lines):
        if text.endswith(MARK):
            lines[i], line = text.removesuffix(MARK).rstrip(), i + 1
    return "\n".join(lines), line


@pytest.fixture(autouse=True)
def an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("program", "mistake"), mistakes())
def test_a_mistake_gets_its_message(program: str, mistake: dict[str, Any]) -> None:
    source, line = without_mark(program, mistake.get("line"))
    host = Recorder()
    execute(ev.Run(source), host)
    said = [
        event for event in host.events if isinstance(event, ev.Notice | ev.Diverged | ev.Failed)
    ]
    words = "\n".join(
        f"{event.message}\n{event.advice if not isinstance(event, ev.Notice) else ''}"
        for event in said
    )
    assert said, "nothing was said"
    assert line in [event.line for event in said], words
    for word in mistake["says"]:
        assert word.lower() in words.lower(), f"{word!r} is not in: {words}"
    for word in (*NEVER, *mistake.get("never", ())):
        assert word in source or word.lower() not in words.lower(), f"{word!r} is in: {words}"
    if mistake.get("runs"):
        assert isinstance(host.events[-1], ev.Finished)


def test_there_are_enough_of_them() -> None:
    assert len(mistakes()) >= 150
