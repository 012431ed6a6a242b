"""Keyboard only, and what screen readers hear."""

import itertools
import re

from playwright.sync_api import Page, expect

from tests.browser.learner import Learner, enter


def focused(page: Page) -> str:
    """The accessible name of what has the focus, through shadow roots."""
    return page.evaluate(
        """() => {
            let at = document.activeElement
            while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
            const label = at?.getAttribute("aria-label") || at?.labels?.[0]?.textContent
            return (label || at?.textContent || "").trim()
        }"""
    )


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    for _ in range(150):  # every word that is explained is a stop
        now = focused(page)
        if re.search(name, now):
            return
        if now == "Program":
            page.keyboard.press("Escape")  # there Tab indents
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not reach {name}")


def test_the_main_job_with_the_keyboard_alone(newcomer: Learner) -> None:
    page = newcomer.page
    tab_to(page, "^Lesson$")
    page.keyboard.press("ArrowDown")
    expect(newcomer.region("Lesson text")).not_to_contain_text("A layer is a function")
    page.keyboard.press("ArrowUp")
    expect(newcomer.region("Lesson text")).to_contain_text("A layer is a function")
    expect(newcomer.row("SimpleDense", "(2, 32)")).to_be_visible()
    tab_to(page, "^Program")
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.type("\nprint('typed', 6 * 7)")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")  # leaves the editor
    assert not re.search("^Program", focused(page))
    tab_to(page, "^Run$", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(newcomer.output).to_contain_text("typed 42")
    expect(newcomer.button("Run")).to_be_focused()  # the node was kept


STOP = """() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    if (at === document.body) return null
    const box = at.getBoundingClientRect()
    let ringed = at.matches(".unit, .weight") // drawn by their own lines
    for (let up = at; up && !ringed; up = up.parentElement ?? up.getRootNode().host)
        ringed = getComputedStyle(up).outlineStyle !== "none"
    return {
        name: (at.getAttribute("aria-label") || at.labels?.[0]?.textContent || at.textContent).trim(),
        seen: ringed && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    }
}"""


TOOLS = "^(Run|Pause|Step|Stop|Reset)$"  # one stop: the one that was used last


def stops(page: Page) -> list[dict]:
    """What Tab comes to from the beginning of the page to its end, leaving the editor by Escape.

    A button of the test's is the end: past it Firefox goes on to its own, and no key comes back from there.
    """
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('button'), {textContent: 'end'}))"
    )
    page.locator(".skip").focus()
    for key in ("Tab", "Shift+Tab"):  # Firefox rings what the keyboard came to
        page.keyboard.press(key)
    found = []
    while (stop := page.evaluate(STOP)) is None or stop["name"] != "end":
        assert stop and len(found) < 120, f"no way to the end from {stop}"
        found.append(stop)
        if stop["name"] == "Program":
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
    page.evaluate("document.body.lastElementChild.remove()")
    page.locator(".skip").focus()
    return found


