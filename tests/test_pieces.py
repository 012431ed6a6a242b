"""Pieces of a program have names, and take the place of those with the same name in another program."""

import pytest

from playground.pieces import named, pieces, put

SOLUTION = """\
import keras


class Net(keras.Model):
    def build(self, shape):
        pass

    def call(self, x):
        return x


net = Net()
net.compile(
    loss="mse",
)
h = net(1)
h = h + 1
print(h)
"""


def test_statements_are_named_by_what_they_make_or_call() -> None:
    assert [(p.name, p.nth) for p in pieces(SOLUTION)] == [
        ("import keras", 0), ("Net", 0), ("Net.build", 0), ("Net.call", 0), ("net", 0), ("net.compile", 0), ("h", 0),
        ("h", 1), ("print(h)", 0),
    ]  # fmt: skip
    assert named(SOLUTION, ["net.compile"])[0].text == 'net.compile(\n    loss="mse",\n)'
    assert [p.text for p in named(SOLUTION, ["h = h", "net"])] == ["net = Net()", "h = h + 1"]
    with pytest.raises(LookupError, match=r"other\.fit"):
        named(SOLUTION, ["net", "other.fit"])


def test_a_solution_put_into_itself_stays_as_it_is() -> None:
    names = ["Net", "Net.call", "net", "net.compile", "h", "print(h)"]
    assert put(SOLUTION, SOLUTION, names) == (SOLUTION, 4)


def test_what_is_there_is_replaced_and_what_lacks_comes_in_its_place() -> None:
    theirs = """\
import keras
class Net(keras.Model):
    def call(self, x):
        return 2 * x
# mine
net = Net(); net = Net()
h = 5
print("mine")
"""
    made, line = put(theirs, SOLUTION, ["Net.build", "net.compile", "h"])
    assert line == 3
    assert (
        made
        == """\
import keras
class Net(keras.Model):
    def build(self, shape):
        pass

    def call(self, x):
        return 2 * x
# mine
net = Net(); net = Net()
net.compile(
    loss="mse",
)
h = net(1)
h = h + 1
print("mine")
"""
    )


def test_a_method_brings_its_class_along_where_it_has_no_room() -> None:
    for theirs in ("import keras\n", "class Net: pass\n", "class Net:\n  x = 1\n"):
        made, _ = put(theirs, SOLUTION, ["Net.build"])
        assert "class Net(keras.Model):" in made and made.count("class Net") == 1


def test_an_empty_program_takes_everything_in_order() -> None:
    made, _ = put("", SOLUTION, ["print(h)", "net", "h"])
    assert made.split("\n") == ["net = Net()", "h = net(1)", "h = h + 1", "print(h)", ""]


def test_a_text_that_is_no_program_is_refused() -> None:
    with pytest.raises(SyntaxError):
        put("if", SOLUTION, ["net"])
