"""What people write otherwise than with a Latin keyboard, and much of it: nothing is lost, and it runs."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BROWSER
from tests.browser.learner import Learner

LINES = 3000


@pytest.mark.skipif(BROWSER == "firefox", reason="composition is driven by Chromium's protocol")
def test_a_composition_is_one_change_and_is_not_interrupted(learner: Learner) -> None:
    page = learner.page
    learner.write("print('')")
    learner.editor.press("ControlOrMeta+End")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    keys = page.context.new_cdp_session(page)
    for text in ("か", "かn", "かん", "かんじ"):
        keys.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
        page.wait_for_timeout(250)  # a check may come in between; the text stays under composition
        expect(learner.editor).to_contain_text(f"print('{text}')")
    keys.send("Input.insertText", {"text": "漢字"})
    expect(learner.editor).to_contain_text("print('漢字')")
    learner.run()
    expect(learner.output).to_contain_text("漢字")
    expect(learner.editor).to_contain_text("print('漢字')")
    learner.editor.press("ControlOrMeta+z")
    expect(learner.editor).to_contain_text("print('')")


def test_text_from_right_to_left_is_typed_and_printed(learner: Learner) -> None:
    page = learner.page
    learner.write("")
    learner.editor.click()
    page.keyboard.insert_text("# שלום עולם\nname = 'مرحبا'\n")
    page.keyboard.insert_text("print(name, len(name))")
    learner.run()
    expect(learner.output).to_contain_text("مرحبا 5")
    expect(learner.editor).to_contain_text("שלום עולם")
    comment = learner.editor.locator(".cm-line").first
    # Code stands at the left, whatever is in it: the sign of a comment is its first character on the screen.
    left = comment.evaluate("""line => {
        const range = document.createRange(), text = document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode()
        range.setStart(text, 0)
        range.setEnd(text, 1)
        return range.getBoundingClientRect().left - line.getBoundingClientRect().left
    }""")
    assert left < 20


def test_a_program_of_3000_lines_is_written_run_and_kept(learner: Learner) -> None:
    page = learner.page
    learner.write("x = 0\n" + "x += 1  # a line like many\n" * LINES)
    learner.editor.press("ControlOrMeta+End")
    page.keyboard.type("print('lines', x)")
    expect(learner.editor).to_contain_text("print('lines', x)")
    learner.run()
    expect(learner.output).to_contain_text(f"lines {LINES}")
    learner.editor.press("ControlOrMeta+Home")
    page.keyboard.type("y = 5\n")
    expect(learner.editor.locator(".cm-line").first).to_have_text("y = 5")
    page.reload()
    expect(learner.status).to_contain_text("Ready", timeout=60_000)
    expect(learner.editor.locator(".cm-line").first).to_have_text("y = 5")
    learner.editor.press("ControlOrMeta+End")
    page.keyboard.type("\nprint('kept', x + y)")
    learner.run()
    expect(learner.output).to_contain_text(f"kept {LINES + 5}")
    expect(learner.status).to_have_text(re.compile("^Finished"))
