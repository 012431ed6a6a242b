"""What a laptop, a tablet and a phone show without scrolling; panes that are dragged and folded; what is remembered."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import opened, watched
from tests.browser.everyone import lost
from tests.browser.learner import Learner

LAPTOP, DESKTOP, TABLET, PHONE = (1280, 720), (1920, 1080), (1024, 768), (390, 844)
DRAWN = 9.5  # pixels: the smallest text of a network on a desktop, three models in lesson 8
SIZES = "texts => texts.map(text => text.getScreenCTM().a * parseFloat(getComputedStyle(text).fontSize))"
TO_CHANGE = (  # by the tasks of each lesson; of the first, the last line
    *("print(output_tensor", "self.W", "return predictions - targets", "models.Sequential"),
    *("model.fit", "model.fit", "model.fit", "number = keras"),
    *("history.append", "big.evaluate", "Your turn", "Your turn"),
)
# Words and signs of code that stand on two lines, in the program and in the lesson's text.
BROKEN = """() => {
    const found = []
    const every = function* (root) {
        for (const el of root.querySelectorAll("*")) { yield el; if (el.shadowRoot) yield* every(el.shadowRoot) }
    }
    for (const code of every(document)) {
        if (!code.matches(".cm-line, .prose code, .task code") || !code.checkVisibility()) continue
        const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT)
        for (let node; (node = walker.nextNode());)
            for (const {0: word, index} of node.data.matchAll(/\\d+\\.\\d+|\\w+|[*=<>!\\/-]{2}/g)) {
                const range = document.createRange()
                range.setStart(node, index)
                range.setEnd(node, index + word.length)
                const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
                if (lines.size > 1) found.push(`broken: ${word}`)
            }
    }
    return found
}"""
TWO_HEADS = """import keras
import numpy as np

keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
inputs = keras.Input((2,))
arm = keras.layers.Dense(1, activation="sigmoid", name="arm")(inputs)
far = keras.layers.Dense(1, name="far")(inputs)
model = keras.Model(inputs, [arm, far])
model.compile("adam", loss=["binary_crossentropy", "mse"], metrics=[["accuracy"], ["mae"]])
model.fit(x, [x[:, :1] > 0, x[:, 1:]], epochs=EPOCHS, validation_split=0.25, verbose=0)
"""


@pytest.fixture
def sized(shared_page: Page, learner: Learner) -> Iterator[Learner]:
    yield learner
    shared_page.set_viewport_size({"width": 1440, "height": 900})


def resize(learner: Learner, size: tuple[int, int]) -> None:
    learner.page.set_viewport_size({"width": size[0], "height": size[1]})


def whole(learner: Learner, line: Locator) -> bool:
    """The line is inside the program's pane, above the output, without scrolling."""
    box, pane = line.bounding_box(), learner.region("Program").bounding_box()
    assert box and pane
    return box["y"] >= pane["y"] and box["y"] + box["height"] <= pane["y"] + pane["height"]


def out_of_sight(page: Page) -> list[str]:
    """What is lost, but for the folded output, which opens when Tab comes to it."""
    return [fault for fault in lost(page) if "Printed text" not in fault]


def plot_heights(learner: Learner) -> list[float]:
    """Of the plots' frames, in pixels: what Bokeh keeps for curves, without the numbers beside them."""
    return learner.page.evaluate(
        """() => Bokeh.documents.flatMap(doc => [...doc._all_models.values()])
            .filter(model => model.type === "Figure" && model.tags.includes("curves"))
            .map(model => Bokeh.index.find_one(model)).filter(view => view?.el.offsetParent || view?.el.clientHeight)
            .map(view => view.frame.bbox.height)"""
    )


def test_what_the_tasks_change_is_seen_on_a_laptop_and_no_word_is_broken(sized: Learner) -> None:
    """Every lesson as it opens: of the first the whole program, of others the line that its tasks are about."""
    page, found = sized.page, []
    for number, part in enumerate(TO_CHANGE, 1):
        resize(sized, LAPTOP)
        if number > 1:
            sized.open_lesson(f"^{number} ")
        lines = sized.editor.locator(".cm-line")
        line = lines.filter(has_text=part).last
        expect(line).to_be_visible()
        if not whole(sized, line) or (number == 1 and not whole(sized, lines.first)):
            found.append(f"{number}: {part} is out of sight")
        found += [
            f"{number}, laptop: {fault}" for fault in (*page.evaluate(BROKEN), *out_of_sight(page))
        ]
        resize(sized, DESKTOP)
        sizes = sized.region("Network").locator("text:visible").evaluate_all(SIZES)
        if min(sizes, default=DRAWN) < DRAWN:
            found.append(f"{number}: text of {min(sizes)} px in the network, with room for more")
        resize(sized, PHONE)
        for pane in ("Program", "Results", "Lesson"):
            page.get_by_role("button", name=pane, exact=True).click()
            faults = (*page.evaluate(BROKEN), *out_of_sight(page))
            found += [f"{number}, {pane} of a phone: {fault}" for fault in faults]
    assert not found, "\n".join(found)