def test_a_walk_through_all_of_the_page_with_the_keyboard(learner: Learner) -> None:
    page = learner.page
    learner.page.get_by_role("combobox", name="Lesson", exact=True).focus()
    page.keyboard.type("7")
    expect(learner.row("SimpleDense", "(1, 1)")).to_be_visible()
    expect(learner.region("Decision boundary").get_by_text("class 1").first).to_be_visible()
    found = stops(page)
    assert not [stop for stop in found if not stop["name"] or not stop["seen"]]
    order = [
        *("Lesson", "Run", "Epochs", "Lesson text", "Width of the lesson", "Program"),
        *("Enlarge Network", "Shapes of the layers"),
    ]
    names = [re.sub(TOOLS, "Run", stop["name"]).partition(":")[0] for stop in found]
    assert [name for name in names if name in order] == order
    # a control
    tab_to(page, "^Epochs:")
    page.keyboard.press("Enter")
    expect(learner.region("Compile").get_by_label("Epochs", exact=True)).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("45\n")
    page.keyboard.press("Escape")
    expect(learner.chip("Epochs")).to_be_focused()
    expect(learner.chip("Epochs")).to_have_accessible_name("Epochs: 45")
    expect(learner.editor.locator(".cm-changed").first).to_contain_text("45")
    # training: one batch, and enough of it
    tab_to(page, TOOLS, "Shift+Tab")
    for key in ("Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(learner.button("Step")).to_be_focused()
    page.keyboard.press("Enter")
    expect(learner.status).to_have_text(re.compile("^Paused"))
    page.keyboard.press("ArrowRight")
    expect(learner.button("Stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(learner.status).to_have_text(re.compile("^Stopped"))
    # a question that is not meant
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(learner.button("Reset")).to_be_focused()
    # a chart in the place of all, and its numbers
    tab_to(page, "^Enlarge Training$")
    narrow = learner.region("Training").bounding_box()
    page.keyboard.press("Enter")
    tab_to(page, "^Table of loss")
    page.keyboard.press("Enter")
    expect(learner.region("Training").get_by_role("table").first).to_be_visible()
    wide = learner.region("Training").bounding_box()
    assert narrow and wide and wide["width"] > 2 * narrow["width"]
    assert not {"Program", "Epochs"} & {stop["name"] for stop in stops(page)}
    tab_to(page, "^Table of loss")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert learner.region("Training").bounding_box() == narrow
    assert focused(page) == "Enlarge Training"


def test_buttons_keep_their_node_and_say_when_they_cannot_be_used(learner: Learner) -> None:
    stop = learner.button("Stop").element_handle()
    expect(learner.button("Stop")).to_have_attribute("aria-disabled", "true")
    learner.open_lesson("(?i)compile")
    learner.button("Step").click()
    expect(learner.status).to_have_text(re.compile("^Paused"))
    expect(learner.button("Stop")).not_to_have_attribute("aria-disabled", "true")
    expect(learner.button("Resume")).to_be_visible()
    assert stop is not None and stop.evaluate("node => node.isConnected")
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))


def test_every_chart_has_a_table_that_the_keyboard_reaches(learner: Learner) -> None:
    learner.open_lesson("(?i)compile")
    learner.button("Step").click()
    expect(learner.status).to_have_text(re.compile("^Paused"))
    for name in ("Training", "Decision boundary"):
        region = learner.region(name)
        summary = region.locator("summary").first
        if region.locator("details").first.get_attribute("open") is not None:
            summary.click()
        summary.focus()
        summary.press("Enter")
        expect(region.get_by_role("table").first).to_be_visible()
        summary.press("Enter")
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))


def test_training_is_told_at_most_every_two_seconds(learner: Learner) -> None:
    """A fit of four seconds has ten milestones; each sentence is left two seconds to be spoken."""
    learner.open_lesson("(?i)compile")
    enter(learner.field("Epochs"), "150")
    expect(learner.editor).to_contain_text("epochs=150")
    learner.page.evaluate(
        """() => {
            const trees = [...document.querySelectorAll("*")].flatMap(el => el.shadowRoot ?? [])
            const voice = trees.find(tree => tree.querySelector("[role=status]")).querySelector(".unseen[aria-live]")
            window.spoken = []
            new MutationObserver(() => window.spoken.push([performance.now(), voice.textContent]))
                .observe(voice, {childList: true, characterData: true, subtree: true})
        }"""
    )
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    learner.page.wait_for_function(
        "() => window.spoken.some(([, said]) => said.startsWith('Epoch 150 of 150'))"
    )
    spoken = learner.page.evaluate("window.spoken")
    times = [at for at, _ in spoken]
    assert len(spoken) >= 2, spoken
    assert all(later - earlier > 1950 for earlier, later in itertools.pairwise(times)), spoken
    assert all(re.match(r"Epoch \d+ of 150, .*loss [\d.]+", said) for _, said in spoken), spoken
