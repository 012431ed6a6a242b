"""A file as a program: `.py` as it is, `.ipynb` cell by cell, both mended as a pasted text is."""

from __future__ import annotations

from pathlib import PurePath

from playground.events import MAX_TEXT
from playground.pasted_text import mend, notebooks, said_of


class BadFile(ValueError):
    """A file that holds no program. The message is for the page."""


def opened_program(name: str, content: str) -> tuple[str, str]:
    """(program, what was mended in a sentence or "") of a file's text; BadFile when it is none."""
    if "\0" in content:
        raise BadFile(f"{name} is no text: expected a Python program or a notebook.")
    book = notebooks.program_of(content)
    if book is None and (PurePath(name).suffix.lower() == ".ipynb" or content.lstrip()[:1] == "{"):
        raise BadFile(f"{name} is no notebook, or a damaged one: expected JSON with cells.")
    source = content if book is None else book
    if not source.strip():
        raise BadFile(f"{name} holds no program: it is empty.")
    if len(source) > MAX_TEXT:
        raise BadFile(
            f"{name} holds {len(source):,} characters of program; the page takes {MAX_TEXT:,}."
        )
    made = mend(source)
    return made.text, said_of(made.notes, "opening") if made.notes else ""
