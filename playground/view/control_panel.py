"""What the panels of controls share: they follow the program's text, and an entry edits it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param

from playground.program_controls import InCode
from playground.session import Edited, Opened, Session
from playground.view.component import Component, Message, with_scripts

LONGEST_CODE = 120


def with_fields(name: str) -> str:
    """The JavaScript of a panel, `name`, after that of the fields it is made of."""
    return with_scripts("fields.js", name)


class Panel(Component):
    """A component with an entry that may be wrong."""

    _abstract = True
    problem = param.Dict(default={}, doc='{"field", "message", "count"}: what is wrong, or empty')


class ControlPanel:
    """Two-way: an edit of the program shows in the panel, an entry in the panel edits the program.

    A panel says how to `read` a program into what `panel` shows, and `receive`s what was entered.
    """

    panel: Panel

    def __init__(self, session: Session) -> None:
        self._session = session
        self._problems = 0
        self._read(session.source)

    def read(self, source: str) -> None:
        """Show what `source` says. Raises SyntaxError when it does not parse."""
        raise NotImplementedError

    def _read(self, source: str) -> None:
        try:
            self.read(source)
        except (SyntaxError, ValueError, RecursionError):
            return  # half-typed text: the panel keeps what it showed

    def write(self, field: str, change: Callable[[str], str]) -> bool:
        """Edit the program with `change`; what it refuses is a problem of `field`. True when that went well."""
        try:
            source = change(self._session.source)
        except SyntaxError as error:
            self._complain(
                field, f"The program has an error on line {error.lineno}: correct it first."
            )
            return False
        except (ValueError, RecursionError) as error:
            self._complain(field, str(error))
            return False
        if self.panel.problem:
            self.panel.problem = {}
        if source != self._session.source:
            self._session.edit(source, by="form")
        return True

    def _complain(self, field: str, message: str) -> None:
        self._problems += 1  # so that the same message twice is told twice
        self.panel.problem = {"field": field, "message": message, "count": self._problems}

    def show(self, items: list) -> None:
        edited = [item for item in items if isinstance(item, Edited)]
        if self.panel.problem and any(isinstance(item, Opened) for item in items):
            self.panel.problem = {}
        if edited:
            self._read(edited[-1].source)


def value_state(value: Any, default: Any = None, off: bool = False) -> dict[str, Any]:
    """What one control shows: {"value", "in_code", "default", "off"}, all of them JSON."""
    state: dict[str, Any] = {"value": "", "in_code": "", "default": _text(default), "off": off}
    if isinstance(value, InCode):
        state["in_code"] = " ".join(value.text.split())[:LONGEST_CODE] or "…"
    elif isinstance(value, bool):
        state["value"] = value
    elif value is not None:
        state["value"] = _text(value)
    return state


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def entered_number(label: str, message: Message, whole: bool = False) -> float | None:
    """The number that was typed, None for an empty field. ValueError says what was expected."""
    entered = message.get("value")
    if not isinstance(entered, str):
        raise ValueError(f"{label}: expected a number")
    if not entered.strip():
        return None
    try:
        number = float(entered)
        return int(number) if whole and number == int(number) else number
    except (ValueError, OverflowError):
        raise ValueError(f"{label}: expected a number, received {entered[:20]!r}") from None
