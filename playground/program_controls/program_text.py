"""A program's text with its syntax tree, and edits that leave every other character as it is.

Positions come from `ast`, which counts lines and UTF-8 bytes; here they are turned into offsets of characters.
"""

from __future__ import annotations

import ast
import bisect
import functools
import re
import warnings
from dataclasses import dataclass
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)
_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Edit:
    """Put `text` in the place of `source[start:end]`."""

    start: int
    end: int
    text: str


def apply_edits(source: str, edits: list[Edit]) -> str:
    """`source` with all edits made. They must not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source


def parse(source: str) -> ast.Module:
    """The syntax tree. Raises SyntaxError, and nothing else, for text that is no program."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "invalid escape sequence" is for the run to say
            return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or type(error).__name__) from None


@functools.lru_cache(maxsize=4)
def program_text(source: str) -> ProgramText:
    """The program of `source`, parsed once for all controls. Raises SyntaxError when it does not parse."""
    return ProgramText(source)


class ProgramText:
    """A program's text and its syntax tree. Raises SyntaxError when it does not parse."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = parse(source)
        ends = [match.end() for match in _NEWLINE.finditer(source)]
        self._line_starts = [0, *ends]
        first = _NEWLINE.search(source)
        self.newline = first[0] if first else "\n"
        self._ascii = source.isascii()
        self._by_kind: dict[type[ast.AST], list[ast.AST]] = {}
        for node in ast.walk(self.tree):
            self._by_kind.setdefault(type(node), []).append(node)

    def nodes(self, kind: type[Node]) -> list[Node]:
        """All nodes of the tree that are of exactly this kind, outer ones first."""
        return self._by_kind.get(kind, [])  # type: ignore[return-value]

    def offset(self, line: int, column: int) -> int:
        """The offset of a position as `ast` gives it: a line, 1-based, and a column of UTF-8 bytes."""
        start = self._line_starts[line - 1]
        if self._ascii:
            return start + column
        # A character has at most `column` bytes before it, so this slice is long enough.
        head = self.source[start : start + column].encode("utf-8", "surrogatepass")[:column]
        return start + len(head.decode("utf-8", "surrogatepass"))

    def line_start(self, line: int) -> int:
        """The offset of the first character of a line, 1-based."""
        return self._line_starts[line - 1]

    def start(self, node: ast.expr | ast.keyword | ast.stmt) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.keyword | ast.stmt) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.expr | ast.keyword | ast.stmt) -> str:
        return self.source[self.start(node) : self.end(node)]

    def replace(self, node: ast.expr, text: str) -> Edit:
        return Edit(self.start(node), self.end(node), text)

    def indentation(self, offset: int) -> str | None:
        """What stands before `offset` on its line when that is only white space, else None."""
        line, _ = self.line_of(offset)
        before = self.source[line:offset]
        return before if not before.strip() else None

    def scan(self, offset: int, end: int, wanted: str) -> int | None:
        """The offset of the character `wanted` at or after `offset`, not in a comment; None if not before `end`.

        Only white space, comments, backslashes and closing brackets may lie between.
        """
        while offset < end:
            if self.source[offset] == wanted:
                return offset
            if self.source[offset] == "#":
                newline = _NEWLINE.search(self.source, offset, end)
                offset = newline.end() if newline else end
            else:
                offset += 1
        return None

    def skip(self, offset: int, end: int) -> int:
        """The first offset at or after `offset` that is not white space or a comment; `end` if there is none."""
        while offset < end and (self.source[offset].isspace() or self.source[offset] in "#\\"):
            newline = _NEWLINE.search(self.source, offset, end)
            if self.source[offset] == "#":
                offset = newline.end() if newline else end
            else:
                offset += 1
        return offset

    def skip_spaces(self, offset: int) -> int:
        """The first offset at or after `offset` that is not a space or a tab."""
        while self.source[offset : offset + 1] in (" ", "\t"):
            offset += 1
        return offset

    def line_of(self, offset: int) -> tuple[int, int]:
        """Where the line of `offset` begins, and where the next one does."""
        index = bisect.bisect_right(self._line_starts, offset)
        following = self._line_starts[index : index + 1]
        return self._line_starts[index - 1], following[0] if following else len(self.source)

    def end_of_code_line(self, offset: int) -> int | None:
        """The end of the line when only white space or a comment follows `offset` on it, else None."""
        newline = _NEWLINE.search(self.source, offset)
        end = newline.start() if newline else len(self.source)
        rest = self.source[offset:end].strip()
        return end if newline and (not rest or rest.startswith("#")) else None
