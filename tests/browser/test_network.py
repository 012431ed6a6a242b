"""The drawing of the network, live: units with maps, weights to set, all of it with the keyboard too."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.everyone import violations
from tests.browser.learner import Learner, enter

SOURCE = """import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(120, 2)).astype("float32")
y = (x[:, :1] * x[:, 1:] > 0).astype("float32")
data = keras.Input((2,))
hidden = layers.Dense(3, activation="tanh", name="hidden")(data)
wide = layers.Dense(12, activation="tanh", name="wide")(hidden)
short = layers.Dense(3, name="short")(wide)
joined = layers.Add(name="joined")([hidden, short])
model = keras.Model(data, layers.Dense(1, activation="sigmoid", name="answer")(joined))
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.0), loss="binary_crossentropy")
model.fit(x, y, epochs=3000, batch_size=20, verbose=0)
"""


def weight(network: Locator, name: str) -> Locator:
    return network.locator(".weight").and_(
        network.get_by_role("button", name=re.compile(f"^Weight from {name}($|,)"))
    )


def click(learner: Learner, line: Locator) -> None:
    """Click a point of a weight's line that belongs to no other."""
    x, y = line.locator(".line").evaluate(
        """path => {
            const at = path.getPointAtLength(path.getTotalLength() * 0.7).matrixTransform(path.getScreenCTM())
            return [at.x, at.y]
        }"""
    )
    learner.page.mouse.click(x, y)


MIDDLE = """part => { // of its line, on the screen
    const path = part.lastElementChild
    const {x, y} = path.getPointAtLength(path.getTotalLength() / 2)
    const at = new DOMPoint(x, y).matrixTransform(path.getScreenCTM())
    return [at.x, at.y]
}"""


def unit(network: Locator, name: str) -> Locator:
    return network.locator(".unit").and_(network.get_by_label(re.compile(f"^{name}($|,)")))


def test_units_weights_and_maps_of_a_network_that_trains(learner: Learner) -> None:
    page = learner.page
    learner.write(SOURCE)
    network = learner.region("Network")
    expect(unit(network, "Unit 3 of Dense hidden")).to_be_visible()
    expect(unit(network, "Unit 12 of Dense wide")).to_be_visible()
    learner.button("Step").click()
    expect(learner.status).to_have_text(re.compile("^Paused"))

    # a weight is set with the pointer while training waits; the drawing and the boundary follow
    line = weight(network, "input 1 to unit 3 of Dense hidden")
    expect(line.locator(".line")).to_have_class(re.compile("positive|negative"))
    before = network.locator("canvas").first.evaluate("canvas => canvas.toDataURL()")
    click(learner, line)
    editor = page.get_by_role("dialog", name="Weight from input 1 to unit 3 of Dense hidden")
    field = editor.get_by_role("textbox")
    enter(field, "much")
    expect(editor).to_contain_text("Expected a number")
    field.fill("-7.5")
    assert violations(page) == []
    field.press("Enter")
    expect(editor).to_be_hidden()
    expect(learner.output).to_contain_text(re.compile(r"hidden\.kernel\[0, 2\] was .* now -7\.5"))
    expect(line.locator(".line")).to_have_class(re.compile("negative"))
    page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before",
        arg=[network.locator("canvas").first.element_handle(), before],
    )

    # training goes on from it (the learning rate is 0), and the table has the number
    learner.button("Resume").click()
    expect(learner.status).to_have_text(re.compile("^Epoch"))
    learner.table_of("Network")
    cell = network.get_by_role("button", name="Weight from input 1 to unit 3 of Dense hidden, −7.5")
    expect(cell).to_be_visible()
    expect(network.get_by_role("row", name=re.compile("^highest answer")).first).to_be_visible()
    cell.press("Enter")
    enter(field, "0,25")
    expect(
        network.get_by_role("button", name="Weight from input 1 to unit 3 of Dense hidden, 0.250")
    ).to_be_focused()
    network.locator("summary").click()

    # a unit with the keyboard: its map is enlarged, arrows go on, Escape closes
    first = unit(network, "Unit 1 of Dense hidden")
    page.keyboard.press("Tab")
    unit(network, "Input 1").focus()
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Unit 1 of Dense hidden")
    expect(tip).to_contain_text(re.compile(r"from −?\d.* to −?\d"))
    expect(tip).to_contain_text(re.compile(r"bias −?\d\.\d{4}"))
    page.keyboard.press("ArrowDown")
    expect(tip).to_contain_text("Unit 2 of Dense hidden")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    unit(network, "Unit 5 of Dense wide").hover()
    expect(tip).to_contain_text("Unit 5 of Dense wide")
    # a weight says its number to who goes there and to who points at it
    line.focus()
    expect(tip).to_contain_text(
        re.compile(r"^\s*Weight from .* to unit \d+ of .*weight −?\d\.\d{4}$")
    )
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.mouse.move(*line.evaluate(MIDDLE))
    expect(tip).to_contain_text(re.compile(r"weight −?\d\.\d{4}$"))

    # after the end it says why nothing can be set
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))
    line.focus()
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("while a fit runs or is paused")
    expect(field).to_be_disabled()
    page.keyboard.press("Escape")
    expect(line).to_be_focused()


