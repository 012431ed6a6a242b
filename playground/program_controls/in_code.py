"""What a control cannot show as a value of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InCode:
    """An expression in the program. Controls show its text and never write over it."""

    text: str
