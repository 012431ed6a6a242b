"""Controls are code: what is chosen is written, what is written is shown, undo undoes both."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner, enter


@pytest.fixture
def chooser(learner: Learner):
    """Somebody on the lesson about what a model can learn."""
    learner.open_lesson("^5")
    learner.write("'this goes'")  # so that there is a change to wait for
    learner.reset()
    expect(learner.field("Optimizer")).to_have_value("rmsprop")
    yield learner


def panel(learner: Learner, chip: str, region: str | None = None) -> Locator:
    learner.open_chip(chip)
    return learner.region(region or chip)


def flashed(learner: Learner) -> Locator:
    return learner.editor.locator(".cm-changed")


def test_layers_come_and_go_and_undo_takes_a_control_back(chooser: Learner) -> None:
    layers = panel(chooser, "Layers")
    expect(layers.get_by_role("group")).to_have_count(1)
    layers.get_by_role("button", name="Add a layer before the first").click()
    expect(chooser.editor).to_contain_text('layers.Dense(4, activation="relu"),')
    expect(flashed(chooser).first).to_contain_text("layers.Dense(4")
    expect(layers.get_by_label("Units of layer 1", exact=True)).to_be_focused()
    expect(layers.get_by_label("Activation of layer 2")).to_have_value("sigmoid")
    for _ in range(3):
        layers.get_by_role("button", name="More units of layer 1").click()
    expect(chooser.editor).to_contain_text("layers.Dense(7,")
    layers.get_by_label("Activation of layer 1").select_option("tanh")
    layers.get_by_label("Regularizer of layer 1", exact=True).select_option("L2")
    expect(chooser.editor).to_contain_text(
        'Dense(7, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.01))'
    )
    expect(layers.get_by_label("Regularizer rate of layer 1")).to_have_value("0.01")
    expect(chooser.row("Dense", "(32, 7)")).to_be_visible(timeout=60_000)
    chooser.editor.click()
    chooser.page.keyboard.press("ControlOrMeta+z")  # one step for one control
    expect(chooser.editor).not_to_contain_text("regularizers")
    chooser.open_chip("Layers")  # a press elsewhere has closed it
    expect(layers.get_by_label("Regularizer of layer 1", exact=True)).to_have_value("none")
    layers.get_by_label("Activation of layer 1").focus()
    chooser.page.keyboard.press("ControlOrMeta+z")  # also where the choice was made
    expect(layers.get_by_label("Activation of layer 1")).to_have_value("relu")
    layers.get_by_role("button", name="Remove layer 1").click()
    expect(layers.get_by_role("group")).to_have_count(1)
    expect(layers.get_by_role("button", name="Remove layer 1")).to_be_disabled()
    chooser.write("import keras\nmodel = keras.Sequential([keras.layers.Dense(n), make()])\n")
    chooser.open_chip("Layers")
    expect(layers.get_by_label("Units of layer 1", exact=True)).to_be_disabled()
    expect(layers.get_by_role("group", name="Layer 2, make")).to_be_visible()


def test_data_and_features_are_chosen_and_trained_on(chooser: Learner) -> None:
    data = panel(chooser, "Data")
    expect(data.get_by_role("radio", name="circle")).to_be_checked()
    data.get_by_role("radio", name="circle").focus()
    chooser.page.keyboard.press("ArrowUp")  # to the one before
    expect(chooser.editor).not_to_contain_text("datasets.circle")
    data.get_by_text("xor", exact=True).locator("..").click()
    expect(chooser.editor).to_contain_text("x, y = datasets.xor(n=500, noise=0.1, seed=3)")
    enter(data.get_by_label("Size"), "300")
    expect(data.get_by_label("Size")).to_be_focused()
    data.get_by_role("button", name="Regenerate").click()
    expect(chooser.editor).to_contain_text("datasets.xor(n=300, noise=0.1, seed=4)")
    enter(data.get_by_label("Noise"), "-1")
    expect(data).to_contain_text("0 or more")
    expect(data.get_by_label("Noise")).to_have_attribute("aria-invalid", "true")
    data.get_by_text("x₁x₂", exact=True).click()
    expect(data.get_by_role("checkbox", name="x₁x₂")).to_be_checked()
    for plain in ("x₁", "x₂"):
        data.get_by_text(plain, exact=True).click()
    expect(chooser.editor).to_contain_text("stack([x1 * x2], axis=1)")
    data.get_by_text("x₁x₂", exact=True).click()
    expect(data).to_contain_text("at least one feature")
    expect(data.get_by_role("checkbox", name="x₁x₂")).to_be_checked()
    expect(chooser.row("Features", "(32, 1)")).to_be_visible()
    chooser.run()
    expect(chooser.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect(chooser.region("Decision boundary").locator("canvas").first).to_be_visible()


def test_the_optimizers_own_arguments_and_several_metrics(chooser: Learner) -> None:
    metrics = chooser.field("Metrics")
    metrics.select_option("accuracy, precision")
    expect(chooser.editor).to_contain_text('metrics=["accuracy", "precision"]')
    metrics.select_option("precision")
    expect(chooser.editor).to_contain_text('metrics=["precision"]')
    chooser.field("Optimizer").select_option("sgd")
    arguments = panel(chooser, "Optimizer", "Optimizer arguments")
    expect(arguments.get_by_label("rho")).to_have_count(0)
    enter(arguments.get_by_label("momentum", exact=True), "0.9")
    arguments.get_by_label("nesterov").check()
    expect(chooser.editor).to_contain_text(
        "keras.optimizers.SGD(learning_rate=0.05, momentum=0.9, nesterov=True)"
    )


def test_a_chip_says_what_the_program_has_and_opens_its_controls(chooser: Learner) -> None:
    page = chooser.page
    epochs = chooser.chip("Epochs")
    epochs.press("Enter")
    field = chooser.region("Compile").get_by_label("Epochs", exact=True)
    expect(field).to_be_focused()
    enter(field, "7")
    expect(chooser.editor).to_contain_text("epochs=7")
    expect(epochs).to_contain_text("7 epochs")
    page.keyboard.press("Escape")
    expect(epochs).to_be_focused()
    expect(epochs).to_have_attribute("aria-expanded", "false")
    expect(field).not_to_be_visible()
    chooser.open_chip("Data")
    chooser.open_chip("Layers")  # one at a time
    expect(chooser.chip("Data")).to_have_attribute("aria-expanded", "false")
    chooser.editor.click()  # elsewhere closes
    expect(chooser.region("Layers")).not_to_be_visible()
    chooser.open_lesson("^4")  # layers, and nothing to compile
    expect(chooser.chip("Layers")).to_be_visible()
    expect(chooser.chip("Data")).to_have_count(0)
    expect(chooser.chip("Epochs")).to_have_count(0)


def test_what_changed_since_the_run_is_marked_until_it_is_taken_back(chooser: Learner) -> None:
    enter(chooser.field("Epochs"), "3")
    chooser.run()
    expect(chooser.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    band = chooser.page.get_by_text("Of the last run.")
    expect(band).not_to_be_visible()
    enter(chooser.field("Batch size"), "10")
    expect(band).to_be_visible()
    expect(band.locator("..")).to_contain_text("batch size")
    expect(chooser.chip("Batch size")).to_have_accessible_name(
        re.compile("changed since the last run")
    )
    chooser.editor.click()
    chooser.page.keyboard.press("ControlOrMeta+z")
    expect(band).not_to_be_visible()
    enter(chooser.field("Batch size"), "10")
    chooser.page.get_by_role("button", name="Run again").click()
    expect(band).not_to_be_visible()
    expect(chooser.status).to_have_text(re.compile("^Finished"), timeout=60_000)
