"""What a program printed, copied with it: progress bars and tracebacks become comments."""

from __future__ import annotations

import re

from playground.pasted_text.note import Note
from playground.pasted_text.prompts import OUTPUT

_PRINTED = re.compile(
    r"^\s*(?:Epoch \d+/\d+\s*$"
    r"|\d+/(?:\d+|Unknown)\s+(?:\[[=>.]+\]|[━╸╺ ]+|-+)\s.*"
    r"|Traceback \(most recent call last\):\s*$"
    r"|File \".*\", line \d+.*"
    r"|[A-Z]\w*(?:Error|Warning|Exception): .*"
    r"|Model: \"[\w ]+\"\s*$"
    r"|(?:Total|Trainable|Non-trainable|Optimizer) params: .*"
    r"|_{20,}\s*$|={20,}\s*$|-{20,}\s*$|[━┃│┡┩├┼┤└┴┘┏┳┓╇─]{2,}.*)"
)
_PROMPT = re.compile(r"^\s*(?:Out ?\[ ?\d* ?\]:)", re.MULTILINE)


def has_prompts(text: str) -> bool:
    """Whether a text that Python reads is none of its programs all the same: `Out[3]: …` is an annotation to it."""
    return bool(_PROMPT.search(text))


def without_outputs(lines: list[str]) -> tuple[list[str], list[Note]]:
    """Comments instead of lines that only a program prints."""
    found, notes = [], []
    in_trace = False
    for i, line in enumerate(lines, 1):
        begins = line.lstrip().startswith("Traceback (most")
        if (_PRINTED.match(line) and not line.lstrip().startswith("#")) or (
            in_trace and line[:1] == " "
        ):
            if not notes:
                notes.append(Note(i, "output of a program", OUTPUT))
            found.append(f"# {line}")
            in_trace = begins or in_trace
        else:
            in_trace = False
            found.append(line)
    return found, notes
