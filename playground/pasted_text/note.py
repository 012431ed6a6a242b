"""What was found in a pasted text."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """On which line (from 1), what it is, and what to do about it."""

    line: int
    what: str
    cure: str
