"""The glossary: every term is whole, is used by the page, and the words that lessons introduce are in it."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from playground.lesson import load_lessons
from playground.view import glossary
from playground.view.glossary import MOST_CHARACTERS, glossary_html, load_terms, read_terms
from playground.view.glossary_pictures import picture

TERMS = load_terms()
PACKAGE = Path(glossary.__file__).parents[1]
# What a page says beside its lessons: advice, notices, the titles of cards, chips.
SAID = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("execute", "view")
    for path in sorted((PACKAGE / folder).rglob("*"))
    if path.suffix in (".py", ".html", ".js") and "glossary" not in path.name
)
PROSE = "\n".join(
    text for lesson in load_lessons() for text in (lesson.prose, *lesson.tasks, lesson.checks)
)


def occurs(word: str, text: str) -> bool:
    if word.startswith("`"):
        return re.search(rf"`[\"']?{re.escape(word.strip('`'))}[\"']?`", text) is not None
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w(=-])", text, re.IGNORECASE) is not None


def test_there_are_enough() -> None:
    assert len(TERMS) >= 40
    words = [word for term in TERMS for word in term.words]
    assert len(words) == len(set(words)), "a word means one thing"


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_a_term_is_one_short_sentence_and_a_picture(term: glossary.Term) -> None:
    assert term.says.endswith(".") and ". " not in term.says, "one sentence"
    assert len(term.says) <= MOST_CHARACTERS
    drawing = ElementTree.fromstring(term.picture)
    assert len(drawing) > 0
    for x in re.findall(r'[" ]c?x="([^"]*)"', term.picture.replace("'", '"')):
        assert 0 <= float(x) <= 132
    for y in re.findall(r'[" ]c?y="([^"]*)"', term.picture.replace("'", '"')):
        assert 0 <= float(y) <= 64


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.id)
def test_a_term_is_used(term: glossary.Term) -> None:
    named = f'word("{term.id}"' in SAID or f': "{term.id}"' in SAID
    assert named or any(occurs(word, PROSE) or occurs(word, SAID) for word in term.words)


@pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)
def test_what_a_lesson_introduces_is_a_term(lesson) -> None:
    """Lessons print in bold what is new, and what the page calls something (that has a capital)."""
    known = {word.lower().strip("`") for term in TERMS for word in term.words}
    bold = re.findall(r"\*\*(.+?)\*\*", lesson.prose.replace("\n", " "))
    new = [word for word in bold if word[0].islower()] + re.findall(
        r"^- \*\*(\w+)\*\*:", lesson.prose, re.MULTILINE
    )
    assert [word for word in new if word.lower() not in known] == []


def test_what_cards_and_chips_name_is_there() -> None:
    ids = {term.id for term in TERMS}
    page = (PACKAGE / "view" / "page.html").read_text(encoding="utf-8")
    chips = (PACKAGE / "view" / "chips.js").read_text(encoding="utf-8")
    named = re.findall(r'\bword\("(\w+)"', page)
    of_chips = re.findall(r': "(\w+)"', re.findall(r"const TERMS = \{(.*?)\}", chips)[0])
    assert named and of_chips and set(named + of_chips) <= ids


def test_what_is_no_term_is_refused() -> None:
    with pytest.raises(ValueError, match="expected words, says and picture, received words"):
        read_terms('[a]\nwords = ["a"]\n')
    with pytest.raises(ValueError, match="expected one of the drawings"):
        picture("nothing of='a'")


def test_words_are_text_in_the_page() -> None:
    assert 'data-words="`@`|matrix product"' in glossary_html()
    assert "<code>(2, 3)</code>" in glossary_html()
