"""A task that is missed again offers its ladder, rung by rung: by keyboard, by mouse, on a narrow screen."""

import re

from playwright.sync_api import Locator, expect

from playground.ladder import puzzle_lines, read_ladders
from playground.lesson import find_lesson
from tests.browser.everyone import violations
from tests.browser.learner import Learner


def arrange(page, ladder: Locator, lines: tuple[str, ...]) -> None:
    """Put the puzzle's lines in order: the first by mouse, the others by keyboard."""
    rows = ladder.get_by_role("listitem")

    def now() -> list[str]:
        return rows.locator("code").all_inner_texts()

    for place, line in enumerate(lines):
        while (at := now().index(line)) != place:
            if place == 0:
                rows.nth(at).locator("code").hover()
                page.mouse.down()
                rows.nth(0).locator("code").hover()
                page.mouse.up()
                expect(rows.nth(0).locator("code")).to_have_text(line)
                continue
            up = rows.nth(at).get_by_role("button", name=re.compile("^Move up"))
            if not up.evaluate("el => el.getRootNode().activeElement === el"):
                up.focus()
            page.keyboard.press("Enter")
            expect(rows.nth(at - 1).locator("code")).to_have_text(line)
            expect(
                rows.nth(at - 1).get_by_role("button", name=re.compile("^Move up"))
            ).to_be_focused()
            expect(ladder).to_contain_text(f": now line {at} of {len(lines)}.")


def test_a_ladder_is_climbed_to_its_end(learner: Learner) -> None:
    lesson = find_lesson("03_shapes")
    assert lesson is not None
    page, text = learner.page, learner.region("Lesson text")
    learner.open_lesson("^3 ")
    groups = text.get_by_role("group", name="Help with this task")
    for misses in range(2):
        expect(groups).to_have_count(0)
        learner.run()
        expect(learner.status).to_have_text(re.compile("^(Finished|Error)"))
        expect(text.get_by_text("32 numbers for each row").first).to_be_visible()
        learner.editor.press("ControlOrMeta+End")
        page.keyboard.type(f"# {misses}")  # the next run has something new, too
    ladder = groups.first
    expect(text.get_by_role("button", name="Help with this task")).to_be_visible()

    # up the rungs, by keyboard
    for rung, said in (("Hint", "one long row"), ("Stronger hint", "Make a layer")):
        ladder.get_by_role("button", name=rung, exact=True).press("Enter")
        expect(ladder).to_contain_text(said)
    ladder.get_by_role("button", name=re.compile("^Puzzle")).press("Enter")
    lines = puzzle_lines(read_ladders(lesson.hints)[0], lesson.solution)
    expect(ladder.get_by_role("listitem")).to_have_count(len(lines))
    check = ladder.get_by_role("button", name="Check the order")
    check.click()
    expect(ladder).to_contain_text(re.compile("Not yet|belongs elsewhere"))
    assert violations(page) == []

    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Lesson", exact=True).click()
    inside = (
        "el => el.scrollWidth <= el.clientWidth && el.getBoundingClientRect().right <= innerWidth"
    )
    assert ladder.evaluate(inside)
    for move in ladder.get_by_role("button").all():
        box = move.bounding_box()
        assert box is not None and box["height"] >= 44 and box["x"] + box["width"] <= 390
    page.set_viewport_size({"width": 1440, "height": 900})

    arrange(page, ladder, lines)
    check.press("Enter")
    expect(ladder).to_contain_text("Right, that is the order.")
    ladder.get_by_role("button", name="Put them into the program").press("Enter")
    expect(learner.editor).to_contain_text("dense(flatten(images))")
    learner.editor.press("ControlOrMeta+z")
    expect(learner.editor).not_to_contain_text("dense(flatten(images))")
    ladder.get_by_role("button", name="Put them into the program").click()
    expect(learner.editor).to_contain_text("dense(flatten(images))")
    learner.run()
    expect(text.get_by_text("Done: ").first).to_be_attached()

    # the solution of another task, after asking
    other = groups.last
    for name in (
        "Hint",
        "Stronger hint",
        re.compile("^Puzzle"),
        re.compile("^Show the sol"),
        "Not yet",
    ):
        other.get_by_role("button", name=name, exact=isinstance(name, str)).click()
    expect(other.get_by_role("insertion")).to_have_count(0)
    other.get_by_role("button", name=re.compile("^Show the sol")).click()
    other.get_by_role("button", name="Show it").click()
    expect(other.get_by_role("insertion")).to_contain_text("keras.ops.reshape(targets, (-1, 1))")
    expect(other.get_by_role("deletion")).to_contain_text("return predictions - targets")
    assert violations(page) == []
    other.get_by_role("button", name="Put it into the program").click()
    expect(learner.editor).to_contain_text("keras.ops.reshape(targets")
