"""What the dialogs are told of a table, and what comes into the program."""

import numpy as np
import pytest

from playground import datasets
from playground import events as ev
from playground.datasets import own_tables
from playground.lesson import load_lessons
from playground.session import Edited, Session, StateChanged
from playground.view.own_data import OwnData
from tests.view.test_stale import NoRunner

FLOWERS = "length;width;species\n5,1;0,2;setosa\n7,0;1,4;virginica\n6,4;;virginica\n"
START = "from playground import datasets\nx, y = datasets.moons(n=9)\nprint(x)\n"


class Dialog:
    """A visitor with a program, and what the browser is answered."""

    def __init__(self, source: str = START) -> None:
        self.session = Session(NoRunner(), load_lessons())
        self.session.source = source
        self.session.edit = self._edit  # type: ignore[method-assign]
        self.session.check = lambda: None  # type: ignore[method-assign]
        self.said: list[dict] = []
        self.own = OwnData(self.session, lambda **message: self.said.append(message))

    def _edit(self, source: str, by: str = "") -> None:
        self.session.source = source

    def open(self, text: str, name: str = "t.csv", size: int = 7) -> dict:
        parts = [text[i : i + size] for i in range(0, len(text), size)] or [""]
        for i, part in enumerate(parts, 1):
            self.own.part(name, i, len(parts), part, True)
        return self.said[-1]["table"]

    def look(self, **wishes) -> dict:
        self.own.look("t.csv", wishes)
        return self.said[-1]["table"]


class Commands:
    """A run of which only what it is told matters."""

    def __init__(self) -> None:
        self.sent: list[ev.Command] = []

    def send(self, command: ev.Command) -> None:
        self.sent.append(command)


def test_a_table_is_looked_at_and_comes_into_the_program(capsys):
    dialog = Dialog()
    table = dialog.open(FLOWERS)
    assert table["call"] == "'t.csv', target='species', decimal=','"
    assert (table["separator"], table["looked_at"], table["target"]) == (";", 3, 2)
    assert table["columns"][1] == {"name": "width", "missing": 1, "words": []}
    assert table["columns"][2]["words"] == ["setosa", "virginica"]
    dialog.own.use("t.csv", table["options"] | {"target": 2, "features": [0], "missing": "mean"})
    assert dialog.said[-1] == {"used": "csv"}
    source = dialog.session.source
    assert source.splitlines()[1] == (
        "x, y = datasets.csv('t.csv', target='species', features=['length'], decimal=',', missing='mean')"
    )
    with own_tables.given(dialog.session.files):
        exec(source, made := {})
    np.testing.assert_allclose(np.sort(made["x"][:, 0]), [5.1, 6.4, 7.0], rtol=1e-6)


@pytest.mark.parametrize(
    "text, header, decimal",
    [
        ("a,b\n1,2\n", True, "."),
        ("1,2\n3,4\n", False, "."),
        ("5,1;x\n5,2;y\n", False, ","),
        ("a;b\n1.5;x\n", True, "."),
    ],
)
def test_header_and_decimal_mark_are_found(text, header, decimal):
    options = Dialog().open(text)["options"]
    assert (options["header"], options["decimal"]) == (header, decimal)


def test_a_separator_that_is_chosen_leaves_the_rest_to_be_found():
    dialog = Dialog()
    text = "size\n1,5\n2,5,1\n7,5\n"  # a comma cuts it unevenly, and nothing else cuts it
    assert "expected 1 cells" in dialog.open(text)["problem"]
    options = dialog.look(separator=";")["options"]
    assert (options["separator"], options["header"], options["decimal"]) == (";", True, ",")


def test_without_a_header_columns_have_numbers():
    assert Dialog().open("1,2,x\n3,4,y\n")["call"] == "'t.csv', target=2, header=False"


def test_names_of_things_are_no_features():
    rows = "".join(f"n{i},{i},{i % 2}\n" for i in range(40))
    assert Dialog().open(f"name,a,b\n{rows}")["features"] == [1]


def test_wishes_that_make_no_sense_are_none():
    dialog = Dialog()
    dialog.open("a,b\n1,2\n")
    wild = {"separator": "ab", "decimal": 3, "kind": [], "target": 99, "features": ["x", 7, 0]}
    table = dialog.look(**wild, header="yes")
    assert table["call"] == "'t.csv', target='b'"
    assert dialog.look(target=True, features={})["features"] == [0]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "is empty"),
        ("\x01\x02\x03", "no text"),
        ('a,b\n1,"2\n', "quote that is not closed"),
        ("a,b\n1\n", "line 2: expected 2 cells"),
        ("a,b\n", "no row below"),
    ],
)
def test_a_hostile_table_is_told_what_is_wrong(text, said):
    assert said in Dialog().open(text)["problem"]


