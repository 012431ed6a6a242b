"""The first five seconds: a newcomer sees something learn, once, and it gives way to what they do."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import opened, watched
from tests.browser.everyone import violations
from tests.browser.learner import Learner


def test_a_newcomer_sees_a_training_that_gives_way(newcomer: Learner, url: str) -> None:
    page = newcomer.page
    training = newcomer.region("Training")
    expect(training).to_contain_text("this is where you will be in lesson 7")
    expect(training.get_by_role("img", name="a line moves between two clouds")).to_be_visible()
    expect(training).to_contain_text("epoch 300 · loss 0.00050")  # it plays, and ends
    assert violations(page) == []
    link = training.get_by_role("link", name="lesson 7")
    expect(link).to_be_visible()
    training.get_by_role("button", name="Play again").click()
    expect(training).not_to_contain_text("epoch 300")
    newcomer.run()
    expect(link).not_to_be_visible()
    opened(page, url)
    expect(newcomer.region("Shapes")).to_contain_text("25,120")
    expect(link).not_to_be_visible()  # once


def test_with_reduced_motion_it_shows_how_it_ends(browser: Browser, url: str) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page = watched(context, url)
    learner = opened(page, url)
    seen = page.get_by_text("epoch 300 · loss 0.00050")
    expect(seen).to_be_in_viewport()  # on a phone it is above the lesson
    frames = set()
    for _ in range(5):
        frames.add(seen.inner_text())
        page.wait_for_timeout(60)
    assert len(frames) == 1
    page.get_by_role("link", name="lesson 7").click()
    expect(learner.region("Lesson text")).to_contain_text("Compile and fit")
    expect(seen).not_to_be_visible()
    assert not page.wrong  # type: ignore[attr-defined]
    context.close()
