"""Pasted texts become programs, line by line, and say what was changed; what is a program already stays."""

import json

import pytest

from playground.pasted_text import mend, said_of

PROGRAM = "import keras\nmodel = keras.Sequential()\nprint(model.name)\n"


@pytest.mark.parametrize(
    ("pasted", "mended", "what"),
    [
        (
            "%matplotlib inline\nimport keras\n",
            "# %matplotlib inline\nimport keras\n",
            "%matplotlib",
        ),
        ("%%time\nx = 1\n", "# %%time\nx = 1\n", "%%time"),
        ("x = 1\n!pip install keras\n", "x = 1\n# !pip install keras\n", "!pip install"),
        ("files = !ls\n", "# files = !ls\n", "!ls"),
        (">>> x = 1\n>>> print(x)\n1\n", "x = 1\nprint(x)\n# 1\n", ">>>"),
        (
            ">>> for i in range(2):\n...     print(i)\n...\n0\n1\n",
            "for i in range(2):\n    print(i)\n\n# 0\n# 1\n",
            ">>>",
        ),
        ("In [1]: x = 1\n\nIn [2]: x\nOut[2]: 1\n", "x = 1\n\nx\n# Out[2]: 1\n", "In [1]:"),
        ("In [1]: for i in x:\n   ...:     print(i)\n", "for i in x:\n    print(i)\n", "In [1]:"),
        ("```python\nx = 1\n```\n", "\nx = 1\n\n", "```"),
        ("Try this:\n```\nx = 1\n```\nGood.", "# Try this:\n\nx = 1\n\n# Good.", "```"),
        ("1 x = 1\n2 y = 2\n", "x = 1\ny = 2\n", "line number"),
        ("9: if x:\n10:     y = 2\n", "if x:\n    y = 2\n", "line number"),
        ("  1\tif x:\n  2\t    y = 2\n", "if x:\n    y = 2\n", "line number"),
        ("print(“a”)\n", 'print("a")\n', "typographic quote"),
        (
            "print(‘it’s’)\n",
            "print('it’s')\n",
            "typographic quote",
        ),
        ('print("a”)\n', 'print("a")\n', "typographic quote"),
        ("print(„a“)\n", 'print("a")\n', "typographic quote"),
        ("if x:\n\u00a0\u00a0\u00a0 y = 1\n", "if x:\n    y = 1\n", "no-break space"),
        ("x = \u200b1\n", "x = 1\n", "zero width space"),
        ("learn\u00ading = 1\n", "learning = 1\n", "soft hyphen"),
        ("x = 3 \u2212 1\n", "x = 3 - 1\n", "minus"),
        ("x = 3 \u2013 1\n", "x = 3 - 1\n", "en dash"),
        ("x = y\u20111\n", "x = y-1\n", "non-breaking hyphen"),
        ("x = 3 × 2\n", "x = 3 * 2\n", "multiplication"),
        ("def f() → int: return 1\n", "def f() -> int: return 1\n", "arrow"),
        ("print（1，2）\n", "print(1,2)\n", "full-width"),
        ("if i &lt; 2 &amp; 1: pass\n", "if i < 2 & 1: pass\n", "&lt;"),
        ("print(&quot;a&quot;)\n", 'print("a")\n', "&quot;"),
        ("?keras.layers.Dense\n", "help(keras.layers.Dense)\n", "question mark"),
        ("keras.layers.Dense??\n", "help(keras.layers.Dense)\n", "question mark"),
        ("    x = 1\n    print(x)\n", "x = 1\nprint(x)\n", "indented as a whole"),
        ("if x:\n    y = 1\n\tz = 2\n", "if x:\n    y = 1\n    z = 2\n", "tab"),
        ("x = (1\n)\nEpoch 1/5\n", "x = (1\n)\n# Epoch 1/5\n", "output"),
    ],
)
def test_what_is_pasted_becomes_a_program(pasted: str, mended: str, what: str) -> None:
    made = mend(pasted)
    assert made.text == mended
    assert any(what in note.what for note in made.notes), made.notes
    assert all(note.cure for note in made.notes)
    assert made.text.count("\n") == pasted.count("\n"), "a note's line is a line of both"


def test_a_note_says_its_line() -> None:
    made = mend("x = 1\ny = 2\nprint(“a”)\n")
    assert [note.line for note in made.notes] == [3]


@pytest.mark.parametrize(
    "text",
    [
        PROGRAM,
        "x = '‘quoted’ – × → &lt; \u00a0'  # “a comment” %time\n",
        '"""\n>>> doctest\n%time\n1 one\n2 two\n"""\nx = 1\n',
        "x = 7\ny = (x\n  % 2)\n",
        "x: int = 3\nprint(x if x != 3 else 2)\n",
        "",
        "# nothing\n",
        "def f(:\n",
    ],
)
def test_what_is_no_paste_stays(text: str) -> None:
    made = mend(text)
    assert (made.text, made.notes) == (text, [])


def test_strings_and_comments_keep_their_signs() -> None:
    assert mend("print(“a – b”)  # – “x”\ny = '→' − 1\n").text == (
        "print(\"a – b\")  # – “x”\ny = '→' - 1\n"
    )


def test_windows_line_ends_and_a_byte_order_mark_need_no_word() -> None:
    made = mend("\ufeffx = 1\r\ny = 2\r\n")
    assert (made.text, made.notes) == ("x = 1\ny = 2\n", [])


def test_a_part_keeps_its_indentation() -> None:
    assert (
        mend("        x = 1\n        y = 2\n", whole=False).text == "        x = 1\n        y = 2\n"
    )


def test_a_notebook_gives_its_code_cells_and_its_texts_as_comments() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Title"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "import keras\n"]},
        {"cell_type": "code", "source": "print(“a”)"},
    ]
    made = mend(json.dumps({"cells": cells, "nbformat": 4}))
    assert made.text == '# # Title\n\n# %matplotlib inline\nimport keras\n\nprint("a")\n'
    assert "notebook" in made.notes[0].what


@pytest.mark.parametrize(
    "text", ['{"cells": 3}', '{"cells": [3]}', '{"cells": [{"cell_type": "code"}]}']
)
def test_what_only_looks_like_a_notebook_is_left_alone(text: str) -> None:
    assert mend(text).text == text


def test_what_was_mended_is_a_sentence() -> None:
    notes = mend("%time\nx = “a”\ny = “b”\n").notes
    assert said_of(notes) == (
        "Mended on pasting: a notebook's command (%time) (line 1), a typographic quote (“) (line 2 and 1 more). "
        "Undo with Ctrl+Z."
    )
