"""Files become programs, or are refused with what was expected."""

import json

import pytest

from playground.view.open_file import BadFile, opened_program


def book(*cells: tuple[str, object]) -> str:
    return json.dumps({"cells": [{"cell_type": kind, "source": text} for kind, text in cells]})


def test_a_program_stays_as_it_is():
    assert opened_program("a.py", "print(1)\n") == ("print(1)\n", "")


def test_a_notebooks_texts_become_comments_and_its_commands_are_explained():
    text = book(
        ("markdown", ["# Title\n", "\n", "More."]),
        ("code", ["%matplotlib inline\n", "!pip install keras\n", "print(1)"]),
        ("raw", "<b>raw</b>"),
        ("code", "print(2)"),
    )
    program, said = opened_program("a.ipynb", text)
    assert program == (
        "# # Title\n#\n# More.\n\n# %matplotlib inline\n# !pip install keras\nprint(1)\n\nprint(2)\n"
    )
    assert "whole notebook" in said or "a notebook's command" in said


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.py", "\0\1", "no text"),
        ("a.py", " \n", "empty"),
        ("a.ipynb", "print(1)", "no notebook"),
        ("a.ipynb", '{"cells": [{"cell_type": "code", "sou', "damaged"),
        ("a.ipynb", '{"cells": 3}', "damaged"),
        ("a.ipynb", '{"cells": [3]}', "damaged"),
        ("a.ipynb", '{"cells": [' + "[" * 100_000, "damaged"),
        ("a.json", '{"a": 1}', "no notebook"),
        ("a.ipynb", '{"cells": []}', "empty"),
        ("a.py", "x = 1\n" * 50_000, "300,000 characters"),
    ],
)
def test_what_is_no_program_is_refused(name, text, why):
    with pytest.raises(BadFile, match=why):
        opened_program(name, text)
