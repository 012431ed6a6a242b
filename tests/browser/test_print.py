"""On paper: the lesson's text and the program, whole, and no controls."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.learner import Learner

LINES = 150
CLIPPED = """element => {
  const box = element.getBoundingClientRect()
  for (let at = element; at; at = at.parentNode ?? at.host) {
    if (!(at instanceof Element) || at === document.documentElement || at === document.body) continue
    const style = getComputedStyle(at), outer = at.getBoundingClientRect()
    if (style.overflowY !== "visible" && (box.bottom > outer.bottom + 1 || box.top < outer.top - 1))
      return at.className || at.id || at.tagName
  }
  return ""
}"""


def test_lesson_and_program_are_printed_whole(learner: Learner) -> None:
    page = learner.page
    learner.write("\n".join(f"line_{n} = {n}" for n in range(1, LINES + 1)))
    try:
        page.emulate_media(media="print")
        last = learner.editor.get_by_text(f"line_{LINES} = {LINES}", exact=True)
        expect(last).to_be_attached()
        assert last.evaluate(CLIPPED) == ""
        assert learner.editor.get_by_text("line_1 = 1", exact=True).evaluate(CLIPPED) == ""
        text = learner.region("Lesson text")
        task = text.get_by_role("listitem").last
        assert task.evaluate(CLIPPED) == ""
        expect(learner.button("Run")).not_to_be_visible()
        expect(learner.region("Network")).not_to_be_visible()
    finally:
        page.emulate_media(media="screen")
