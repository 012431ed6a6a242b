"""Data of one's own, in both places: a table that is opened or pasted, points that are drawn, the measured sets."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import opened
from tests.browser.learner import Learner

FLOWERS = "length;width;species\n" + "".join(
    f"{5 + i % 7 / 10:.1f};{i % 5 / 10:.1f};{('setosa', 'virginica')[i % 2]}\n".replace(".", ",")
    for i in range(40)
)
PROGRAM = """import keras
from playground import datasets

x, y = datasets.moons(n=100)
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(optimizer="adam", loss="binary_crossentropy")
model.fit(x, y, epochs=2, verbose=0)
print("fitted on", x.shape, sorted({int(each) for each in y.ravel()}))
"""


@pytest.fixture
def program(learner: Learner) -> Learner:
    learner.write(PROGRAM)
    expect(learner.chip("Data")).to_be_visible()
    return learner


def button(learner: Learner, name: str):
    return learner.page.get_by_role("button", name=name, exact=True)


def test_a_table_is_opened_looked_at_and_trained_on(
    program: Learner, tmp_path: Path, url: str
) -> None:
    page = program.page
    path = tmp_path / "flowers.csv"
    path.write_text(FLOWERS)
    page.locator("input[type=file]").set_input_files(path)
    dialog = page.get_by_role("dialog", name="Your own table", exact=True)
    expect(dialog).to_contain_text("flowers.csv: 40 rows, 3 columns")
    expect(dialog).to_contain_text("setosa → 0, virginica → 1")
    expect(dialog.get_by_label("Decimal mark")).to_have_value('","')
    dialog.get_by_label("Target").select_option("width")
    expect(dialog).to_contain_text("target='width'")
    dialog.get_by_label("Target").select_option("species")
    dialog.get_by_label("Standardize: each feature").check()
    expect(dialog).to_contain_text("standardize=True")
    button(program, "Use in the program").click()
    expect(dialog).to_be_hidden()
    expect(program.editor).to_contain_text(
        "datasets.csv('flowers.csv', target='species', decimal=','"
    )
    program.run()
    expect(program.output).to_contain_text("flowers.csv: 40 rows, 2 features, classification")
    expect(program.output).to_contain_text("fitted on (40, 2) [0, 1]")

    button(program, "Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^Python file")).click()
    saved = Path(download.value.path()).read_text("utf-8")
    assert "GIVEN = {" in saved and '\'flowers.csv\': """' in saved

    # A page that is opened later has it from the browser, and no other browser has it.
    second = opened(page.context.new_page(), url)
    second.write(
        PROGRAM.replace("moons(n=100)", "csv('flowers.csv', target='species', decimal=',')")
    )
    second.run()  # at once: a run waits for the file
    expect(second.output).to_contain_text("fitted on (40, 2)")
    second.page.close()

    page.evaluate(
        "document.dispatchEvent(new CustomEvent('playground-own-data', {detail: 'table'}))"
    )
    expect(dialog.get_by_role("button", name="Remove flowers.csv")).to_be_visible()
    dialog.get_by_role("button", name="Remove all tables").click()
    expect(dialog).to_contain_text("Tables: 0 bytes of 60 MB")
    dialog.get_by_role("button", name="Close").click()


def test_a_pasted_table_that_is_none_gets_its_line(program: Learner) -> None:
    program.open_chip("Data")
    button(program, "Your own table …").click()
    dialog = program.page.get_by_role("dialog", name="Your own table", exact=True)
    for text, said in {
        "a,b\n1,2\n3\n": "line 3: expected 2 cells, as in the first line, received 1",
        'a,b\n1,"2\n': "Is there a quote that is not closed",
        "a,b\n1,2\nx,2\n3,2\n": "Column 'a' holds numbers, but 1 of its cells are none",
        "\x01\x02": "is no text",
        "size\n1,5\n2,5,1\n7,5\n": "line 2: expected 1 cells, as in the first line, received 2",
    }.items():
        dialog.get_by_label("Paste a table").fill(text)
        button(program, "Look at the pasted text").click()
        expect(dialog).to_contain_text(said)
    dialog.get_by_label("Separator").select_option("semicolon")
    expect(dialog).to_contain_text("3 rows, 1 columns")
    program.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(program.editor).to_contain_text("datasets.moons")
    program.page.evaluate(
        """text => {
          const data = new DataTransfer()
          data.items.add(new File([text], "dropped.csv"))
          document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}))
        }""",
        FLOWERS,
    )
    expect(dialog).to_contain_text("dropped.csv: 40 rows, 3 columns")
    program.page.keyboard.press("Escape")


