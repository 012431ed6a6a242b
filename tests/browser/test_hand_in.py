"""Hand in and progress: what leaves the page is what grading and another browser read."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from playground.hand_in import HandIn
from playground.lesson import load_lessons
from tests.browser.conftest import opened
from tests.browser.learner import Learner

LESSON = load_lessons()[0]


def menu(learner: Learner, item: str) -> None:
    learner.page.get_by_role("button", name="Download", exact=True).click()
    learner.page.get_by_role("button", name=item).click()


def test_a_lesson_is_handed_in(learner: Learner, tmp_path: Path) -> None:
    learner.write(LESSON.solution)
    learner.run()
    expect(learner.status).to_contain_text("Finished")
    menu(learner, "Hand in …")
    dialog = learner.page.get_by_role("dialog", name="Hand in")
    expect(dialog).to_contain_text(f"{len(LESSON.tasks)} of {len(LESSON.tasks)} tasks passed")
    dialog.get_by_label("Your name").fill("Ada Lovelace")
    text = dialog.get_by_label("Text to paste")
    expect(text).to_have_value(re.compile('"name": "Ada Lovelace"'))
    with learner.page.expect_download() as saved:
        dialog.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename == "ada-lovelace-01_layer.json"
    saved.value.save_as(tmp_path / "in.json")
    found = HandIn.from_text((tmp_path / "in.json").read_text())
    assert found == HandIn.of(LESSON, LESSON.solution, LESSON.tasks, "Ada Lovelace")
    assert HandIn.from_text(text.input_value()) == found
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).not_to_be_visible()


def test_progress_goes_to_another_browser(
    newcomer: Learner, url: str, context: BrowserContext, tmp_path: Path
) -> None:
    newcomer.write(LESSON.solution)
    newcomer.run()
    expect(newcomer.status).to_contain_text("Finished")
    with newcomer.page.expect_download() as saved:
        menu(newcomer, "Progress")
    saved.value.save_as(tmp_path / "progress.json")
    other = opened(context.new_page(), url)
    assert "✓" not in other.lesson
    with other.page.expect_file_chooser() as chooser:
        other.page.get_by_role("button", name="Open", exact=True).click()
    chooser.value.set_files(tmp_path / "progress.json")
    tasks = len(LESSON.tasks)
    expect(other.page.get_by_role("alert")).to_contain_text(f"has brought {tasks} tasks")
    assert "✓" in other.lesson
