"""The arguments of a call: read them, add one, laid out as its neighbours are."""

from __future__ import annotations

import ast

from playground.program_controls.program_text import Edit, ProgramText

Slot = ast.expr | ast.keyword


def _slots(program: ProgramText, call: ast.Call) -> list[Slot]:
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
    return insert_after(program, slots, before, close, text)


def _before_first(program: ProgramText, slots: list[Slot], text: str) -> Edit:
    start = program.start(slots[0])
    indents = [program.indentation(program.start(slot)) for slot in slots]
    indent = next((indent for indent in indents if indent is not None), None)
    if indents[0] is not None or (len(slots) > 1 and indents[1] is not None):
        return Edit(start, start, f"{text},{program.newline}{indent}")
    return Edit(start, start, f"{text}, ")


def insert_after(
    program: ProgramText,
    slots: list[Slot],
    index: int,
    close: int,
    text: str,
) -> list[Edit]:
    """The edits that put `text` after slot `index` of a call or a list whose closing bracket is at `close`."""
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
