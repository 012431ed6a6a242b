"""The words that a beginner does not know: one sentence and one small picture each, from glossary.toml.

They stand in the page once, in a `<template>`; glossary.js finds the words in the page's texts and shows what they
mean. Nothing of it is Python's business once the page is written.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from playground.view.glossary_pictures import picture
from playground.view.markup import text, with_code

FILE = Path(__file__).with_name("glossary.toml")
MOST_CHARACTERS = 140  # of a sentence: what is read at a glance


@dataclass(frozen=True)
class Term:
    """`words`: as it stands in texts, those in backticks as code; `says`: one sentence; `picture`: SVG."""

    id: str
    title: str
    words: tuple[str, ...]
    says: str
    picture: str


def read_terms(source: str) -> tuple[Term, ...]:
    """The terms of a TOML text, in its order. ValueError when one is not as expected."""
    terms = []
    for id, fields in tomllib.loads(source).items():
        if set(fields) - {"title"} != {"words", "says", "picture"} or not fields["words"]:
            raise ValueError(
                f"[{id}]: expected words, says and picture, received {', '.join(fields) or 'nothing'}"
            )
        words = tuple(fields["words"])
        title = fields.get("title") or words[0].strip("`")
        terms.append(Term(id, title, words, fields["says"], picture(fields["picture"])))
    return tuple(terms)


def load_terms() -> tuple[Term, ...]:
    """The terms that come with the playground."""
    return read_terms(FILE.read_text(encoding="utf-8"))


def glossary_html() -> str:
    """All terms, for the page's `<template>`."""
    return "".join(
        f'<div data-term="{text(term.id)}" data-words="{text("|".join(term.words))}">{term.picture}'
        f"<p><b>{text(term.title)}</b> {with_code(term.says)}</p></div>"
        for term in load_terms()
    )