def test_points_are_drawn_with_the_pointer_and_with_keys(program: Learner) -> None:
    page = program.page
    program.open_chip("Data")
    button(program, "Draw points …").click()
    dialog = page.get_by_role("dialog", name="Draw points", exact=True)
    plane = dialog.get_by_role("application", name=re.compile("^Plane"))
    expect(plane).to_be_focused()
    button(program, "Begin with the program’s 100 points").click()
    expect(dialog).to_contain_text("100 points: 50 of class 0, 50 of class 1.")
    button(program, "Undo").click()
    expect(plane.locator("circle")).to_have_count(0)
    plane.focus()
    page.keyboard.press("Space")
    page.keyboard.press("1")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("2 points: 1 of class 0, 1 of class 1.")
    box = plane.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.5, steps=12)
    page.mouse.up()
    expect(dialog).to_contain_text(re.compile(r"[5-9] of class 1|1\d of class 1"))
    button(program, "Undo").click()
    expect(dialog).to_contain_text("2 points: 1 of class 0, 1 of class 1.")
    dialog.get_by_label("Erase").check()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(dialog).to_contain_text("1 points: 1 of class 1.")
    button(program, "Undo").click()
    button(program, "Use and train anew").click()
    expect(dialog).to_be_hidden()
    expect(program.editor).to_contain_text('datasets.points("0 0 0, 0.5 0.5 1")')
    expect(program.output).to_contain_text("fitted on (2, 2) [0, 1]")
    program.open_chip("Data")
    button(program, "Draw points …").click()
    expect(dialog).to_contain_text("2 points: 1 of class 0, 1 of class 1.")
    page.keyboard.press("Escape")

    # On a phone, where the buttons for files are put away.
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 360, "height": 640})
    try:
        page.evaluate(
            "document.dispatchEvent(new CustomEvent('playground-own-data', {detail: 'points'}))"
        )
        expect(plane).to_be_in_viewport(ratio=0.5)
        box = dialog.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    finally:
        page.set_viewport_size(size)


def test_points_join_a_fit_that_is_going_on(program: Learner) -> None:
    page = program.page
    program.write(PROGRAM.replace("moons(n=100)", 'points("0 0 0, 1 1 1, -1 1 0")'))
    expect(
        program.region("Decision boundary").get_by_role("group", name=re.compile("^Points"))
    ).to_be_visible()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('playground-own-data', {detail: 'points'}))"
    )
    dialog = page.get_by_role("dialog", name="Draw points", exact=True)
    join = button(program, "Join the running fit")
    expect(dialog).to_contain_text("3 points")
    expect(join).to_have_attribute("aria-disabled", "true")  # nothing runs
    page.keyboard.press("Escape")
    program.button("Step").click()
    expect(program.status).to_contain_text("Paused")
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('playground-own-data', {detail: 'points'}))"
    )
    expect(dialog).to_contain_text("The fit that is going on can train on them from its next epoch")
    page.keyboard.press("1")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    join.click()
    expect(dialog).to_be_hidden()
    expect(program.editor).to_contain_text("-1 1 0, 0.5 0 1")
    program.button("Resume").click()
    expect(program.output).to_contain_text("1 drawn point has joined the fit. It trains on 4.")
    expect(program.status).to_have_text(re.compile("^Finished(?!.*of the last run)"))
    expect(program.table_of("Decision boundary")).to_be_visible()
    expect(program.region("Decision boundary").get_by_role("table").last).to_contain_text("all4")


