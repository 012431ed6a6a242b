"""What a laptop, a tablet and a phone show without scrolling; panes that are dragged and folded; what is remembered."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import opened, watched
from tests.browser.learner import Learner

LAPTOP, TABLET, PHONE = (1280, 720), (1024, 768), (390, 844)

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


def plot_heights(learner: Learner) -> list[float]:
    """Of the plots' frames, in pixels: what Bokeh keeps for curves, without the numbers beside them."""
    return learner.page.evaluate(
        """() => Bokeh.documents.flatMap(doc => [...doc._all_models.values()])
            .filter(model => model.type === "Figure" && model.tags.includes("curves"))
            .map(model => Bokeh.index.find_one(model)).filter(view => view?.el.offsetParent || view?.el.clientHeight)
            .map(view => view.frame.bbox.height)"""
    )


def test_the_first_program_is_seen_whole_on_a_laptop(sized: Learner) -> None:
    resize(sized, LAPTOP)
    lines = sized.editor.locator(".cm-line")
    assert whole(sized, lines.first) and whole(sized, lines.filter(has_text="print(output_tensor"))


@pytest.mark.parametrize(
    ("lesson", "part"),
    [
        ("2", "self.W"),
        ("3", "return predictions - targets"),
        ("4", "models.Sequential"),
        ("5", "model.fit"),
        ("6", "model.fit"),
        ("7", "model.fit"),
        ("8", "number = keras"),
        ("9", "history.append"),
        ("10", "big.evaluate"),
        ("11", "Your turn"),
        ("12", "Your turn"),
    ],
)
def test_what_the_tasks_change_is_seen_on_a_laptop(sized: Learner, lesson: str, part: str) -> None:
    resize(sized, LAPTOP)
    sized.open_lesson(f"^{lesson} ")
    sized.write("'this goes'")
    sized.reset()
    sized.open_lesson("^1")
    sized.open_lesson(f"^{lesson} ")
    line = sized.editor.locator(".cm-line").filter(has_text=part).last
    expect(line).to_be_visible()
    assert whole(sized, line)


def test_curves_are_high_enough_to_be_read_while_a_model_trains(sized: Learner) -> None:
    resize(sized, LAPTOP)
    for epochs in (2, 3, 4, 600):
        sized.write(TWO_HEADS.replace("EPOCHS", str(epochs)))
        sized.run()
        ending = "^Epoch" if epochs == 600 else "^Finished"
        expect(sized.status).to_have_text(re.compile(ending), timeout=60_000)
    runs = sized.region("Runs").get_by_role("list")
    expect(runs.get_by_role("listitem")).to_have_count(4)  # now, and three before
    expect(sized.region("Training").locator("canvas").nth(1)).to_be_visible()
    heights = plot_heights(sized)
    assert len(heights) == 2 and min(heights) >= 140, heights
    for name in ("Network", "Decision boundary"):
        expect(sized.region(name)).to_be_in_viewport(ratio=1)
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
