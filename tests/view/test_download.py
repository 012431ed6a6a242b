"""The menu Download: what there is after a run, and that a program cannot fill it."""

import base64

import pytest

from playground import events as ev
from playground.lesson import load_lessons
from playground.session import Launched, Session
from playground.view import download
from playground.view.download import Download
from tests.view.test_stale import NoRunner


class Printed:
    printed = "out"


def menu() -> Download:
    return Download(Session(NoRunner(), load_lessons()), Printed())


def labels(made: Download) -> dict[str, list[str]]:
    found = made.answer("list")["sections"]
    return {part["title"]: [item["label"] for item in part["items"]] for part in found}


def test_before_a_run_there_is_the_program_only():
    assert labels(menu()) == {
        "Program": ["Python file (.py)", "Notebook (.ipynb)"],
        "Run": [],
        "The model": [],
        "Files of the program": [],
    }
    assert "problem" in menu().answer("csv")
    assert "problem" in menu().answer("saved:../x")


def test_after_a_run_there_are_its_numbers_and_files():
    made = menu()
    made.show([Launched(False), ev.Started(), ev.Epoch(1, {"loss": 0.5})])
    half = base64.b64encode(b"abc").decode()
    made.show([ev.File("a/b.txt", "saved", half, i, 2) for i in (1, 2)])
    made.show([ev.File("large.bin", "saved", "", 0, 0), ev.File("cut.bin", "saved", half, 1, 2)])
    assert labels(made)["Files of the program"] == ["a/b.txt", "large.bin", "cut.bin"]
    assert made.answer("saved:a/b.txt") == {
        "name": "b.txt",
        "parts": [half, half],
        "type": "application/octet-stream",
    }
    for name in ("large.bin", "cut.bin"):
        assert "problem" in made.answer(f"saved:{name}")
    assert made.answer("csv")["text"] == "epoch,loss\r\n1,0.5\r\n"
    assert "out" in made.answer("html")["text"]
    made.show([ev.Started("shapes"), ev.File("check.txt", "saved", half, 1, 1)])
    assert "check.txt" not in labels(made)["Files of the program"]
    made.show([Launched(False)])
    assert labels(made)["Files of the program"] == [] and "problem" in made.answer("csv")


def test_forged_files_stay_within_limits(monkeypatch):
    monkeypatch.setattr(download, "MOST_BYTES", 100)
    made = menu()
    made.show([Launched(False), ev.Started()])
    made.show([ev.File("x", "saved", "A" * 40, part, 9) for part in (1, 2, 3, 4)])
    made.show([ev.File("y", "saved", "A" * 4, part, 9) for part in (3, -1, 9)])
    made.show([ev.File(str(i), "saved", "", 1, 1) for i in range(10 * download.MOST_FILES)])
    assert "problem" in made.answer("saved:x")
    assert sum(len(p) for parts in made._files.values() for p in parts) <= 100
    assert len(made._files) <= download.MOST_FILES


@pytest.mark.parametrize(
    ("parts", "count"),
    [((1, 3), 3), ((2,), 2), ((1, 2, 3), 2), ((1, 1), 1), (range(1, 201), 200), ((0,), 1)],
)
def test_parts_come_in_their_turn(parts, count):
    made = menu()
    made.show([Launched(False), ev.Started()])
    made.show([ev.File("x", "saved", "AAAA", part, count) for part in parts])
    whole = "problem" not in made.answer("saved:x")
    assert whole == ((tuple(parts), count) == ((1, 1), 1))
    assert len(made._files["saved", "x"]) <= download.MOST_PARTS


def test_a_model_that_cannot_be_saved_says_why_in_the_menu():
    made = menu()
    made.show([Launched(False), ev.Started()])
    made.show([ev.File("model.keras", "weights", "", 0, 0, "no get_config. " * 99)])
    [item] = [
        item
        for part in made.answer("list")["sections"]
        for item in part["items"]
        if item["label"] == "model.keras"
    ]
    assert not item["what"] and item["about"].startswith("not possible: no get_config")
    assert len(item["about"]) < 450
