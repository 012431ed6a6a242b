"""What the charts offer: a logarithmic scale, earlier runs, a hard edge, a way out of divergence."""

import re
import time

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner, enter

SOURCE = """import keras
import numpy as np

keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
y = (x[:, :1] + x[:, 1:] > 0).astype("float32")
model = keras.Sequential([keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.1), loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=EPOCHS, batch_size=20, validation_split=0.25, verbose=0)
print(model.history.history)
"""


def canvas_of(region: Locator, index: int = 0) -> str:
    """What is painted, as text: it differs when the picture differs."""
    return region.locator("canvas").nth(index).evaluate("canvas => canvas.toDataURL()")


def train(learner: Learner, epochs: int = 4, **changes: str) -> None:
    source = SOURCE.replace("EPOCHS", str(epochs))
    for old, new in changes.values():
        assert old in source
        source = source.replace(old, new)
    learner.write(source)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^(Finished|Error)"), timeout=60_000)


def test_the_loss_on_a_logarithmic_scale(learner: Learner) -> None:
    train(learner)
    training = learner.region("Training")
    scale = training.get_by_role("button", name="Log scale")
    expect(scale).to_have_attribute("aria-pressed", "false")
    before = canvas_of(training)
    scale.click()
    expect(scale).to_have_attribute("aria-pressed", "true")
    learner.page.wait_for_function(
        "([canvas, before]) => canvas.toDataURL() !== before",
        arg=[training.locator("canvas").first.element_handle(), before],
    )
    scale.click()
    expect(scale).to_have_attribute("aria-pressed", "false")


def test_earlier_runs_are_named_by_what_changed(learner: Learner) -> None:
    train(learner)
    part = learner.region("Runs")
    expect(part).to_be_hidden()
    runs = part.get_by_role("listitem")
    train(learner, rate=("learning_rate=0.1", "learning_rate=0.5"))
    expect(runs.filter(has_text="now")).to_contain_text("learning rate 0.1 → 0.5")
    expect(runs.filter(has_text=re.compile("^1 SGD 0.1"))).to_have_count(1)
    train(learner, rate=("SGD(learning_rate=0.1)", "Adam(learning_rate=0.01)"))
    expect(runs.filter(has_text="now")).to_contain_text("sgd 0.5 → adam 0.01")
    expect(runs.filter(has_text=re.compile(r"^1 SGD 0\.1"))).to_have_count(1)
    expect(runs.filter(has_text=re.compile(r"^2 learning rate 0\.1 → 0\.5"))).to_have_count(1)
    expect(part).to_contain_text("val loss")
    boxes = [learner.region(name).bounding_box() for name in ("Training", "Runs")]
    assert boxes[0] and boxes[1] and boxes[1]["x"] >= boxes[0]["x"] + boxes[0]["width"] - 1

    # a run is lit while it is pointed at or focused; pressed, it is pinned; another press, and it is gone
    canvas = learner.region("Training").locator("canvas").first
    first = part.get_by_role("button", name=re.compile("^Pin run 1, SGD 0.1: loss "))
    still = canvas.evaluate("canvas => canvas.toDataURL()")
    different = "([canvas, before]) => canvas.toDataURL() !== before"
    first.hover()
    learner.page.wait_for_function(different, arg=[canvas.element_handle(), still])
    learner.region("Output").hover()
    same = "([canvas, before]) => canvas.toDataURL() === before"
    learner.page.wait_for_function(same, arg=[canvas.element_handle(), still])
    first.focus()
    learner.page.wait_for_function(different, arg=[canvas.element_handle(), still])
    learner.page.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-pressed", "true")
    learner.page.keyboard.press("Tab")
    learner.page.keyboard.press("Tab")
    expect(part.get_by_role("button", name="Remove run 1")).not_to_be_focused()
    part.get_by_role("button", name="Remove run 2").press("Enter")
    expect(runs).to_have_count(2)
    for rate in ("0.2", "0.3", "0.4", "0.6", "0.7", "0.8"):
        train(learner, epochs=2, rate=("learning_rate=0.1", f"learning_rate={rate}"))
    expect(runs).to_have_count(6)  # this run and five before it
    expect(first).to_be_attached()  # it is pinned
    learner.reset()
    expect(part).to_be_hidden()


