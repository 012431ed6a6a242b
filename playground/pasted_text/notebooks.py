"""Notebooks: a whole file of one, and the lines that only a notebook understands (`%`, `!`, `?`)."""

from __future__ import annotations

import json
import re
from typing import Any

from playground.pasted_text.note import Note

_COMMAND = re.compile(r"^(\s*)(%%?[A-Za-z_]\w*|!{1,2}(?!=)\s*\S)")
_ASSIGNED = re.compile(r"^(\s*)[\w.]+\s*=\s*(!|%)\s*[A-Za-z]\w*")
_HELP = re.compile(r"^(\s*)(?:\?{1,2}\s*([A-Za-z_][\w.]*)|([A-Za-z_][\w.]*)\s*\?{1,2})\s*;?\s*$")


def program_of(text: str) -> str | None:
    """The cells of a notebook's JSON, one after the other, its texts as comments; None when the text is none."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if not stripped.startswith("{") or '"cells"' not in stripped:
        return None
    try:
        book = json.loads(stripped)
        cells = [_program_part(cell) for cell in book["cells"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return "\n\n".join(cell.strip("\n") for cell in cells if cell.strip()) + "\n"


def _program_part(cell: dict[str, Any]) -> str:
    source = _source(cell)
    if cell.get("cell_type") == "code":
        return source
    if cell.get("cell_type") == "markdown":
        return "\n".join(f"# {line}".rstrip() for line in source.strip().splitlines())
    return ""  # raw cells are for converters of notebooks


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def without_commands(lines: list[str]) -> tuple[list[str], list[Note]]:
    """`%matplotlib inline` and `!pip install …` become comments, `Dense?` becomes `help(Dense)`."""
    found, notes = [], []
    for i, line in enumerate(lines, 1):
        help_for = _HELP.match(line)
        if help_for:
            name = help_for[2] or help_for[3]
            found.append(f"{help_for[1]}help({name})")
            notes.append(Note(i, "a notebook's question mark", f"In Python it is help({name})."))
        elif (_COMMAND.match(line) and not _goes_on(lines, i - 1)) or _ASSIGNED.match(line):
            found.append(re.sub(r"^(\s*)", r"\1# ", line, count=1))
            notes.append(Note(i, f"a notebook's command ({_short(line)})", _cure(line)))
        else:
            found.append(line)
    return found, notes


def _goes_on(lines: list[str], i: int) -> bool:
    """Whether line `i` goes on with an expression: `%` is Python's remainder there."""
    before = next((line.rstrip() for line in reversed(lines[:i]) if line.strip()), "")
    return before.endswith(("(", "[", "{", ",", "\\", "%", "+"))


def _short(line: str) -> str:
    text = line.strip()
    return text if len(text) <= 40 else f"{text[:39]}…"


def _cure(line: str) -> str:
    text = line.strip()
    if "pip" in text or "conda" in text or "apt" in text:
        return "Nothing can be installed here, and keras and numpy are there. Remove the line."
    if text.startswith("%matplotlib"):
        return "The page draws the curves by itself. Remove the line."
    if "%time" in text:
        return "`import time` and time.perf_counter() measure. Remove the line."
    return "It is not Python, and there is no shell here. Remove the line."
