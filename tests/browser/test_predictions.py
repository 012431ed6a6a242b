"""Predict, then see, and lessons that have moved: in the real page, both builds."""

import json
import re

from playwright.sync_api import expect

from playground.lesson import load_lessons
from playground.prediction import Prediction, parts
from tests.browser.everyone import violations
from tests.browser.learner import Learner


def test_every_prediction_is_answered_once_it_was_made(learner: Learner) -> None:
    page, text = learner.page, learner.region("Lesson text")
    for lesson in load_lessons():
        learner.open_lesson(f"^{lesson.number} ")
        asked = [part for part in parts(lesson.prose) if isinstance(part, Prediction)]
        questions = text.get_by_role("group", name="Predict, then see")
        expect(questions).to_have_count(len(asked))
        for number, prediction in enumerate(asked):
            question = questions.nth(number)
            why = question.locator("[aria-live=polite]")
            expect(why).to_be_empty()
            choices = question.get_by_role("group", name="What do you think?").get_by_role("button")
            expect(choices).to_have_count(len(prediction.choices))
            wrong = number % 2 == 0
            chosen = (prediction.right + wrong) % len(prediction.choices)
            choices.nth(chosen).focus()
            page.keyboard.press("Enter")
            expect(why).to_have_text(re.compile("^No: " if wrong else "^Yes. "))
            expect(choices.nth(chosen)).to_be_focused()
            expect(choices.nth(chosen)).to_have_attribute("aria-pressed", "true")
            expect(choices.nth(prediction.right)).to_have_text(re.compile("^Right: "))
            choices.nth((chosen + 1) % len(prediction.choices)).press("Enter")  # the first counts
            expect(why).to_have_text(re.compile("^No: " if wrong else "^Yes. "))
        if lesson.number == 1:
            assert violations(page) == []


def test_what_was_kept_under_an_old_id_is_found(newcomer: Learner, url: str) -> None:
    page = newcomer.page
    remember = "([name, value]) => playgroundMemory.remember(name, value)"
    passed = {"02_models": {load_lessons()[3].tasks[0]: "x"}}
    for name, value in (
        ("draft.02_models", "print('kept from former days')"),
        ("draft.03_compile_and_fit", "print('third')"),
        ("draft.05_objects", "print('fifth')"),
        ("progress", json.dumps(passed)),
        ("lesson", "02_models"),
    ):
        page.evaluate(remember, [name, value])
    page.goto("about:blank")
    page.goto(f"{url}#lesson=02_models")
    expect(newcomer.region("Lesson text")).to_contain_text("Lesson 4 of", timeout=60_000)
    expect(page).to_have_url(re.compile("#lesson=04_models$"))
    expect(newcomer.editor).to_contain_text("kept from former days")
    expect(newcomer.region("Lesson text")).to_contain_text(re.compile("1 of 3"))
    page.evaluate("location.hash = '#lesson=05_objects'")
    expect(newcomer.region("Lesson text")).to_contain_text("Lesson 7 of")
    expect(newcomer.editor).to_contain_text("third")  # the other is one of the earlier versions
    versions = page.evaluate("playgroundMemory.remembered('versions.07_compile_and_fit')")
    assert "fifth" in versions