def test_the_same_seed_gives_the_same_curve(learner: Learner) -> None:
    train(learner)
    first = learner.table_of("Training").inner_text()
    history = learner.output.locator("pre").inner_text()  # every digit
    assert len(re.findall(r"\d\.\d{8,}", history)) >= 8
    learner.run()
    expect(learner.region("Runs").get_by_text("nothing changed")).to_be_visible()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    assert learner.table_of("Training").inner_text() == first
    assert learner.output.locator("pre").inner_text() == history


@pytest.mark.parametrize("choice", ["Discretize", "Validation points"])
def test_what_the_boundary_shows_is_a_choice(learner: Learner, choice: str) -> None:
    train(learner)
    boundary = learner.region("Decision boundary")
    layer = 0 if choice == "Discretize" else 1
    button = boundary.get_by_role("button", name=choice)
    was = button.get_attribute("aria-pressed")
    before = canvas_of(boundary, layer)
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false" if was == "true" else "true")
    assert canvas_of(boundary, layer) != before
    button.press("Enter")
    assert canvas_of(boundary, layer) == before


def test_the_boundary_has_numbers_along_its_sides(learner: Learner) -> None:
    train(learner)
    numbers = learner.region("Decision boundary").locator("svg text").all_text_contents()
    assert "0" in numbers and len(numbers) >= 4


def test_the_learning_rate_of_a_running_fit(learner: Learner) -> None:
    learner.write(SOURCE.replace("EPOCHS", "100000"))
    expect(learner.field("Learning rate")).to_have_value("0.1")
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Epoch"), timeout=60_000)
    training = learner.region("Training")
    expect(training).to_contain_text("SGD 0.1 · batch 20")
    enter(learner.field("Learning rate"), "2.5")
    expect(training).to_contain_text("SGD 0.1 → 2.5")
    expect(learner.editor).to_contain_text("learning_rate=2.5")
    expect(learner.status).to_have_text(re.compile("^Epoch"))
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))


def test_one_press_leads_out_of_divergence(learner: Learner) -> None:
    """Training goes on with nan, as in Keras: the curve has a gap, the table says nan, and the page why."""
    train(
        learner,
        rate=("learning_rate=0.1", "learning_rate=1e20"),
        loss=("binary_crossentropy", "mean_squared_error"),
        linear=(', activation="sigmoid"', ""),
    )
    expect(learner.status).to_have_text(re.compile("^Finished.* diverged in epoch 1 · loss nan"))
    expect(learner.editor.locator(".cm-problem-line")).to_contain_text("learning_rate=1e20")
    expect(learner.output).to_contain_text(
        re.compile(r"epoch 1, batch \d+.*: the learning rate is too high")
    )
    expect(learner.output).to_contain_text(re.compile("largest weight.* from"))
    training = learner.region("Training")
    expect(training).to_contain_text(re.compile(r"not a number since epoch 1, batch \d+"))
    last = learner.table_of("Training").get_by_role("row").nth(1)
    expect(last.get_by_role("cell", name="nan")).to_have_count(2)
    training.locator("summary").first.click()
    learner.output.get_by_role("button", name="Stop a run here").click()
    learner.output.get_by_role("button", name="Same seed, learning rate ÷ 10").click()
    expect(learner.editor).to_contain_text("learning_rate=1e+19")
    expect(training).to_contain_text("SGD 1e+19")
    expect(learner.status).to_have_text(re.compile("^Stopped.*the loss is not a number"))
    stop = learner.output.get_by_role("button", name="Stop a run here")
    expect(stop).to_have_attribute("aria-pressed", "true")


def test_rewind_gives_the_same_curve_to_the_last_digit(learner: Learner) -> None:
    chance = ("keras.utils.set_random_seed(1)\n", "")
    runs = learner.region("Runs").get_by_role("listitem")
    expect(learner.button("Rewind")).to_have_attribute("aria-disabled", "true")
    train(learner, seed=chance)
    printed = learner.output.get_by_role("group", name="Printed text")
    curves = printed.inner_text().partition("Finished")[0].strip()
    assert "val_loss" in curves
    learner.button("Rewind").click()
    expect(runs.filter(has_text="now")).to_contain_text("nothing changed")
    expect(learner.status).to_have_text(re.compile("^Finished"))
    expect(learner.output).to_contain_text(curves)
    learner.run()
    expect(runs.filter(has_text="now")).to_contain_text("other random numbers")
    expect(learner.status).to_have_text(re.compile("^Finished"))
    expect(learner.output).not_to_contain_text(curves)


