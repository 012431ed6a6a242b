"""The items of a list: add one, laid out as its neighbours are, or take one out. Comments stay."""

from __future__ import annotations

import ast

from playground.program_controls.arguments import insert_after
from playground.program_controls.program_text import Edit, ProgramText


class ListItems:
    """The items of a list or a tuple in brackets, with the brackets and commas around each."""

    def __init__(self, program: ProgramText, node: ast.List | ast.Tuple) -> None:
        self._program = program
        self._items = node.elts
        self._open = program.start(node) + 1
        self._close = program.end(node) - 1
        # (start, end, after the comma) of every item, with the brackets around it
        self._spans: list[tuple[int, int, int]] = []
        at = self._open
        for item in node.elts:
            start = program.skip(at, self._close)
            end = program.end(item)
            comma = program.scan(end, self._close, ",")
            stop = self._close if comma is None else comma
            while (bracket := program.scan(end, stop, ")")) is not None:
                end = bracket + 1
            at = end if comma is None else comma + 1
            self._spans.append((start, end, at))

    def insert(self, index: int, text: str) -> list[Edit]:
        """The edits that make `text` the item of this index, 0 to the number of items."""
        if not self._items:
            return [Edit(self._open, self._open, text)]
        if index:
            return insert_after(self._program, [*self._items], index - 1, self._close, text)
        start = self._spans[0][0]
        indent = self._program.indentation(start)
        if indent is None and len(self._spans) > 1:
            following = self._program.indentation(self._spans[1][0])
            if following is not None:  # `[A(),` with B() below it
                return [Edit(start, start, f"{text},{self._program.newline}{following}")]
        gap = " " if indent is None else f"{self._program.newline}{indent}"
        return [Edit(start, start, f"{text},{gap}")]

    def remove(self, index: int) -> list[Edit]:
        """The edits that take the item out, with its comma."""
        program = self._program
        start, end, after = self._spans[index]
        line, _ = program.line_of(start)
        _, next_line = program.line_of(after)
        rest = program.source[after:next_line]
        if program.indentation(start) is not None:
            if not rest.strip():
                return [Edit(line, next_line, "")]
            if after > end or rest.lstrip().startswith("#"):  # what follows takes its place
                return [Edit(start, after + len(rest) - len(rest.lstrip()), "")]
        if index and after == end:  # the last one, without a comma: the comma before it goes
            before = self._spans[index - 1][2]
            if not program.source[before:start].strip():
                return [Edit(before - 1, end, "")]
            return [Edit(start, end, "")]
        if rest.strip() and not rest.lstrip().startswith("#"):
            return [Edit(start, after + len(rest) - len(rest.lstrip()), "")]
        spaces = len(program.source[line:start]) - len(program.source[line:start].rstrip())
        return [Edit(start - spaces, after, "")]
