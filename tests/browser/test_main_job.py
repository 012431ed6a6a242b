"""Open the page, run the layer, change it, see its shape."""

import re

from playwright.sync_api import expect

from tests.browser.learner import Learner


def test_the_page_says_what_it_is(learner: Learner) -> None:
    expect(learner.page).to_have_title("Layer Playground")
    for name in (
        "Lesson text",
        "Program",
        "Output",
        "Network",
        "Shapes",
        "Compile",
        "Training",
        "Decision boundary",
    ):
        expect(learner.region(name)).to_have_count(1)
    expect(learner.status).to_have_count(1)
    for name in ("Run", "Pause", "Step", "Stop", "Rewind", "Reset"):
        expect(learner.button(name)).to_be_visible()


def test_a_newcomer_runs_the_first_lesson(newcomer: Learner) -> None:
    expect(newcomer.status).to_have_text(re.compile("^Ready"))
    expect(newcomer.region("Lesson text")).to_contain_text("A layer is a function")
    expect(newcomer.editor).to_contain_text(
        "my_dense = SimpleDense(units=32, activation=tf.nn.relu)"
    )
    newcomer.run()
    expect(newcomer.output).to_contain_text("(2, 32)")
    expect(newcomer.status).to_have_text(re.compile("^Finished"))
    expect(newcomer.row("SimpleDense", "(2, 32)")).to_contain_text("25,120")


def test_shapes_follow_the_text_without_run(learner: Learner) -> None:
    expect(learner.row("SimpleDense", "(2, 32)")).to_contain_text("25,120")
    learner.replace("32", "64")
    expect(learner.row("SimpleDense", "(2, 64)")).to_contain_text("50,240")
    expect(learner.output).not_to_contain_text("(2, 64)")  # nothing was run


def test_the_network_shows_the_layer(learner: Learner) -> None:
    network = learner.region("Network")
    expect(network).to_contain_text("SimpleDense")
    expect(network).to_contain_text("784 × 32 + 32")


def test_run_by_keyboard_from_inside_the_editor(learner: Learner) -> None:
    learner.editor.click()
    learner.page.keyboard.press("ControlOrMeta+Enter")
    expect(learner.status).to_have_text(re.compile("^Finished"))
    expect(learner.output).to_contain_text("(2, 32)")


def test_typed_text_survives_a_reload(newcomer: Learner) -> None:
    newcomer.replace("32", "48")
    expect(newcomer.row("SimpleDense", "(2, 48)")).to_be_visible()
    newcomer.page.reload()
    expect(newcomer.row("SimpleDense", "(2, 48)")).to_be_visible(timeout=120_000)
    expect(newcomer.editor).to_contain_text("units=48")


def test_reset_asks_and_brings_the_starter_back(learner: Learner) -> None:
    learner.write("print('mine')")
    learner.button("Reset").click()
    dialog = learner.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Cancel").click()
    expect(learner.editor).to_contain_text("mine")
    learner.reset()
    expect(learner.editor).to_contain_text("class SimpleDense")
