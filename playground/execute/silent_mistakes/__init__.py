"""Mistakes that can be read in a program's text and that no error ever tells of: it runs, and learns badly."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from playground.events import Notice
from playground.execute.silent_mistakes.architectures import architectures
from playground.execute.silent_mistakes.callbacks import callbacks
from playground.execute.silent_mistakes.column_and_row import column_and_row
from playground.execute.silent_mistakes.data_order import data_order
from playground.execute.silent_mistakes.in_loops import in_loops
from playground.execute.silent_mistakes.monitored import monitored
from playground.execute.silent_mistakes.own_layers import own_layers
from playground.execute.silent_mistakes.own_losses import own_losses
from playground.execute.silent_mistakes.shared_defaults import shared_defaults
from playground.execute.silent_mistakes.split_data import split_data
from playground.execute.silent_mistakes.text import Text
from playground.execute.silent_mistakes.unused import unused

__all__ = ["column_and_row", "silent_mistakes"]

_READERS: tuple[Callable[[Text], Iterator[tuple[int, str]]], ...] = (
    own_layers,
    own_losses,
    shared_defaults,
    data_order,
    monitored,
    callbacks,
    in_loops,
    unused,
    architectures,
    split_data,
)


def silent_mistakes(source: str) -> list[Notice]:
    """What to say of `source`, in the order of its lines; nothing of a program that cannot be parsed."""
    try:
        text = Text(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = {(line, said) for reader in _READERS for line, said in reader(text)}
    return [Notice(said, line) for line, said in sorted(found)]
