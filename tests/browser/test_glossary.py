"""Words that beginners do not know: what they mean comes on hover, focus and tap, and goes again (WCAG 1.4.13)."""

import re

from playwright.sync_api import expect

from tests.browser.everyone import violations
from tests.browser.learner import Learner


def test_a_word_says_what_it_means(learner: Learner) -> None:
    page = learner.page
    text = learner.region("Lesson text")
    meaning = page.get_by_role("tooltip")
    word = text.get_by_role("button", name="tensor", exact=True)
    expect(word).to_have_count(1)  # once a lesson, though it stands there often
    word.hover()
    expect(meaning).to_contain_text("Numbers in a grid")
    expect(word).to_have_accessible_description(re.compile("^tensor Numbers in a grid"))
    assert violations(page) == []
    meaning.hover()  # it can be pointed at
    expect(meaning).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    word.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(word).to_be_focused()
    expect(meaning).to_contain_text("Numbers in a grid")
    page.keyboard.press("Tab")  # the next word
    expect(meaning).not_to_contain_text("Numbers in a grid")
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    word.click()
    learner.editor.hover()
    expect(meaning).to_contain_text("Numbers in a grid")  # pressed, it stays
    page.mouse.click(5, 5)
    expect(meaning).to_have_count(0)


def test_cards_chips_and_advice_have_words_too(learner: Learner) -> None:
    page = learner.page
    meaning = page.get_by_role("tooltip")
    learner.open_lesson("^7")
    learner.region("Training").get_by_role("button", name="Training", exact=True).hover()
    expect(meaning).to_contain_text("Changing the weights")
    learner.chip("Optimizer").hover()
    expect(meaning).to_contain_text("turns gradients into changes")
    learner.chip("Optimizer").click()  # what it opens is not covered
    expect(meaning).to_have_count(0)
    page.keyboard.press("Escape")
    learner.open_lesson("^1")
    learner.write(learner.program().replace("+ self.b", ""))
    learner.run()
    expect(learner.region("Lesson text")).to_contain_text("The bias is made but not used")
    advice = learner.region("Lesson text").get_by_role("button", name="bias", exact=True)
    advice.last.click()
    expect(meaning).to_contain_text("adds to its weighted sum")
    page.keyboard.press("Escape")


def test_help_has_the_keys_the_words_and_how_the_page_works(learner: Learner) -> None:
    page = learner.page
    page.get_by_role("button", name="Help and about this page").click()
    help = page.get_by_role("dialog", name="Help and about this page")
    for summary in (
        "Run and what follows",
        "Keys",
        "What is kept",
        "All words",
        "How this page works",
    ):
        help.get_by_text(summary).click()
    expect(help).to_contain_text("Numbers in a grid of any number of dimensions")
    expect(help).to_contain_text(
        re.compile("runs? in (this page|a process of its own)", re.IGNORECASE)
    )
    assert violations(page) == []
    help.get_by_role("button", name="Close").click()
    expect(help).to_be_hidden()
    page.keyboard.press("Alt+Shift+Digit2")
    expect(learner.editor).to_be_focused()
    page.keyboard.press("Alt+Shift+Digit1")
    expect(learner.region("Lesson text")).to_be_focused()
