"""One sample in one layer, number by number: opened, read, walked through and closed, with the keyboard too."""

import math
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.everyone import violations
from tests.browser.learner import Learner

SOURCE = """import keras
import numpy as np
from keras import layers

class Own(layers.Layer):
    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], 3))
        self.b = self.add_weight(shape=(3,), initializer="ones")

    def call(self, inputs):
        z = keras.ops.matmul(inputs, self.W) + self.b
        return keras.ops.tanh(z)

keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(120, 2)).astype("float32")
y = (x[:, :1] * x[:, 1:] > 0).astype("float32")
model = keras.Sequential([Own(name="first"), layers.Dense(1, activation="sigmoid", name="answer")])
model.compile("adam", loss="binary_crossentropy")
model.fit(x, y, epochs=4, batch_size=20, verbose=0)
"""


def numbers(row: Locator) -> list[float]:
    found = row.locator("[data-sign]").evaluate_all("cells => cells.map(c => Number(c.title))")
    return found


def row(scope: Locator, start: str) -> Locator:
    """The first row whose name begins so."""
    header = scope.locator("tr > th[scope=row]").filter(has_text=re.compile(f"^{re.escape(start)}"))
    return header.first.locator("xpath=..")


def test_a_layer_is_read_number_by_number(learner: Learner) -> None:
    page = learner.page
    learner.write(SOURCE)
    opener = learner.region("Shapes").get_by_role("button", name="Microscope")
    expect(opener).to_be_hidden()  # there is nothing to look at yet
    learner.button("Step").click()
    expect(learner.status).to_have_text(re.compile("^Paused"))
    learner.button("Step").click()
    opener.press("Enter")
    scope = learner.region("Microscope")
    expect(scope.get_by_role("combobox", name="Layer")).to_be_focused()
    expect(scope).to_contain_text("epoch 1, batch 1")

    # columns are sums: x₁ × W[0] + x₂ × W[1] + b is z, and tanh(z) comes out
    factors = [
        float(row(scope, f"x{i}").locator("b").first.inner_text().replace("−", "-")) for i in "₁₂"
    ]
    first, second, b, z, a = (
        numbers(row(scope, name)) for name in ("x₁", "x₂", "+ b", "z =", "a =")
    )
    assert len(z) == 3
    for unit in range(3):
        total = factors[0] * first[unit] + factors[1] * second[unit] + b[unit]
        assert z[unit] == pytest.approx(total, abs=0.03)  # the factors are rounded to two digits
        assert a[unit] == pytest.approx(math.tanh(z[unit]), abs=1e-5)
    slope = numbers(row(scope, "× slope of tanh"))
    up, down = numbers(row(scope, "∂L/∂a")), numbers(row(scope, "∂L/∂z"))
    assert down == pytest.approx([g * s for g, s in zip(up, slope)], rel=1e-3)

    # the lines of `call` are marked in the program, and every state is in order
    expect(learner.editor.locator(".cm-lit-line")).to_contain_text(["return keras.ops.tanh(z)"])
    assert not "\n".join(violations(page))

    # what the next batch does: the gradient, what Adam keeps, and the weight before and after
    learner.button("Step").click()
    expect(scope).to_contain_text("epoch 1, batch 2")
    for name in ("W[0, 0]", "W[1, 0]", "b[0]"):
        expect(scope.get_by_role("rowheader", name=name, exact=True)).to_be_visible()
    for name in ("before", "gradient", "momentum", "velocity", "after"):
        expect(scope.get_by_role("columnheader", name=name, exact=True)).to_be_visible()

    # another sample, another unit, another layer, by keys
    table = scope.locator(".scope")
    before = table.inner_text()
    scope.get_by_role("button", name="Next sample").press("Enter")
    assert table.inner_text() != before
    scope.get_by_role("button", name="Unit 0").first.press("ArrowRight")
    expect(scope.get_by_role("button", name="Unit 1").first).to_be_focused()
    expect(scope).to_contain_text("Unit 1, written out")
    scope.get_by_role("combobox", name="Layer").select_option(label="Dense · answer")
    expect(row(scope, "z = x @ kernel")).to_be_visible()
    scope.get_by_role("combobox", name="Layer").press("Escape")
    expect(scope).to_be_hidden()
    expect(opener).to_be_focused()
    expect(learner.editor.locator(".cm-lit-line")).to_have_count(0)

    # a press on a layer of the network opens it there; when training has ended it shows the end
    learner.button("Resume").click()
    expect(learner.status).to_have_text(re.compile("^Finished"))
    learner.region("Network").get_by_text("first", exact=True).click()
    expect(scope).to_contain_text("after 4 epochs")
    expect(scope.get_by_role("combobox", name="Layer")).to_have_text(re.compile("Own · first"))
    scope.get_by_role("button", name="Play").press("Enter")
    expect(scope.locator("tr.playing")).to_have_count(1)
    scope.get_by_role("button", name="Stop").press("Enter")
    expect(scope.locator("tr.playing")).to_have_count(0)
    scope.get_by_role("button", name="Close").press("Enter")
    expect(scope).to_be_hidden()