def test_a_long_network_says_that_there_is_more(learner: Learner) -> None:
    layers = ", ".join(["layers.Dense(8, activation='tanh')"] * 24)
    learner.write(
        f"import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input((2,)), {layers}])\n"
    )
    network = learner.region("Network")
    drawing = network.get_by_role("group", name="Drawing of the network")
    more = network.get_by_role("button", name=re.compile("^More.*right"))
    expect(more).to_be_visible()
    drawing.focus()
    learner.page.keyboard.press("End")
    for _ in range(30):
        learner.page.keyboard.press("ArrowRight")
    expect(more).to_be_hidden()
    assert drawing.evaluate("e => e.scrollLeft") > 20
    learner.page.set_viewport_size({"width": 390, "height": 844})
    try:
        expect(more).to_be_hidden()
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert learner.page.evaluate(sideways) <= 0
    finally:
        learner.page.set_viewport_size({"width": 1440, "height": 900})


TWO = """import keras
import numpy as np
from keras import layers

x = np.random.default_rng(0).normal(size=(80, 2)).astype("float32")
y = (x[:, :1] > 0).astype("float32")
inside = [layers.Dense(2, name="first"), layers.Dense(1, activation="sigmoid", name="last")]
small = keras.Sequential([keras.Input((2,)), *inside])
small.compile("sgd", "binary_crossentropy")
small.fit(x, y, epochs=3, verbose=0)
large = keras.Sequential([layers.Dense(4, name="wide"), layers.Dense(1, activation="sigmoid", name="end")])
print(large(x).shape)
"""


def test_two_models_have_names_and_the_trained_one_keeps_its_numbers(learner: Learner) -> None:
    learner.write(TWO)
    network, shapes = learner.region("Network"), learner.region("Shapes")
    choice = network.get_by_label("Model", exact=True)
    expect(choice.get_by_role("option")).to_have_text(["all models", "small", "large"])
    expect(shapes).to_contain_text("26 parameters in all")
    expect(learner.shapes().get_by_role("rowheader", name="large 17 parameters")).to_be_visible()
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect(choice.locator("option:checked")).to_have_text("small")  # it was trained
    expect(shapes).to_contain_text("small: 9 parameters")
    line = weight(network, "input 1 to unit 1 of Dense first")
    expect(line.locator(".line")).to_have_class(re.compile("positive|negative"))
    choice.focus()
    choice.select_option("large")
    expect(unit(network, "Unit 4 of Dense wide")).to_be_visible()
    expect(line).to_have_count(0)
    choice.select_option("")
    expect(line.locator(".line")).to_have_class(re.compile("positive|negative"))
    line.focus()
    learner.page.keyboard.press("Enter")
    editor = learner.page.get_by_role("dialog", name="Weight from input 1 to unit 1 of Dense first")
    expect(editor).to_contain_text("In small.")
    assert violations(learner.page) == []
    learner.page.keyboard.press("Escape")
    learner.open_chip("Layers")
    expect(learner.region("Layers")).to_contain_text("Of small")
    learner.page.keyboard.press("Escape")
