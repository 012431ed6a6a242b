"""What is shown of an earlier program says "of the last run", part by part, in every state until the next run."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner

PROGRAM = """import keras
x = keras.random.normal((40, 2), seed=1)
first = keras.Sequential([keras.layers.Dense(2, activation="tanh"), keras.layers.Dense(1)])
first.compile("sgd", loss="mse")
first.fit(x, x[:, :1], epochs=EPOCHS, verbose=0)
print("trained")
"""
SECOND = """second = keras.Sequential([keras.layers.Dense(1)])
second.compile("sgd", loss="mse")
second.fit(x, x[:, 1:], epochs=2, verbose=0)
first.save("first.keras")
third = keras.saving.load_model("first.keras")
"""
REGIONS = ("Output", "Network", "Shapes", "Training", "Decision boundary")
OF_A_RUN = ("Output", "Network", "Training", "Decision boundary", "tasks", "status", "files")


def said(learner: Learner, part: str) -> Locator:
    """Where a part says that it is of the last run."""
    if part == "tasks":
        return learner.region("Lesson text").get_by_text("of the last run", exact=True).first
    if part == "status":
        return learner.status.filter(has_text="of the last run")
    if part == "files":
        return learner.page.get_by_role("heading", name="Run · of the last run")
    return learner.region(part).get_by_text("of the last run", exact=True)


def expect_marked(learner: Learner, state: str, *parts: str) -> None:
    """These parts say it, and no other one does."""
    download = learner.page.get_by_role("button", name="Download", exact=True)
    download.click()
    menu = learner.page.get_by_role("dialog", name="Download")
    expect(menu.get_by_role("button", name="Python file")).to_be_visible()
    for part in (*REGIONS, "tasks", "status", "files"):
        if part in parts:
            expect(said(learner, part), f"{state}: {part}").to_be_visible()
        else:
            expect(said(learner, part), f"{state}: {part}").not_to_be_visible()
    learner.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def run_to_end(learner: Learner, ending: str = "Finished") -> None:
    learner.run()
    expect(learner.status).to_have_text(re.compile(f"^{ending}"), timeout=60_000)
    expect(learner.status).not_to_contain_text("of the last run")


def test_every_part_says_so_from_the_edit_to_the_run(learner: Learner) -> None:
    page = learner.page
    program = PROGRAM.replace("EPOCHS", "2")
    learner.open_lesson("(?i)compile")
    learner.write(program)
    expect_marked(learner, "before a run")
    run_to_end(learner)
    expect_marked(learner, "after a run")

    learner.editor.press("ControlOrMeta+End")
    page.keyboard.type("print(1)")
    expect_marked(learner, "after an edit", *OF_A_RUN)
    page.keyboard.press("ControlOrMeta+z")
    expect_marked(learner, "taken back")

    learner.write(program.replace('print("trained")', "print("))
    everything = (*OF_A_RUN, "Shapes")
    expect_marked(learner, "a text that is no program", *everything)
    run_to_end(learner, "Error")
    expect_marked(
        learner, "a run that failed", "Network", "Shapes", "Training", "Decision boundary"
    )
    learner.write(program)
    expect(page.get_by_text("Of the last run.")).to_be_visible()
    learner.button("Rewind").click()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    expect_marked(learner, "Rewind")

    learner.write(program + SECOND)
    expect_marked(learner, "two models more, not run yet", *OF_A_RUN)
    run_to_end(learner)
    expect_marked(learner, "two models more")
    learner.write(PROGRAM.replace("EPOCHS", "100_000"))
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Epoch"), timeout=60_000)
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))
    expect_marked(learner, "a run that was stopped")
    learner.editor.press("ControlOrMeta+End")
    page.keyboard.type("# more")
    expect_marked(learner, "an edit of a stopped run", *OF_A_RUN)

    learner.open_lesson("^5")
    expect_marked(learner, "another lesson")
    learner.open_lesson("(?i)compile")
    expect_marked(learner, "and back")
    run_to_end(learner, "Epoch")
    learner.stop_if_running()
    learner.reset()
    expect_marked(learner, "Reset", "status")  # nothing else of the run is shown


def test_the_pictures_follow_the_chosen_model(learner: Learner) -> None:
    learner.write(PROGRAM.replace("EPOCHS", "2") + SECOND)
    run_to_end(learner)
    boundary = learner.region("Decision boundary")
    choice = learner.region("Network").get_by_role("combobox", name="Model")
    expect(boundary.get_by_text("of second")).to_be_visible()
    expect(choice).to_have_value("second")
    surface = boundary.locator("canvas").first.element_handle()
    before = surface.evaluate("canvas => canvas.toDataURL()")

    def wait_for(same: bool) -> None:  # the name comes before the colours
        learner.page.wait_for_function(
            "([canvas, before, same]) => !canvas.hidden && (canvas.toDataURL() === before) === same",
            arg=[surface, before, same],
        )

    choice.select_option("first")
    expect(boundary.get_by_text("of first")).to_be_visible()
    wait_for(same=False)
    choice.select_option("third")
    expect(boundary.get_by_text("was not fitted in this run")).to_be_visible()
    choice.select_option("second")
    expect(boundary.get_by_text("of second")).to_be_visible()
    wait_for(same=True)


def test_nothing_of_a_run_outlives_a_reload(learner: Learner) -> None:
    learner.open_lesson("(?i)compile")
    learner.write(PROGRAM.replace("EPOCHS", "2"))
    run_to_end(learner)
    learner.page.reload()
    expect(learner.status).to_contain_text("Ready", timeout=60_000)
    expect(learner.editor).to_contain_text("first.fit")
    expect_marked(learner, "a reload")
    expect(learner.region("Training").get_by_text("Press Run")).to_be_visible()