def epoch(learner: Learner) -> int:
    """The last that the status line said."""
    said = re.match(r"Epoch (\d+) of", learner.status.inner_text())
    return int(said[1]) if said else 10**9


def test_rewind_in_the_middle_of_a_fit(learner: Learner) -> None:
    learner.write(SOURCE.replace("EPOCHS", "3000"))
    learner.run()
    expect(learner.status).to_have_text(re.compile(r"^Epoch \d\d"))
    learner.button("Pause").click()
    expect(learner.status).to_have_text(re.compile("^Paused"))
    learner.button("Rewind").click()
    expect(learner.status).to_have_text(re.compile(r"^Paused · epoch 0 of 3000, batch 0"))
    learner.button("Resume").click()
    expect(learner.status).to_have_text(re.compile(r"^Epoch \d\d\d"))
    before = epoch(learner)
    learner.button("Rewind").click()
    until = time.monotonic() + 20
    while epoch(learner) >= before:
        assert time.monotonic() < until
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))


def test_what_is_said_of_a_line_has_a_sign_beside_it(learner: Learner) -> None:
    train(learner, labels=('.astype("float32")\nmodel', '.astype("float32") * 3\nmodel'))
    expect(learner.output).to_contain_text("binary_crossentropy is made for classes 0 and 1")
    sign, line = (
        learner.region("Program").locator(".cm-notice-sign"),
        learner.editor.get_by_text("fit", exact=True),
    )
    expect(sign).to_have_count(1)
    at, wanted = sign.bounding_box(), line.first.bounding_box()
    assert at and wanted and abs(at["y"] - wanted["y"]) < 12
    learner.write("print('other')")
    expect(sign).to_have_count(0)


def test_how_far_the_learner_is_stays_in_sight(learner: Learner) -> None:
    lesson = learner.region("Lesson text")
    progress = lesson.get_by_role("button", name=re.compile("^Tasks"))
    expect(progress).to_be_in_viewport()
    expect(progress).to_contain_text(re.compile(r"0 of \d"))
    learner.run()
    expect(progress).to_contain_text(re.compile(r"[1-9] of \d"))
    first_task = lesson.get_by_role("list").last.get_by_role("listitem").first
    expect(first_task).not_to_be_in_viewport()
    progress.click()
    expect(first_task).to_be_in_viewport()


def test_the_next_lesson_is_read_from_its_beginning(learner: Learner) -> None:
    lesson = learner.region("Lesson text")
    way = lesson.get_by_role("button", name=re.compile("^Next"))
    way.scroll_into_view_if_needed()
    expect(lesson.get_by_role("heading", level=2)).not_to_be_in_viewport()
    way.click()
    expect(lesson).to_contain_text("Lesson 2 of")
    expect(lesson.get_by_role("heading", level=2)).to_be_in_viewport()


HEADS = """import keras
import numpy as np

keras.utils.set_random_seed(1)
x = np.random.default_rng(0).normal(size=(200, 2)).astype("float32")
inputs = keras.Input((2,))
arm = keras.layers.Dense(1, activation="sigmoid", name="arm")(inputs)
far = keras.layers.Dense(1, name="far")(inputs)
model = keras.Model(inputs, [arm, far])
model.compile("adam", loss=["binary_crossentropy", "mse"], metrics=[["accuracy"], ["mae"]])
model.fit(x, [x[:, :1] > 0, x[:, 1:]], epochs=6, validation_split=0.25, verbose=0)
model.summary()
"""