def test_parts_that_do_not_fit_are_no_file(monkeypatch):
    dialog = Dialog()
    dialog.own.part("t.csv", 2, 2, "b", True)
    dialog.own.part("t.csv", 1, 3, "a", True)
    dialog.own.part("t.csv", 3, 3, "c", True)
    assert not dialog.session.files and not dialog.said
    monkeypatch.setattr(own_tables, "MOST_BYTES", 10)
    assert "the most a table may have" in dialog.open("a,b\n" * 5)["problem"]
    assert not dialog.session.files


def test_what_is_kept_of_a_visitor_is_limited(monkeypatch):
    monkeypatch.setattr("playground.view.own_data.MOST_PACKED", 100)
    dialog = Dialog()
    for name in "abcdefgh":
        dialog.open("a,b\n1,2\n", f"{name}.csv")
    assert 1 <= len(dialog.session.files) < 8 and "h.csv" in dialog.session.files
    noise = ",".join(str(i**7) for i in range(200))
    assert "too large" in dialog.open(noise, "noise.csv", 5000)["problem"]


def test_a_program_that_names_a_table_asks_the_browser_for_it_once():
    dialog = Dialog()
    source = "datasets.csv('mine.csv', target='a')"
    for _ in range(2):
        dialog.session.source = source
        dialog.own.show([Edited(source, "foreign")])
    assert dialog.said == [{"wanted": ["mine.csv"]}]
    dialog.own.part("mine.csv", 1, 1, "a,b\n1,2\n", False)
    assert list(dialog.session.files) == ["mine.csv"]


def test_points_come_into_the_program_and_back():
    dialog = Dialog()
    dialog.own.drawn()
    draw, fit = dialog.said[-2:]
    assert fit == {"draw": {"joinable": False}} and draw["draw"]["points"] == ""
    offered, moons = datasets.points(draw["draw"]["offered"]), datasets.moons(n=9)
    np.testing.assert_allclose(offered[0], moons[0], atol=5e-3)
    np.testing.assert_array_equal(offered[1], moons[1])
    dialog.own.draw("0.5 1 0, -1 2.25 1")
    assert 'x, y = datasets.points("0.5 1 0, -1 2.25 1")' in dialog.session.source
    dialog.own.drawn()
    assert {"draw": {"points": "0.5 1 0, -1 2.25 1", "offered": ""}} in dialog.said
    dialog.own.draw("1; import os")
    assert "expected 'x y class'" in dialog.said[-1]["said"]


@pytest.mark.parametrize(
    "call",
    ["plane()", "moons(n=3000)", "moons(n=0)", "moons(noise=-1)", "moons(n=k)", "iris()", "xor(n="],
)
def test_what_can_not_be_drawn_is_not_offered(call):
    dialog = Dialog(START.replace("moons(n=9)", call))
    dialog.own.drawn()
    assert {"draw": {"points": "", "offered": ""}} in dialog.said


def test_while_a_model_trains_it_starts_anew():
    dialog, calls = Dialog(), []
    dialog.session.run = lambda: calls.append("run")  # type: ignore[method-assign]
    dialog.session.rewind = lambda: calls.append("rewind")  # type: ignore[method-assign]
    dialog.own.draw("0 0 0", "anew")
    dialog.session._run = object()  # type: ignore[assignment]
    dialog.own.draw("0 0 0, 1 1 1", "anew")
    assert calls == ["run", "rewind"]


def test_points_join_the_fit_that_goes_on_and_no_other():
    dialog = Dialog()
    dialog.own.drawn()
    dialog.own.draw("0 0 0, 1 1 1", "join")
    assert "No fit is running any more" in dialog.said[-1]["said"]
    assert "points(" not in dialog.session.source
    run = dialog.session._run = Commands()  # type: ignore[assignment]
    for state, joinable in (("training", True), ("paused", True), ("finished", False)):
        dialog.session.state = state
        dialog.own.show([StateChanged(state, "")])
        assert dialog.said[-1] == {"draw": {"joinable": joinable}}
    dialog.session.state = "training"
    dialog.own.draw("0 0 0, 1 1 1", "join")
    assert run.sent == [ev.Join("0 0 0, 1 1 1")]
    assert 'datasets.points("0 0 0, 1 1 1")' in dialog.session.source
    assert dialog.session.ran is None
    started = ev.FitStarted(1, 2, 1, "SGD", 0.1, "mse", (), False)
    dialog.session._note(ev.FitChanged(3, started, joined=True))
    assert dialog.session.ran == dialog.session.source


def test_a_broken_program_is_not_written_into():
    dialog = Dialog("x = (\n")
    dialog.own.draw("0 0 0")
    assert "error on line 1" in dialog.said[-1]["said"]
    assert dialog.session.source == "x = (\n"
