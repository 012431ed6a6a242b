"""A phone: everything is in reach of a finger, and the lesson's name is whole."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import opened, watched
from tests.browser.everyone import lost, violations
from tests.browser.learner import Learner

PHONES = ((390, 844), (360, 640), (320, 568))
# What a finger may press and is smaller than 44 × 44: words within a text need not be larger, and a weight or a unit of
# the drawing has its number in the table. An invisible checkbox has its label.
SMALL = """() => {
    const found = []
    const every = function* (root) {
        for (const el of root.querySelectorAll("*")) { yield el; if (el.shadowRoot) yield* every(el.shadowRoot) }
    }
    for (const el of every(document)) {
        if (!el.matches("button, select, summary, input, [role=button]") || el.closest("[inert], .cm-content")) continue
        if (el.matches(".term, .link, .number, .unit, .weight")) continue
        if (!el.checkVisibility({visibilityProperty: true})) continue
        const {width, height} = (el.closest("label") ?? el).getBoundingClientRect()
        if (width > 1 && (width < 43.5 || height < 43.5))
            found.push(`${el.ariaLabel ?? el.textContent.trim().slice(0, 30)}: ${width} × ${height}`)
    }
    return found
}"""


@pytest.fixture
def phone(browser: Browser, url: str) -> Iterator[Learner]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = watched(context, url)
    yield opened(page, url)
    assert not page.wrong  # type: ignore[attr-defined]
    context.close()


def test_everything_is_large_enough_for_a_finger(phone: Learner) -> None:
    page, found = phone.page, []
    phone.open_lesson("(?i)compile")
    for pane in ("Lesson", "Program", "Results"):
        page.get_by_role("button", name=pane, exact=True).tap()
        found += [f"{pane}: {each}" for each in page.evaluate(SMALL)]
    for _ in range(2):  # an earlier run has a button of its own
        phone.button("Run").tap()
        expect(phone.status).to_have_text(re.compile("^Epoch"), timeout=60_000)
        phone.button("Stop").tap()
        expect(phone.status).to_have_text(re.compile("^Stopped"))
    found += [f"trained: {each}" for each in page.evaluate(SMALL)]
    page.get_by_role("button", name="Program", exact=True).tap()
    for name in ("Optimizer", "Layers", "Data"):
        phone.chip(name).tap()
        found += [f"{name}: {each}" for each in page.evaluate(SMALL)]
        page.keyboard.press("Escape")
    assert not found, "\n".join(found)


def test_files_theme_and_help_wait_behind_one_button(phone: Learner) -> None:
    page = phone.page
    more = page.get_by_role("button", name="More", exact=True)
    share = page.get_by_role("button", name="Share", exact=True)
    expect(share).not_to_be_visible()
    more.tap()
    expect(more).to_have_attribute("aria-expanded", "true")
    for name in ("Open", "Download", "Share", "Dark theme", "Help and about this page"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert not page.evaluate(SMALL) and not violations(page)
    share.tap()
    expect(page.get_by_role("dialog", name="Share")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Share")).to_be_hidden()
    expect(share).to_be_focused()
    page.keyboard.press("Escape")
    expect(share).not_to_be_visible()
    expect(more).to_be_focused()
    more.tap()
    page.get_by_role("button", name="Help and about this page").tap()
    expect(page.get_by_role("dialog", name="Help and about this page")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Close").tap()
    expect(share).not_to_be_visible()


def test_every_lessons_name_is_whole_on_every_phone(phone: Learner) -> None:
    page, found = phone.page, []
    picker = page.get_by_role("combobox", name="Lesson", exact=True)
    labels = picker.get_by_role("option").all_inner_texts()
    for width, height in PHONES:
        page.set_viewport_size({"width": width, "height": height})
        for label in labels:
            phone.open_lesson(re.escape(label))
            found += [f"{width}, {label}: {each}" for each in lost(page)]
    assert not found, "\n".join(found)
