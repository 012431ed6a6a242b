"""A lesson that is done says so, to eyes and ears, and leads on; a task that is not says why, in sight."""

import json
import re

from playwright.sync_api import Page, expect

from playground.lesson import load_lessons
from tests.browser.conftest import opened
from tests.browser.everyone import violations
from tests.browser.learner import Learner

LESSONS = load_lessons()


def passed(page: Page, *lessons) -> None:
    """As if the browser had kept that these lessons are done."""
    kept = {lesson.id: dict.fromkeys(lesson.tasks, lesson.solution) for lesson in lessons}
    page.evaluate("text => playgroundMemory.remember('progress', text)", json.dumps(kept))


def test_the_next_task_is_in_sight_wherever_the_lesson_is_not(learner: Learner) -> None:
    page = learner.page
    try:
        page.set_viewport_size({"width": 1024, "height": 768})
        learner.write(LESSONS[0].solution.replace("+ self.b", ""))
        learner.run()
        advice = page.get_by_text("The bias is made but not used").locator("visible=true")
        expect(advice).to_be_in_viewport()
        page.get_by_role("button", name=re.compile("^Tasks of the lesson")).click()
        expect(
            learner.region("Lesson text").get_by_role("heading", name="Tasks")
        ).to_be_in_viewport()
        page.set_viewport_size({"width": 390, "height": 844})
        page.get_by_role("button", name="Results", exact=True).click()
        expect(advice).to_be_in_viewport(ratio=1)
        assert violations(page) == []
    finally:
        page.set_viewport_size({"width": 1440, "height": 900})


def test_a_lesson_that_is_done_leads_on_and_the_last_one_to_the_end(
    newcomer: Learner, url: str
) -> None:
    page = newcomer.page
    text = newcomer.region("Lesson text")
    newcomer.write(LESSONS[0].solution)
    newcomer.run()
    expect(text).to_contain_text("Lesson 1 is done.A layer is a function with weights.")
    voice = text.locator("[data-key=said]")
    expect(voice).to_have_text(
        re.compile("^Lesson 1 is done. .* The next lesson is Weights appear in")
    )
    assert violations(page) == []
    passed(page, *LESSONS)
    page = opened(page, url).page
    text.get_by_role("button", name=re.compile("^Finish")).click()
    end = page.get_by_role("dialog", name="What you have learned")
    expect(end).to_contain_text("all 46 tasks passed")
    assert violations(page) == []
    end.get_by_role("button", name="Try it: noise=0.2", exact=True).click()
    expect(end).not_to_be_visible()
    expect(newcomer.editor).to_contain_text("noise=0.2")
    expect(text).to_contain_text("Branches, heads and shortcuts")