def test_the_measured_sets_are_everywhere(learner: Learner) -> None:
    learner.write(
        "from playground import datasets\n"
        "for make in (datasets.iris, datasets.penguins, datasets.wine, datasets.digits):\n"
        "    x, y = make()\n    print(make.__name__, x.shape, y.max())\n"
        "print(datasets.glyphs(20)[0].shape)\n"
    )
    learner.run()
    for said in (
        "iris (150, 4) 2",
        "wine (178, 13) 2",
        "digits (1797, 8, 8, 1) 9",
        "(20, 8, 8, 1)",
    ):
        expect(learner.output).to_contain_text(said)


def test_of_four_features_two_are_drawn_and_others_can_be_chosen(learner: Learner) -> None:
    learner.write(
        "import keras\nfrom playground import datasets\nx, y = datasets.iris()\n"
        'model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])\n'
        'model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")\n'
        "model.fit(x, y, epochs=2, verbose=0)\n"
    )
    plane = learner.region("Decision boundary")
    across, up = plane.get_by_label("Across", exact=True), plane.get_by_label("Up", exact=True)
    expect(across).to_have_value("2")
    expect(up).to_have_value("3")
    expect(plane).to_contain_text("the other 2 features at their mean")
    across.select_option("x₁")
    expect(plane.get_by_role("group", name=re.compile("^Points"))).to_be_visible()
    learner.run()
    expect(learner.status).to_contain_text("Finished")
    expect(across).to_have_value("0")
    expect(learner.table_of("Decision boundary")).to_contain_text("class")
    plane.locator("summary").first.click()

    # Every two of them, with the keyboard; the run is over, and is drawn over the chosen ones all the same.
    page = learner.page
    opener = plane.get_by_role("button", name="Pairs of features", exact=True)
    opener.press("Enter")
    pairs = page.get_by_role("dialog", name="Pairs of features", exact=True)
    expect(pairs.get_by_role("button")).to_have_count(6)
    chosen = pairs.get_by_role("button", name="x₁ across, x₄ up")
    expect(chosen).to_be_focused()
    expect(chosen).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    expect(pairs.get_by_role("button", name="x₂ across, x₃ up")).to_be_focused()
    pairs.get_by_text("Means as a table").click()
    expect(pairs.get_by_role("row", name="x₁")).to_contain_text("5.01")  # setosa's mean
    pairs.get_by_role("button", name="x₂ across, x₃ up").press("Enter")
    expect(pairs).to_be_hidden()
    expect(opener).to_be_focused()
    expect(across).to_have_value("1")
    expect(up).to_have_value("2")
    expect(learner.table_of("Decision boundary")).to_contain_text("class")
    plane.locator("summary").first.click()

    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": 360, "height": 640})
    try:
        page.get_by_role("button", name="Results", exact=True).click()
        opener.click()
        box = pairs.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
        cell = pairs.get_by_role("button").first.bounding_box()
        assert cell and min(cell["width"], cell["height"]) >= 44
        pairs.get_by_text("Means as a table").click()  # it is open since before: now closed
        pairs.get_by_text("Means as a table").click()
        expect(pairs.get_by_role("row", name="x₄")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(pairs).to_be_hidden()
        page.get_by_role("button", name="Program", exact=True).click()
    finally:
        page.set_viewport_size(size)


def test_validation_data_of_two_classes_have_a_confusion_matrix_and_a_roc_curve(
    learner: Learner,
) -> None:
    learner.write(PROGRAM.replace("epochs=2", "epochs=2, validation_split=0.3"))
    learner.run()
    expect(learner.status).to_contain_text("Finished")
    region = learner.region("Decision boundary")
    region.get_by_text("Confusion").click()
    expect(region.get_by_text("Validation data:")).to_contain_text(re.compile(r"\d+ of 30 right"))
    expect(
        region.get_by_role("img", name=re.compile(r"^ROC curve, area [01]\.\d{3}$"))
    ).to_be_visible()
    region.get_by_text("Confusion").click()
