"""Compile form, live training, and the controls during fit."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner, enter

NUMBER = r"[-+.\de]+"


@pytest.fixture
def trainer(learner: Learner) -> Learner:
    learner.open_lesson("(?i)compile")
    learner.write("'this goes'")  # the program may be as another test left it
    learner.reset()
    # only then is the form the starter's
    expect(learner.editor).to_contain_text("class SimpleDense")
    expect(learner.field("Optimizer")).to_have_value("rmsprop")
    return learner


def test_the_form_rewrites_the_program(trainer: Learner) -> None:
    trainer.field("Optimizer").select_option("adam")
    expect(trainer.editor).to_contain_text('optimizer="adam"')
    enter(trainer.field("Epochs"), "7")
    expect(trainer.editor).to_contain_text("epochs=7")
    enter(trainer.field("Learning rate"), "0.005")
    expect(trainer.editor).to_contain_text(re.compile(r"Adam\(learning_rate=0\.005\)"))


def test_the_form_follows_the_program(trainer: Learner) -> None:
    source = """
import keras
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.25), loss="mean_squared_error", metrics=["mae"])
model.fit([[0.0], [1.0]], [[0.0], [1.0]], epochs=11, batch_size=2, validation_split=0.5, verbose=0)
"""
    trainer.write(source)
    expect(trainer.field("Optimizer")).to_have_value("sgd")
    expect(trainer.field("Learning rate")).to_have_value("0.25")
    expect(trainer.field("Loss")).to_have_value("mean_squared_error")
    expect(trainer.field("Epochs")).to_have_value("11")
    expect(trainer.field("Batch size")).to_have_value("2")
    expect(trainer.field("Validation split")).to_have_value("0.5")


def test_training_is_seen_and_obeys(trainer: Learner) -> None:
    trainer.run()
    expect(trainer.status).to_have_text(
        re.compile(rf"^Epoch \d+ of \d+ .*loss {NUMBER}.*accuracy {NUMBER}")
    )
    trainer.button("Pause").click()
    expect(trainer.status).to_have_text(re.compile("^Paused"))
    before = trainer.status.inner_text()
    trainer.button("Step").click()
    expect(trainer.status).not_to_have_text(before)
    expect(trainer.status).to_have_text(re.compile("^Paused"))
    trainer.button("Resume").click()
    expect(trainer.status).to_have_text(re.compile("^Epoch"))
    trainer.button("Stop").click()
    expect(trainer.status).to_have_text(re.compile("^Stopped"))
    # curves, boundary and weights stay
    expect(trainer.table_of("Training").get_by_role("row").nth(1)).to_be_visible()
    expect(trainer.status).to_contain_text("loss")
    expect(trainer.region("Decision boundary").locator("canvas").first).to_be_visible()


def test_a_fit_goes_batch_by_batch_or_as_fast_as_it_can(trainer: Learner) -> None:
    speed = trainer.page.get_by_role("combobox", name="Speed", exact=True)
    try:
        speed.select_option("slow motion")
        trainer.run()
        expect(trainer.status).to_have_text(re.compile("^Epoch 1 of"))
        trainer.page.wait_for_timeout(1_000)  # in which dozens of epochs would go by
        trainer.button("Pause").click()
        expect(trainer.status).to_have_text(re.compile("^Paused · epoch 1 of"))
        speed.select_option("full speed")
        trainer.button("Resume").click()
        expect(trainer.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    finally:
        speed.select_option("normal")


def test_a_whole_fit_finishes_with_its_validation(trainer: Learner) -> None:
    enter(trainer.field("Epochs"), "5")
    expect(trainer.editor).to_contain_text("epochs=5")
    trainer.run()
    expect(trainer.status).to_have_text(re.compile("^Finished.*val_loss"), timeout=60_000)
    rows = trainer.table_of("Training").get_by_role("row")
    expect(rows).to_have_count(6)  # the head and five epochs
    expect(trainer.page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "5")


def test_step_on_an_idle_program_runs_to_its_first_batch(trainer: Learner) -> None:
    trainer.button("Step").click()
    expect(trainer.status).to_have_text(re.compile("^Paused"))
    trainer.button("Stop").click()
    expect(trainer.status).to_have_text(re.compile("^Stopped"))


def test_an_endless_loop_is_stopped_and_the_page_goes_on(learner: Learner) -> None:
    learner.write(
        "import keras\n"
        "class Loop(keras.layers.Layer):\n"
        "    def call(self, x):\n"
        "        while True:\n"
        "            pass\n"
        "print('before')\n"
        "Loop()(keras.ops.ones((1, 1)))\n"
    )
    learner.run()
    expect(learner.output).to_contain_text("before")
    expect(learner.status).to_have_text(re.compile("^Running"))
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))
    learner.write("print(6 * 7)")
    learner.run()
    expect(learner.output).to_contain_text("42", timeout=60_000)
