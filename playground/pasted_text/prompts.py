"""What stands in front of the lines of a program where it was shown: prompts, line numbers, Markdown's fences."""

from __future__ import annotations

import re
import textwrap
from itertools import pairwise

from playground.pasted_text.note import Note

_CONSOLE = re.compile(r"^(\s*)(>>>|\.\.\.)( |$)")
_IN = re.compile(r"^\s*In ?\[ ?\d* ?\]: ?")
_OUT = re.compile(r"^\s*Out ?\[ ?\d* ?\]: ?")
_GOES_ON = re.compile(r"^\s*\.\.\.: ?")
_FENCE = re.compile(r"^\s*(```+|~~~+)\s*[\w+.{}-]*\s*$")
_NUMBER = re.compile(r"^\s*\[?(\d{1,4})\]?(?:[.:|)│]|(?=\s)|$)\s?")
OUTPUT = "That was output: it is no part of the program."


def without_fences(lines: list[str]) -> tuple[list[str], list[Note]]:
    """Markdown: what is fenced is code, what is not are words."""
    fences = [i for i, line in enumerate(lines) if _FENCE.match(line)]
    if not fences:
        return lines, []
    first = lines[fences[0]].strip()
    notes = [
        Note(i + 1, f"a fence of Markdown ({first[:3]})", "Leave these lines out.")
        for i in fences[:1]
    ]
    alone = len(fences) == 1  # what was copied reaches beyond one end of the fence
    inside = alone and fences[0] > 0 and any(line.strip() for line in lines[: fences[0]])
    found = []
    for i, line in enumerate(lines):
        if i in fences:
            inside = not inside
            found.append("")
        else:
            words = not inside and line.strip() and not line.lstrip().startswith("#")
            found.append(f"# {line}" if words else line)
    return found, notes


def without_line_numbers(lines: list[str]) -> tuple[list[str], list[Note]]:
    """`12  model = …`: the numbers of a listing go, when nearly every line has one and they go up."""
    written = [line for line in lines if line.strip()]
    numbers = [int(m[1]) for line in written if (m := _NUMBER.match(line))]
    steps = [b - a for a, b in pairwise(numbers)]
    if len(numbers) < 2 or len(numbers) < 0.8 * len(written) or set(steps) != {1}:
        return lines, []
    bare = [line[m.end() :] if (m := _NUMBER.match(line)) else line for line in lines]
    bare = textwrap.dedent("\n".join(bare)).split("\n")
    at = next(i for i, line in enumerate(lines) if line.strip())
    return bare, [Note(at + 1, "a line number of the listing", "Leave the numbers out.")]


def without_prompts(lines: list[str]) -> tuple[list[str], list[Note]]:
    """`>>>`, `...`, `In [1]:`, `Out[1]:`: prompts go, and what was printed between them becomes a comment."""
    if any(_IN.match(line) for line in lines) or any(_OUT.match(line) for line in lines):
        return _ipython(lines)
    if any(_CONSOLE.match(line) and ">>>" in line for line in lines):
        return _console(lines)
    return lines, []


def _console(lines: list[str]) -> tuple[list[str], list[Note]]:
    found, notes, begun = [], [], False
    for i, line in enumerate(lines):
        prompt = _CONSOLE.match(line)
        if prompt and (begun or prompt[2] == ">>>"):
            if not notes:
                notes.append(
                    Note(
                        i + 1,
                        f"a prompt of Python's console ({prompt[2]})",
                        "Leave the prompts out.",
                    )
                )
            begun = True
            found.append(line[prompt.end() :])
        elif begun and line.strip():
            if len(notes) == 1:
                notes.append(Note(i + 1, "output of a console", OUTPUT))
            found.append(f"# {line}")
        else:
            found.append(line)
    return found, notes


def _ipython(lines: list[str]) -> tuple[list[str], list[Note]]:
    found, notes = [], []
    code = True
    for i, line in enumerate(lines):
        begins, printed, goes_on = _IN.match(line), _OUT.match(line), _GOES_ON.match(line)
        if begins or (goes_on and code):
            match = begins or goes_on
            assert match
            if begins and not any("In [" in n.what for n in notes):
                notes.append(
                    Note(
                        i + 1,
                        f"a prompt of a notebook ({match[0].strip()})",
                        "Leave the prompts out.",
                    )
                )
            code = True
            rest = line[match.end() :]
            found.append(rest)
        elif printed:
            notes.append(Note(i + 1, f"output of a notebook ({printed[0].strip()})", OUTPUT))
            found.append(f"# {line.strip()}")
            code = False
        elif not code and line.strip():
            found.append(f"# {line}")
        else:
            code = code or not line.strip()
            found.append(line)
    return found, notes
