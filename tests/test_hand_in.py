"""What is handed in: a text that arrives whole, and that nobody who reads it believes."""

from dataclasses import replace

import pytest

from playground.hand_in import MOST_NAME, BadHandIn, HandIn, lesson_sha256
from playground.lesson import load_lessons

LESSON = load_lessons()[0]
HANDED = HandIn.of(LESSON, "print('é → ∑')\n", LESSON.tasks[:1], "  Ada\n Lovelace ")


def test_what_is_handed_in_comes_back_also_from_the_middle_of_a_message():
    text = HANDED.to_text()
    assert text.isascii()
    assert HandIn.from_text(text) == HANDED
    assert HandIn.from_text(f"Dear {{teacher}},\r\n\r\n{text}\n{{regards}}") == HANDED
    assert (HANDED.name, HANDED.sha256) == ("Ada Lovelace", lesson_sha256(LESSON))
    assert HANDED.file_name == "ada-lovelace-01_layer.json"
    assert replace(HANDED, name="../..").file_name == "01_layer.json"


def test_what_a_platform_or_a_word_processor_made_of_it_is_read():
    made = HandIn.of(LESSON, "if 1 < 2 > 0 and 'a' & \"b\":\n    pass  # <p>&quot;\n", (), "Ada")
    text = made.to_text()
    page = (
        "<p>"
        + text.replace('"', "&quot;").replace("\n", "<br />\n").replace(" ", "&nbsp;")
        + "</p>"
    )
    assert HandIn.from_text(f"<!doctype html><html><body>{page}</body></html>") == made
    typed = text.replace('"', "“", 1).replace('"', "”", 1).replace("\n ", "\n\u00a0")
    assert HandIn.from_text(typed) == made


@pytest.mark.parametrize("part", ["prose", "starter", "checks"])
def test_another_lesson_has_another_hash(part):
    assert lesson_sha256(replace(LESSON, **{part: getattr(LESSON, part) + " "})) != HANDED.sha256


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "“Hand in” has made"),
        ("import keras", "“Hand in” has made"),
        ("{}", "“Hand in” has made"),
        (HANDED.to_text()[:-40], "damaged"),
        ('{"layer-playground-hand-in": 1, "program": 3}', "no program, lesson"),
        (HANDED.to_text().replace('in": 1', 'in": 2'), "expected version 1, received '2'"),
        (HANDED.to_text().replace("print", "p" * 200_000), "at most 200,000 characters"),
        ('{"layer-playground-hand-in":' + "[" * 100_000, "damaged"),
    ],
)
def test_what_is_no_hand_in_is_said(text, said):
    with pytest.raises(BadHandIn, match=said):
        HandIn.from_text(text)


def test_claims_of_the_wrong_kind_are_left_out():
    text = HANDED.to_text().replace('"Ada Lovelace"', "[3]")
    assert HandIn.from_text(text).name == ""
    many = replace(HANDED, name="n" * 999, passed=("t" * 999,) * 99)
    found = HandIn.from_text(many.to_text())
    assert (len(found.name), len(found.passed), len(found.passed[0])) == (MOST_NAME, 50, 400)
