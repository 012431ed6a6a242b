"""make fuzz-events N=1000000: bytes that atheris finds, by the branches they take, against the readers of messages.

Whatever a program writes into the channel is read, or refused with `BadMessage`: no other error, and what is read goes
into a line again that says the same. Found cases belong into tests/test_forged_events.py. `make test` does the like
with hypothesis, in seconds.
"""

from __future__ import annotations

import dataclasses
import json
import sys

import atheris

with atheris.instrument_imports(include=["playground.events"]):
    from playground import events as ev

_TABLE = {**ev._EVENTS, **ev._COMMANDS, "Array": ev.Array, "Node": ev.Node}
_KINDS = sorted(_TABLE)
_WORDS = [
    "nan",
    "inf",
    "uint8",
    "float32",
    "shapes",
    "end",
    "stdout",
    "AAAA",
    "\ud800",
    "x" * 10_001,
]
_NUMBERS = [0, -1, 1, 2**31, 10**39, 10**41, 0.5, 1e308]


def _value(given: atheris.FuzzedDataProvider, depth: int) -> object:
    """Anything that JSON can say; tables often have the fields of a kind of message."""
    pick = given.ConsumeIntInRange(0, 8 if depth else 5)
    if pick <= 1:
        return [None, True, False][given.ConsumeIntInRange(0, 2)]
    if pick == 2:
        return _NUMBERS[given.ConsumeIntInRange(0, len(_NUMBERS) - 1)]
    if pick == 3:
        return given.ConsumeFloat()
    if pick == 4:
        return _WORDS[given.ConsumeIntInRange(0, len(_WORDS) - 1)]
    if pick == 5:
        return given.ConsumeUnicode(12)
    if pick == 6:
        return [_value(given, depth - 1) for _ in range(given.ConsumeIntInRange(0, 4))]
    return _message(given, depth - 1, typed=pick == 8)


def _message(given: atheris.FuzzedDataProvider, depth: int, typed: bool) -> dict[str, object]:
    kind = _KINDS[given.ConsumeIntInRange(0, len(_KINDS) - 1)]
    names = [field.name for field in dataclasses.fields(_TABLE[kind])]
    made = {name: _value(given, depth) for name in names if given.ConsumeIntInRange(0, 5)}
    return {"type": kind, **made} if typed else made


def one(data: bytes) -> None:
    """The first byte says whether the rest is the line itself, or what a line of JSON is made from."""
    line = data[1:]
    if data and data[0] % 4:
        given = atheris.FuzzedDataProvider(line)
        messages = [_message(given, 4, typed=True) for _ in range(given.ConsumeIntInRange(1, 3))]
        line = json.dumps(messages).encode()
    for read in (ev.events_from_json, ev.commands_from_json):
        try:
            items = read(line)
        except ev.BadMessage:
            continue
        again = read(ev.to_json(items))
        if repr(again) != repr(items):
            raise AssertionError(f"{items} came back as {again}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
