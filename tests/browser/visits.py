"""Visits of the static page: opened, kept by the browser or not, and used."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import opened, watched
from tests.browser.learner import Learner

KEPT = "document.documentElement.dataset.offline"


def visit(context: BrowserContext, url: str, forgive: str = "") -> Learner:
    """A visit until the browser has said whether it keeps the site.

    Errors in the console that hold `forgive` are no failure.
    """
    page = watched(context, url)

    class Wrong(list):
        def append(self, text: str) -> None:
            if not forgive or forgive not in text:
                super().append(text)

    page.wrong = Wrong()  # type: ignore[attr-defined]
    learner = opened(page, url)
    said = expect(page.locator("html"))
    said.to_have_attribute("data-offline", re.compile("kept"), timeout=60_000)
    return learner


def runs(learner: Learner) -> None:
    learner.run()
    expect(learner.output).to_contain_text("(2, 32)", timeout=60_000)
    expect(learner.status).to_have_text(re.compile("^Finished"))
    wrong = learner.page.wrong  # type: ignore[attr-defined]
    assert not wrong, wrong


def about(learner: Learner) -> str:
    """What the page says about itself."""
    learner.page.get_by_role("button", name="About this page").click()
    dialog = learner.page.get_by_role("dialog", name="About this page")
    technical = dialog.get_by_role("group").filter(has_text="How this page works")
    if technical.get_attribute("open") is None:
        technical.get_by_text("How this page works").click()
    text = dialog.inner_text()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    return text
