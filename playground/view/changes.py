"""What changed in a program since the run before, in a few words."""

from __future__ import annotations

import difflib
import re

from playground.program_controls import InCode, TrainingForm, read_form
from playground.view.markup import cut

LONGEST = 44
LONGEST_COMPARED = 60_000  # characters; comparing takes the square of the lines
FIELDS = (
    *("optimizer", "learning_rate", "loss", "metrics"),
    *("epochs", "batch_size", "validation_split"),
)


def change_text(before: str, after: str) -> str:
    """ "learning rate 0.001 → 0.01", "units=4 → units=8", "2 lines added" or "nothing changed"."""
    if len(before) + len(after) > LONGEST_COMPARED:
        return "nothing changed" if before == after else "edited"
    a, b = ([line.rstrip() for line in text.strip().split("\n")] for text in (before, after))
    hunks = [
        (a[i0:i1], b[j0:j1])
        for kind, i0, i1, j0, j1 in difflib.SequenceMatcher(None, a, b, False).get_opcodes()
        if kind != "equal"
    ]
    if not hunks:
        return "nothing changed"
    said = _form_changes(before, after) or [_hunk_text(*hunks[0])]
    more = " and more" if len(hunks) > len(said) else ""
    return cut(", ".join(said), LONGEST) + more


def _read(source: str) -> TrainingForm:
    try:
        return read_form(source)
    except (SyntaxError, ValueError, RecursionError):
        return TrainingForm()


def _form_changes(before: str, after: str) -> list[str]:
    old, new = _read(before), _read(after)
    if not (old.present and new.present):
        return []
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in FIELDS]
    changed = [(name, x, y) for name, x, y in pairs if x != y]
    said = [f"{name.replace('_', ' ')} {_value(x)} → {_value(y)}" for name, x, y in changed]
    if changed and changed[0][0] == "optimizer":  # its rate belongs to it
        rest = [text for text, (name, _, _) in zip(said, changed) if name not in FIELDS[:2]]
        return [f"{_optimizer(old)} → {_optimizer(new)}", *rest]
    return said


def _optimizer(form: TrainingForm) -> str:
    """ "adam 0.01", or the code that makes it."""
    rate = form.learning_rate
    return _value(form.optimizer) + (f" {rate:g}" if isinstance(rate, int | float) else "")


def _value(value: object) -> str:
    if isinstance(value, InCode):
        return " ".join(value.text.split())
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value)


def _hunk_text(old: list[str], new: list[str]) -> str:
    """Added or removed lines, or the words in which two lines differ."""
    if not old or not new:
        lines, verb = (new, "added") if new else (old, "removed")
        return f"{len(lines)} line{'s' if len(lines) > 1 else ''} {verb}"
    x, y = old[0], new[0]
    if x.lstrip() == y.lstrip():
        return "indentation"
    words_x, words_y = (re.findall(r"[\w.]+(?:=[\w.\"']+)?|\S", line) for line in (x, y))
    matcher = difflib.SequenceMatcher(None, words_x, words_y, False)
    _, i0, i1, j0, j1 = next(op for op in matcher.get_opcodes() if op[0] != "equal")
    was, now = " ".join(words_x[i0:i1]), " ".join(words_y[j0:j1])
    if not was:
        return f"{cut(now, 24)} added"
    return f"{cut(was, 24)} removed" if not now else f"{cut(was, 20)} → {cut(now, 20)}"