def test_a_model_with_two_heads_and_a_readout(learner: Learner) -> None:
    learner.write(HEADS)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    said = learner.status.inner_text()
    assert "arm_accuracy" in said and "far_mae" in said and "arm_loss" not in said
    training = learner.region("Training")
    heads = training.get_by_role("list", name="Loss and metrics of each head")
    for head, metric in (("arm", "accuracy"), ("far", "mae")):
        group = heads.get_by_role("listitem").filter(has_text=re.compile(f"^{head}"))
        expect(group.first).to_contain_text(metric)
    boundary = learner.region("Decision boundary")
    output = boundary.get_by_label("Output", exact=True)
    expect(output.get_by_role("option")).to_have_text(["arm", "far"])
    before = canvas_of(boundary)
    output.focus()
    learner.page.keyboard.press("ArrowDown")
    expect(output.locator("option:checked")).to_have_text("far")
    expect(boundary.locator(".ramp")).to_be_visible()  # far gives numbers, arm a probability
    assert canvas_of(boundary) != before
    learner.run()
    expect(learner.region("Runs").get_by_text("nothing changed")).to_be_visible()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect(output.locator("option:checked")).to_have_text("far")  # a choice is kept

    slider = training.get_by_role("slider", name="Read the curves at epoch")
    slider.focus()
    slider.press("End")
    table = learner.table_of("Training")
    newest = table.get_by_role("row").nth(1)
    expect(newest.get_by_role("cell").nth(5)).to_be_visible()
    last = newest.get_by_role("cell").all_inner_texts()
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^epoch 6, loss [\d.]+ \(val"))
    spoken = slider.get_attribute("aria-valuetext") or ""
    assert sum(number in spoken for number in last) >= 6, (last, spoken)
    training.locator("summary").first.click()  # the table lay over the charts
    box = training.locator("canvas").first.bounding_box()
    assert box
    learner.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^epoch [2-5], loss"))
    box = training.locator("canvas").first.bounding_box()  # the list of runs may have moved it
    assert box
    learner.page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2)
    expect(training.locator(".readout-text")).to_be_visible()
    said = training.locator(".readout-text").bounding_box()
    assert said and said["y"] + said["height"] <= box["y"] + 2, "the readout covers a chart"

    lines = learner.output.locator(".wide")  # the table that summary() draws is not wrapped
    assert lines.first.evaluate("line => line.getClientRects().length") == 1


CURVE = """import keras
import numpy as np

keras.utils.set_random_seed(1)
x = np.linspace(-1, 1, 80).reshape(-1, FEATURES)
y = 3 * x[:, :1]
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.2), loss="mse")
model.fit(x, y, epochs=30, verbose=0)
"""


def test_a_regression_has_a_curve_or_its_answers_beside_the_labels(learner: Learner) -> None:
    learner.write(CURVE.replace("FEATURES", "1"))
    part = learner.region("Model's curve")
    expect(part).to_be_visible()  # before it has run
    before = canvas_of(part, 1)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    assert canvas_of(part, 1) != before
    points = part.get_by_role("group", name=re.compile("^Points"))
    points.focus()
    learner.page.keyboard.press("End")
    expect(points.get_by_role("paragraph")).to_have_text(
        re.compile(r"^x 1 · y 3 · the model says [23](\.\d+)?$")
    )
    learner.page.keyboard.press("ArrowLeft")
    expect(points.get_by_role("paragraph")).to_have_text(re.compile(r"^x 0\.97\d · y 2\.92.*"))
    learner.page.keyboard.press("Escape")
    expect(points.get_by_role("paragraph")).to_be_hidden()
    expect(learner.table_of("Model's curve").get_by_role("row").nth(10)).to_be_visible()
    part.locator("summary").click()

    learner.write(CURVE.replace("FEATURES", "4"))
    learner.run()
    answers = learner.region("Predicted and true")
    expect(answers).to_be_visible()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    points = answers.get_by_role("group", name=re.compile("^Points"))
    points.focus()
    learner.page.keyboard.press("Home")
    expect(points.get_by_role("paragraph")).to_have_text(
        re.compile(r"^true −3 · predicted −[23](\.\d+)?$")
    )
    learner.write(
        CURVE.replace("FEATURES", "4")
        .replace("3 * x[:, :1]", "np.eye(2)[np.arange(20) % 2]")
        .replace("Dense(1)", "Dense(2)")
    )
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect(answers).to_be_hidden()  # nothing to draw: the curves have the room


def test_the_point_under_the_pointer_is_told(learner: Learner) -> None:
    train(learner)
    picture = learner.region("Decision boundary").get_by_role("group", name=re.compile("^Points"))
    picture.focus()
    learner.page.keyboard.press("Home")
    expect(picture.get_by_role("paragraph")).to_have_text(
        re.compile(r"^x −[\d.]+ · y −?[\d.]+ · class [01].* · the model says [01](\.\d+)?$")
    )
    box = picture.bounding_box()
    assert box
    learner.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(picture.get_by_role("paragraph")).to_have_text(
        re.compile(r"^x .* · y .* · the model says .*")
    )
