"""Every state that a learner meets, looked at in both themes, on a phone and at 200 %."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BROWSER
from tests.browser.everyone import TEXTS, lost, violations
from tests.browser.learner import Learner, enter

SLOW = """import keras, time
x = keras.random.normal((40, 2), seed=1)
wait = keras.callbacks.LambdaCallback(on_train_batch_end=lambda batch, logs: time.sleep(0.2))
model = keras.Sequential([keras.layers.Dense(2, activation="tanh"), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(learning_rate=RATE), loss="mse", metrics=["mae"])
model.fit(x, x[:, :1] * 2, epochs=EPOCHS, batch_size=10, validation_split=0.2, callbacks=[wait], verbose=0)
"""
MISMATCH = """import keras
x = keras.ops.ones((2, 3))
w = keras.ops.ones((4, 5))
print(x @ w)
"""
CHIPS = ("Optimizer", "Layers", "Data", "Epochs")
WIDE, PHONE = (1440, 900), (390, 844)
ZOOMED = ((720, 450), (640, 360))  # 1440×900 and 1280×720 at 200 %
# of all sizes one is enough: others show these parts
ALIKE = ("idle", "running", "stopped", "Optimizer", "Epochs")
NEW_TEXTS = ("idle", "mismatch", "Optimizer")  # states in which lesson or program are another
BOTH = ("idle", "finished")  # looked at in both themes; of the others every second one is dark
LARGE = "enlarged"  # a window that is narrow has no such state


def states(learner: Learner) -> Iterator[str]:
    """Goes from state to state; the name of each when the page is in it."""
    page, status = learner.page, learner.status
    yield "idle"
    learner.button("Reset").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    yield "dialog"
    page.keyboard.press("Escape")
    learner.write(MISMATCH)
    learner.run()
    expect(status).to_have_text(re.compile("^Error on line 4"))
    yield "mismatch"
    learner.open_lesson("^5")
    for name in CHIPS:
        learner.open_chip(name)
        yield name
        learner.open_chip(name)
    page.keyboard.press("Escape")
    learner.write(SLOW.replace("EPOCHS", "500").replace("RATE", "0.1"))
    learner.run()
    expect(status).to_have_text(re.compile("^Epoch"))
    yield "running"
    learner.button("Pause").click()
    expect(status).to_have_text(re.compile("^Paused"))
    yield "paused"
    learner.button("Stop").click()
    expect(status).to_have_text(re.compile("^Stopped"))
    yield "stopped"
    learner.write(SLOW.replace("EPOCHS", "2").replace("RATE", "0.1"))
    learner.run()
    expect(status).to_have_text(re.compile("^Finished"))
    yield "finished"
    page.get_by_role("button", name="Enlarge Training").click()
    yield LARGE
    page.keyboard.press("Escape")
    learner.region("Shapes").get_by_role("button", name="Microscope").click()
    yield "microscope"
    learner.region("Microscope").get_by_role("button", name="Close").click()
    enter(learner.field("Epochs"), "3")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # what the word on the chip means, which has the focus again
    expect(page.get_by_text("Of the last run.")).to_be_visible()
    yield "of the last run"
    learner.write(SLOW.replace("EPOCHS", "2").replace("RATE", "1e20"))
    learner.run()
    expect(status).to_have_text(re.compile("^Finished.*diverged"))
    yield "diverged"


def test_nothing_is_wrong_or_lost_in_any_state(learner: Learner) -> None:
    """axe in every state; a window of half the width and height loses nothing (200 %)."""
    page = learner.page
    theme = page.evaluate("document.documentElement.dataset.theme")

    looked: list[str] = []

    def look(state: str) -> Iterator[str]:
        but = () if state in NEW_TEXTS else TEXTS
        looked.append(state)
        dark = len(looked) % 2 == 0
        if not dark or state in BOTH:
            yield from violations(page, but=but)
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        if dark or state in BOTH:
            yield from violations(page, but=but)
        if state == LARGE:
            return
        page.mouse.move(0, 0)  # where no word is that would be explained
        expect(page.locator("#gloss")).to_have_count(0)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        if state in ("paused", "diverged"):
            yield from violations(page, but=TEXTS)
        for size in ZOOMED[-1:] if state in ALIKE else (PHONE, *ZOOMED):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            yield from (f"{size}: {fault}" for fault in lost(page))

    try:
        found = []
        for state in states(learner):
            found += [f"{state}: {fault}" for fault in look(state)]
            page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        assert not found, "\n".join(found)
    finally:
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)


@pytest.mark.skipif(BROWSER == "firefox", reason="WebDriver BiDi says nothing of reduced motion")
def test_motion_and_colours_are_the_users_choice(learner: Learner) -> None:
    """Reduced motion: nothing moves by itself. Forced colours: what is chosen still differs from what is not."""
    page = learner.page
    moving = """() => [document, ...[...document.querySelectorAll("*")].flatMap(el => el.shadowRoot ?? [])]
        .flatMap(tree => tree.getAnimations()).map(each => each.animationName ?? each.transitionProperty)"""
    try:
        learner.open_lesson("^5")
        page.emulate_media(reduced_motion="no-preference")
        enter(learner.field("Epochs"), "7777")
        expect(learner.editor.locator(".cm-changed").first).to_contain_text("7777")
        assert "flash" in page.evaluate(moving)
        page.emulate_media(reduced_motion="reduce")
        learner.run()
        expect(learner.status).to_have_text(re.compile("^Epoch"))
        assert page.evaluate(moving) == []
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        page.emulate_media(forced_colors="active")
        colour = "el => getComputedStyle(el).borderBottomColor"
        learner.open_chip("Epochs")
        assert learner.chip("Epochs").evaluate(colour) != learner.chip("Layers").evaluate(colour)
        chip = learner.region("Training").get_by_role("button", name="Log scale")
        outline = "el => getComputedStyle(el).outlineStyle"
        chip.click()
        expect(chip).to_have_attribute("aria-pressed", "true")
        assert chip.evaluate(outline) == "solid"
        chip.click()
        expect(chip).to_have_attribute("aria-pressed", "false")
    finally:
        page.emulate_media(reduced_motion="no-preference", forced_colors="none")
