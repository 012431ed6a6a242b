"""Programs travel in links, and damaged or hostile links are refused."""

import base64
import contextlib
import json
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lesson import load_lessons
from playground.program import MAX_FRAGMENT, MAX_SOURCE, BadLink, Program


def fragment_of(value: object, version: int = 1) -> str:
    data = zlib.compress(json.dumps(value).encode())
    return f"#p{version}=" + base64.urlsafe_b64encode(data).decode().rstrip("=")


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=500), st.text(max_size=20))
def test_every_text_survives_the_journey(source, lesson):
    program = Program(source, lesson)
    fragment = program.to_fragment()
    assert fragment.isascii()
    assert Program.from_fragment(fragment) == program
    assert Program.from_fragment("#" + fragment) == program


def test_a_lessons_program_makes_a_short_link():
    for lesson in load_lessons():
        assert len(Program(lesson.solution, lesson.id).to_fragment()) < 2000


@pytest.mark.parametrize("fragment", ["", "#", "#network", "?p1=abc", "#q1=abc"])
def test_other_fragments_are_no_programs(fragment):
    assert Program.from_fragment(fragment) is None


@pytest.mark.parametrize(
    "fragment",
    [
        "#p1=",
        "#p1=AAAA",
        "#p1=%20",
        "#p1=" + "A" * (MAX_FRAGMENT + 1),
        "#p9=" + "A" * 8,
        Program("print(1)").to_fragment()[:-6],
        Program("print(1)").to_fragment() + "&x=1",
        fragment_of([1]),
        fragment_of({"lesson": "01_layer"}),
        fragment_of({"source": 1}),
        fragment_of({"source": "x", "lesson": ["a"]}),
        fragment_of({"source": "x", "lesson": "a" * 101}),
        fragment_of({"source": "x" * (MAX_SOURCE + 1)}),
        fragment_of("[" * 2000),
        fragment_of({"source": "x"}, version=2),
    ],
)
def test_a_damaged_or_hostile_link_is_refused_with_a_reason(fragment):
    with pytest.raises(BadLink, match=r"\w+ \w+"):
        Program.from_fragment(fragment)


def test_a_link_cannot_unpack_to_more_than_a_program():
    bomb = zlib.compress(b" " * 20_000_000, 9)
    fragment = "#p1=" + base64.urlsafe_b64encode(bomb).decode().rstrip("=")
    assert len(fragment) < MAX_FRAGMENT
    with pytest.raises(BadLink, match="too long"):
        Program.from_fragment(fragment)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_fragment_raises_anything_else(text):
    for fragment in (text, "#p1=" + text):
        with contextlib.suppress(BadLink):
            Program.from_fragment(fragment)


def test_a_program_too_long_for_a_link_says_so():
    with pytest.raises(BadLink, match="Download"):
        Program("x" * (MAX_SOURCE + 1)).to_fragment()
    noise = "".join(random.Random(0).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=60_000))
    with pytest.raises(BadLink, match="Download"):
        Program(noise).to_fragment()


def test_a_layout_goes_along_and_what_is_none_is_left_out():
    view = {"folded": ["output", "shapes"], "pane": "results", "large": "network"}
    assert Program.from_fragment(Program("x", "", view).to_fragment()) == Program("x", "", view)
    odd = {"folded": ["output", "<b>", 3], "pane": ["results"], "large": "evil", "more": 1}
    found = Program.from_fragment(fragment_of({"source": "x", "view": odd}))
    assert found == Program("x", "", {"folded": ["output"]})
    for nothing in (None, 3, "x", [1]):
        assert Program.from_fragment(fragment_of({"source": "x", "view": nothing})) == Program("x")
