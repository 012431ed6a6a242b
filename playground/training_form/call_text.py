"""Edits inside a call of a program's text that leave every other character as it is.

Positions come from `ast`, which counts lines and UTF-8 bytes; here they are turned into offsets of characters.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

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


class ProgramText:
    """A program's text and its syntax tree. Raises SyntaxError when it does not parse."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = parse(source)
        ends = [match.end() for match in _NEWLINE.finditer(source)]
        self._line_starts = [0, *ends]
        first = _NEWLINE.search(source)
        self.newline = first[0] if first else "\n"

    def _offset(self, line: int, column: int) -> int:
        start = self._line_starts[line - 1]
        # A character has at most `column` bytes before it, so this slice is long enough.
        head = self.source[start : start + column].encode("utf-8", "surrogatepass")[:column]
        return start + len(head.decode("utf-8", "surrogatepass"))

    def line_start(self, line: int) -> int:
        """The offset of the first character of a line, 1-based."""
        return self._line_starts[line - 1]

    def start(self, node: ast.expr | ast.keyword | ast.stmt) -> int:
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.keyword) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._offset(node.end_lineno, node.end_col_offset)

    def text(self, node: ast.expr | ast.keyword) -> str:
        return self.source[self.start(node) : self.end(node)]

    def replace(self, node: ast.expr, text: str) -> Edit:
        return Edit(self.start(node), self.end(node), text)

    def indentation(self, offset: int) -> str | None:
        """What stands before `offset` on its line when that is only white space, else None."""
        line = max(start for start in self._line_starts if start <= offset)
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

    def end_of_code_line(self, offset: int) -> int | None:
        """The end of the line when only white space or a comment follows `offset` on it, else None."""
        newline = _NEWLINE.search(self.source, offset)
        end = newline.start() if newline else len(self.source)
        rest = self.source[offset:end].strip()
        return end if newline and (not rest or rest.startswith("#")) else None


def _slots(program: ProgramText, call: ast.Call) -> list[ast.expr | ast.keyword]:
    """The arguments of a call in the order in which they are written."""
    return sorted([*call.args, *call.keywords], key=program.start)


def argument(call: ast.Call, name: str, order: tuple[str, ...]) -> ast.expr | None:
    """The expression that a call passes for parameter `name`, by keyword or by position, or None."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    index = order.index(name)
    before = call.args[: index + 1]
    if len(before) == index + 1 and not any(isinstance(arg, ast.Starred) for arg in before):
        return before[index]
    return None


def double_starred(call: ast.Call) -> ast.keyword | None:
    """The `**options` of a call, which may hold any argument."""
    return next((keyword for keyword in call.keywords if keyword.arg is None), None)


def insert_argument(
    program: ProgramText, call: ast.Call, name: str, value: str, order: tuple[str, ...]
) -> list[Edit]:
    """The edits that add `name=value` where Keras's order has it, laid out as the call's other arguments are."""
    slots = _slots(program, call)
    text = f"{name}={value}"
    close = program.end(call) - 1
    rank = order.index(name)
    before = -1  # the slot that the new one comes after
    for index, slot in enumerate(slots):
        is_earlier = (
            slot.arg in order and order.index(slot.arg) < rank
            if isinstance(slot, ast.keyword)
            else True  # a keyword never comes before a positional argument
        )
        if is_earlier:
            before = index
    if not slots:
        opening = program.scan(program.end(call.func), close, "(")
        assert opening is not None
        return [Edit(opening + 1, opening + 1, text)]
    if before == -1:
        return [_before_first(program, slots, text)]
    return _after(program, slots, before, close, text)


def _before_first(program: ProgramText, slots: list[ast.expr | ast.keyword], text: str) -> Edit:
    start = program.start(slots[0])
    indents = [program.indentation(program.start(slot)) for slot in slots]
    indent = next((indent for indent in indents if indent is not None), None)
    if indents[0] is not None or (len(slots) > 1 and indents[1] is not None):
        return Edit(start, start, f"{text},{program.newline}{indent}")
    return Edit(start, start, f"{text}, ")


def _after(
    program: ProgramText,
    slots: list[ast.expr | ast.keyword],
    index: int,
    close: int,
    text: str,
) -> list[Edit]:
    last = index == len(slots) - 1
    slot_end = program.end(slots[index])
    limit = close if last else program.start(slots[index + 1])
    comma = program.scan(slot_end, limit, ",")
    # The end of the argument with the brackets around it, which `ast` leaves out.
    brackets = slot_end
    stop = comma if comma is not None else close
    while (found := program.scan(brackets, stop, ")")) is not None:
        brackets = found + 1
    indent = program.indentation(program.start(slots[index if last else index + 1]))
    if indent is not None:  # one argument a line
        at = program.end_of_code_line(comma + 1 if comma is not None else brackets)
        if at is not None and at <= (close if last else limit):
            added = f"{program.newline}{indent}{text}"
            if comma is not None:
                return [Edit(at, at, added + ",")]
            if at == brackets:
                return [Edit(at, at, "," + added)]
            return [Edit(brackets, brackets, ","), Edit(at, at, added)]
        if last:  # `)` follows on the same line
            at = comma + 1 if comma is not None else brackets
            lead = "" if comma is not None else ","
            return [Edit(at, at, f"{lead}{program.newline}{indent}{text}")]
    if comma is not None:
        return [Edit(comma + 1, comma + 1, f" {text},")]
    return [Edit(brackets, brackets, f", {text}")]
