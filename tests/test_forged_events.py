"""What a learner's program can write into the channel: anything. No reader may fail, no view may break on it."""

import asyncio
import dataclasses
import json
import math
import types
import typing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground import events as ev
from playground.lesson import load_lessons
from playground.session import Session
from playground.view.page import Page
from tests.test_session import ScriptedRunner

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
NUMBERS = st.sampled_from([0, 1, -1, 2, 3, 8, 10**9, -(10**9), 2**63, 10**18])
FLOATS = st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e300, -1e300, math.nan, math.inf, -math.inf])
TEXTS = st.sampled_from(
    [
        "",
        "loss",
        "val_loss",
        "dense",
        "Input",
        "n0",
        "n1",
        "<b>",
        "'\"`",
        "\x00",
        "🙂",
        "\n",
        "x" * 5000,
    ]
    + ["(2, 4) @ (4, 8) + (8,) → (2, 8)", "4 × 8 + 8", "mse", "acc/uracy", "%s {0}", "\ud800"]
)


@st.composite
def arrays(draw: st.DrawFn) -> ev.Array:
    dtype = draw(st.sampled_from(["uint8", "float32"]))
    shape = tuple(draw(st.lists(st.sampled_from([0, 1, 2, 3, 50]), max_size=3)))
    filled = draw(st.sampled_from([0.0, 1.0, 200.0] + ([math.nan] if dtype == "float32" else [])))
    return ev.Array.of(np.full(shape, filled, dtype))


def values(hint: typing.Any) -> st.SearchStrategy[typing.Any]:
    """Anything that the schema lets through for a field."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(st.none() if a is type(None) else values(a) for a in arguments))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple and arguments[1:] == (Ellipsis,):
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is dict:
        return st.dictionaries(TEXTS, values(arguments[1]), max_size=3)
    if hint is ev.Array:
        return arrays()
    if dataclasses.is_dataclass(hint):
        fields = typing.get_type_hints(hint)
        return st.builds(typing.cast(type, hint), **{k: values(v) for k, v in fields.items()})
    return {int: NUMBERS, float: FLOATS, str: TEXTS, bool: st.booleans()}[hint]


EVENTS = st.one_of(*(values(kind) for kind in typing.get_args(ev.Event)))
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@QUICK
@given(st.binary(max_size=60) | JUNK.map(lambda junk: json.dumps(junk).encode()))
def test_whatever_is_written_is_read_or_refused(line: bytes) -> None:
    with pytest.raises(ev.BadMessage):
        if not ev.events_from_json(line):
            raise ev.BadMessage("an empty list is no harm")


@QUICK
@given(EVENTS, st.data())
def test_one_wrong_field_is_refused(event: ev.Event, data: st.DataObject) -> None:
    fields = json.loads(ev.to_json([event]))[0]
    name = data.draw(st.sampled_from(sorted(fields)))
    fields[name] = data.draw(JUNK)
    try:
        read = ev.events_from_json(json.dumps([fields]).encode())
    except ev.BadMessage:
        return
    assert type(read[0]).__name__ == fields["type"]


@settings(QUICK, max_examples=25)
@given(st.lists(EVENTS, max_size=6))
def test_no_view_breaks_on_what_the_schema_lets_through(items: list[ev.Event]) -> None:
    read = ev.events_from_json(ev.to_json(items))

    async def scenario() -> None:
        if not pages:
            pages.append(Page(Session(ScriptedRunner([]), load_lessons())))
        page = pages[0]
        for item in read:
            page.session._note(item)
        page.show([ev.Started(), *read])
        while page.behind:
            page.catch_up()

    asyncio.run(scenario())


pages: list[Page] = []  # one for all: making it takes longer than what is tested
