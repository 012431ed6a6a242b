"""Mistakes that can be read in a program's text and that no error ever tells of: it runs, and learns badly."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from playground.events import Notice
from playground.execute.silent_mistakes.data_order import data_order
from playground.execute.silent_mistakes.monitored import monitored
from playground.execute.silent_mistakes.own_layers import own_layers
from playground.execute.silent_mistakes.own_losses import own_losses
from playground.execute.silent_mistakes.shared_defaults import shared_defaults
from playground.execute.silent_mistakes.text import Text

__all__ = ["silent_mistakes"]

_READERS: tuple[Callable[[Text], Iterator[tuple[int, str]]], ...] = (
    own_layers,
    own_losses,
    shared_defaults,
    data_order,
    monitored,
)


def silent_mistakes(source: str) -> list[Notice]:
    """What to say of `source`, in the order of its lines; nothing of a program that cannot be parsed."""
    try:
        text = Text(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = {(line, said) for reader in _READERS for line, said in reader(text)}
    return [Notice(said, line) for line, said in sorted(found)]
