"""Progress as a file, and what the Files panel answers about it and about handing in."""

import asyncio
import json

import pytest

from playground.hand_in import HandIn
from playground.lesson import load_lessons
from playground.session import SEEDS, Session
from playground.view.download import Download
from playground.view.editor import Editor
from playground.view.files import Files
from playground.view.kept_progress import (
    BadProgress,
    is_progress,
    progress_from_text,
    progress_text,
)
from playground.view.progress import Progress
from tests.view.test_stale import NoRunner

PASSED = {"01_layer": {load_lessons()[0].tasks[0]: "print('é')\n"}}


class Printed:
    printed = ""


class Place:
    """The buttons of a page, with what they have answered."""

    def __init__(self):
        self.session = Session(NoRunner(), load_lessons())
        self.progress = Progress(self.session)
        download = Download(self.session, Printed())
        self.files = Files(self.session, Editor(self.session), download, self.progress)
        self.answers = []
        self.files.panel._send_msg = self.answers.append


def on_a_page(does):
    async def run():
        does(Place())

    asyncio.run(run())


def test_progress_comes_back():
    text = progress_text(PASSED)
    assert is_progress("\ufeff \n" + text) and progress_from_text("\ufeff" + text) == PASSED
    assert not is_progress('{"cells": []}') and not is_progress("import keras")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"layer-playground-progress": 1, "passed": ', "damaged"),
        ('{"layer-playground-progress": 2, "passed": {}}', "version 1"),
        ('{"layer-playground-progress": 1, "passed": []}', "no passed tasks"),
    ],
)
def test_a_damaged_file_is_said(text, said):
    with pytest.raises(BadProgress, match=said):
        progress_from_text(text)


def test_the_page_gives_progress_and_takes_it():
    on_a_page(gives_and_takes)


def gives_and_takes(page):
    page.progress.add(PASSED)
    page.files._receive({"kind": "download", "what": "progress"})
    [answer] = page.answers
    kept = answer["download"]
    assert kept["name"].endswith(".json") and progress_from_text(kept["text"]) == PASSED
    page.progress.passed = {}
    for said in ("has brought a task", "has brought 0 tasks"):
        page.files._receive({"kind": "open", "name": "p.json", "text": kept["text"]})
        assert said in page.answers[-1]["said"]
    assert page.progress.passed == PASSED
    bad = json.dumps({"layer-playground-progress": 1, "passed": {"01_layer": {"?": 3}, "x": 1}})
    page.files._receive({"kind": "open", "name": "p.json", "text": bad})
    page.files._receive({"kind": "open", "name": "p.json", "text": bad[:-5]})
    assert "damaged" in page.answers[-1]["said"]
    assert page.progress.passed == PASSED


def test_the_page_writes_what_is_handed_in():
    on_a_page(hands_in)


def hands_in(page):
    page.progress.add(PASSED)
    page.files._receive({"kind": "hand in", "name": "Ada"})
    answer = page.answers[-1]["handIn"]
    made = HandIn.from_text(answer["text"])
    lesson = page.session.lesson
    assert made == HandIn.of(lesson, page.session.source, lesson.tasks[:1], "Ada")
    assert (answer["passed"], answer["tasks"]) == (1, len(lesson.tasks))
    page.session.too_long = 300_000
    page.files._receive({"kind": "hand in", "name": "Ada"})
    assert "too long" in page.answers[-1]["handIn"]["problem"]


@pytest.mark.parametrize(
    ("seed", "kept"), [(7, 7), (SEEDS, None), (-1, None), ("7", None), (1.5, None)]
)
def test_a_class_s_seed_is_one_that_there_is(seed, kept):
    def does(page):
        page.files._receive({"kind": "class", "seed": seed})
        assert page.session.fixed_seed == kept

    on_a_page(does)
