"""The menu Download after a run, in both places: weights, the program's files, by keyboard and on a phone."""

import io
import re
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

from tests.browser.learner import Learner

PROGRAM = """import keras, numpy as np

class Own(keras.layers.Dense):
    def __init__(self, units, how):
        super().__init__(units)

    def get_config(self):
        raise NotImplementedError("how it is made cannot be said")

open("notes.txt", "w").write("learned")
model = keras.Sequential([keras.Input((2,)), Own(1, len)])
model.compile("sgd", "mse")
model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=3, verbose=0)
print(model.get_weights()[0].ravel().tolist())
"""


def opened_menu(learner: Learner):
    learner.page.get_by_role("button", name="Download", exact=True).click()
    menu = learner.page.get_by_role("dialog", name="Download", exact=True)
    expect(menu.get_by_role("button", name=re.compile("^Python file"))).to_be_focused()
    return menu


def saved(learner: Learner, menu, name: str) -> bytes:
    with learner.page.expect_download() as download:
        menu.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()
    return Path(download.value.path()).read_bytes()


def test_weights_files_and_history_are_taken_home(learner: Learner) -> None:
    learner.write(PROGRAM)
    learner.run()
    expect(learner.status).to_contain_text("Finished")
    menu = opened_menu(learner)
    whole = menu.get_by_role("button", name=re.compile(r"^model\.keras"))
    expect(whole).to_have_attribute("aria-disabled", "true")
    expect(whole).to_contain_text("not possible: how it is made cannot be said")
    arrays = np.load(io.BytesIO(saved(learner, menu, "weights.npz")))
    for number in arrays[arrays.files[0]].ravel():
        expect(learner.output).to_contain_text(repr(float(number)))
    assert saved(learner, opened_menu(learner), "notes.txt") == b"learned"
    assert saved(learner, opened_menu(learner), "model.weights.h5")[:4] == b"\x89HDF"
    history = saved(learner, opened_menu(learner), "History (.csv)").decode().split("\r\n")
    assert history[0] == "epoch,loss" and history[3].startswith("3,")

    # By keyboard.
    menu, keyboard = opened_menu(learner), learner.page.keyboard
    keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name=re.compile("^Notebook"))).to_be_focused()
    keyboard.press("ArrowUp")
    keyboard.press("ArrowUp")
    expect(menu.get_by_role("button").last).to_be_focused()
    keyboard.press("Home")
    expect(menu.get_by_role("button").first).to_be_focused()
    keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(learner.page.get_by_role("button", name="Download", exact=True)).to_be_focused()

    # On a phone it is whole, and can be scrolled to its end.
    size = learner.page.viewport_size
    assert size
    learner.page.set_viewport_size({"width": 360, "height": 640})
    try:
        learner.page.get_by_role("button", name="More", exact=True).click()
        menu = opened_menu(learner)
        box = menu.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
        assert box["y"] >= 0 and box["y"] + box["height"] <= 640
        menu.get_by_role("button").last.scroll_into_view_if_needed()
        expect(menu.get_by_role("button").last).to_be_in_viewport()
        keyboard.press("Escape")
    finally:
        learner.page.set_viewport_size(size)