def test_curves_are_high_enough_to_be_read_while_a_model_trains(sized: Learner) -> None:
    resize(sized, LAPTOP)
    for epochs in (2, 3, 4, 600):
        sized.write(TWO_HEADS.replace("EPOCHS", str(epochs)))
        sized.run()
        if epochs < 600:  # of this run: the one before has said that it finished, too
            done = sized.page.get_by_role("progressbar")
            expect(done).to_have_attribute("aria-valuenow", str(epochs), timeout=60_000)
        ending = "^Epoch" if epochs == 600 else "^Finished"
        expect(sized.status).to_have_text(re.compile(ending), timeout=60_000)
    runs = sized.region("Runs").get_by_role("list")
    expect(runs.get_by_role("listitem")).to_have_count(4)  # now, and three before
    expect(sized.region("Training").locator("canvas").nth(1)).to_be_visible()
    heights = plot_heights(sized)
    assert len(heights) == 2 and min(heights) >= 140, heights
    for name in ("Network", "Decision boundary"):
        expect(sized.region(name)).to_be_in_viewport(ratio=1)
    slider = sized.region("Training").get_by_role("slider")
    assert float(slider.get_attribute("max") or 0) >= 600  # on the scale of the curves above it
    sized.stop_if_running()


def test_a_run_brings_its_curves_into_view_on_a_tablet(sized: Learner) -> None:
    resize(sized, TABLET)
    sized.write(TWO_HEADS.replace("EPOCHS", "2"))
    sized.run()
    expect(sized.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    for index in (0, 1):
        expect(sized.region("Training").locator("canvas").nth(index)).to_be_in_viewport()


def test_a_run_brings_its_curves_into_view_on_a_phone(browser: Browser, url: str) -> None:
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True
    )
    page = watched(context, url)
    learner = opened(page, url)
    expect(learner.region("Lesson text")).to_be_visible()
    page.get_by_role("button", name="Program", exact=True).tap()
    expect(learner.editor).to_be_visible()
    learner.write(TWO_HEADS.replace("EPOCHS", "2"))
    learner.button("Run").tap()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    for index in (0, 1):
        expect(learner.region("Training").locator("canvas").nth(index)).to_be_in_viewport()
    for name in ("Run", "Pause", "Step", "Stop", "Rewind", "Reset"):
        box = learner.button(name).bounding_box()
        assert box and box["height"] >= 44
    assert not page.wrong  # type: ignore[attr-defined]
    context.close()


def test_panes_are_dragged_and_folded_and_stay_so(newcomer: Learner) -> None:
    page = newcomer.page
    width = lambda: newcomer.region("Lesson text").bounding_box()["width"]  # type: ignore[index]  # noqa: E731
    before = width()
    handle = page.get_by_role("separator", name="Width of the lesson")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert width() == pytest.approx(before + 48, abs=2)
    page.get_by_role("button", name="Fold the lesson").click()
    expect(newcomer.region("Lesson text").get_by_role("heading").first).not_to_be_visible()
    page.reload()
    expect(newcomer.status).to_contain_text("Ready", timeout=60_000)
    page.get_by_role("button", name="Open the lesson").click()
    assert width() == pytest.approx(before + 48, abs=2)
    handle.dblclick()
    assert width() == pytest.approx(before, abs=2)


def test_what_appears_while_typing_does_not_move_the_line_that_is_typed(learner: Learner) -> None:
    page = learner.page
    learner.editor.locator(".cm-line").filter(has_text="print(output_tensor").click()
    page.keyboard.press("End")
    page.keyboard.type("\nx = unknown_name")
    caret = learner.page.locator(".cm-cursor-primary")
    before = caret.bounding_box()
    note = learner.region("Program").get_by_role("note")
    expect(note).to_contain_text("NameError")
    after, box = caret.bounding_box(), note.bounding_box()
    assert before and after and box and abs(after["y"] - before["y"]) < 1
    assert box["y"] >= after["y"] + after["height"] - 2  # below, not over it


def test_code_of_a_lesson_is_copied_with_one_press(learner: Learner) -> None:
    page = learner.page
    copy = learner.region("Lesson text").get_by_role("button", name="Copy", exact=True).first
    copy.scroll_into_view_if_needed()
    copy.click()
    expect(learner.region("Lesson text").get_by_role("button", name="Copied")).to_be_visible()
    learner.editor.press("ControlOrMeta+End")
    page.keyboard.press("ControlOrMeta+v")
    expect(learner.editor).to_contain_text("(2, 784) @ (784, 32) + (32,)")
    expect(copy).to_be_visible()  # it is there for a second time
