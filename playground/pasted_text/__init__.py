"""Programs as they are pasted: out of notebooks, consoles, web pages, word processors. `mend` makes them programs.

    >>> mend("In [1]: print(“a”)").text
    'print("a")'

Every mender keeps the number of lines, so that a note's line is a line of both texts; only a whole notebook is taken
apart. What a text holds inside strings and comments is the learner's, and stays.
"""

from __future__ import annotations

import ast
import textwrap
import warnings
from typing import NamedTuple

from playground.pasted_text import characters, notebooks, outputs, prompts
from playground.pasted_text.note import Note

__all__ = ["MAX_LENGTH", "Mended", "Note", "mend", "said_of"]

MOST_SAID = 4  # kinds of mending
MAX_LENGTH = 200_000  # characters; longer texts are left alone
_MENDERS = (
    characters.unescaped,
    prompts.without_fences,
    prompts.without_line_numbers,
    prompts.without_prompts,
    notebooks.without_commands,
    characters.plain,
    outputs.without_outputs,
)


class Mended(NamedTuple):
    """The text as a program, and what was done to it, by line."""

    text: str
    notes: list[Note]


def mend(text: str, whole: bool = True) -> Mended:
    """`text` as Python, with what was changed; as it is when Python reads it already.

    whole: the text is a program of its own, not a part put into another: then its indentation counts.
    """
    if len(text) > MAX_LENGTH:
        return Mended(text, [])
    cells = notebooks.program_of(text)
    if cells is not None:
        note = Note(1, "a whole notebook, as a file", "Its texts are comments now.")
        return Mended(mend(cells).text, [note])
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if _is_python(plain, whole) and not outputs.has_prompts(plain):
        return Mended(plain, [])
    lines, notes = plain.split("\n"), []
    for mender in _MENDERS:
        lines, said = mender(lines)
        notes += said
    if whole:
        lines, said = _from_the_margin(lines)
        notes += said
    lines, said = _without_tabs(lines)
    notes += said
    return Mended("\n".join(lines), sorted(notes)) if notes else Mended(plain, [])


def said_of(notes: list[Note], when: str = "pasting") -> str:
    """What was mended, in a sentence: "Mended on pasting: a no-break space (line 2). Undo with Ctrl+Z."."""
    lines: dict[str, list[int]] = {}
    for note in notes:
        lines.setdefault(note.what, []).append(note.line)
    parts = [f"{what} ({_lines(found)})" for what, found in lines.items()]
    more = f" and {len(parts) - MOST_SAID} more" if len(parts) > MOST_SAID else ""
    undo = " Undo with Ctrl+Z." if when == "pasting" else ""
    return f"Mended on {when}: {', '.join(parts[:MOST_SAID])}{more}.{undo}"


def _lines(found: list[int]) -> str:
    several = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return f"line {found[0]}{several}"


def _is_python(text: str, whole: bool) -> bool:
    """Whether Python reads it; of a part only that it does so from the margin on."""
    text = text if whole else textwrap.dedent(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _from_the_margin(lines: list[str]) -> tuple[list[str], list[Note]]:
    """A program all of whose lines are indented begins at the margin."""
    written = [
        (i, line)
        for i, line in enumerate(lines)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not written or not written[0][1][:1].isspace():
        return lines, []
    dedented = textwrap.dedent("\n".join(lines)).split("\n")
    if dedented == lines or not _is_python("\n".join(dedented), whole=True):
        return lines, []
    line = written[0][0] + 1
    return dedented, [
        Note(line, "a program that is indented as a whole", "Begin it at the margin.")
    ]


def _without_tabs(lines: list[str]) -> tuple[list[str], list[Note]]:
    """Tabs and spaces in one program: spaces, so many that Python reads it."""
    tabbed = [i for i, line in enumerate(lines) if "\t" in line[: len(line) - len(line.lstrip())]]
    text = "\n".join(lines)
    if not tabbed or _is_python(text, whole=True):
        return lines, []
    for width in (4, 8, 2):
        spaced = [line.expandtabs(width) if i in tabbed else line for i, line in enumerate(lines)]
        if _is_python("\n".join(spaced), whole=True):
            said = "a tab among lines that are indented with spaces"
            return spaced, [Note(tabbed[0] + 1, said, f"Use {width} spaces instead of a tab.")]
    return lines, []
