"""Completion, signature help, hover, search and repairs: what the editor knows about names."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.learner import Learner

HEAD = "import keras\nfrom keras import layers as L\n"


def offered(learner: Learner) -> Locator:
    return learner.page.get_by_role("listbox", name="Completions").get_by_role("option")


def type_(learner: Learner, text: str) -> None:
    learner.page.keyboard.type(text)


def test_names_of_the_engine_are_completed_as_the_program_imported_them(learner: Learner) -> None:
    learner.write(HEAD)
    type_(learner, "model = keras.Sequential([L.Den")
    expect(offered(learner).first).to_have_text("Dense")
    learner.page.keyboard.press("Tab")
    type_(learner, "(8, act")
    expect(offered(learner).first).to_contain_text("activation=")
    learner.page.keyboard.press("Tab")
    type_(learner, '"rel')
    learner.page.keyboard.press("Tab")  # before the list is there: it waits
    expect(learner.editor).to_contain_text('L.Dense(8, activation="relu")])')
    learner.page.keyboard.press("End")
    type_(learner, "\nmodel.")
    expect(offered(learner).first).to_have_text("compile")
    type_(learner, 'compile("ad')
    expect(offered(learner).first).to_have_text("adam")
    learner.page.keyboard.press("Enter")  # a new line, not a choice
    expect(learner.editor).not_to_contain_text('"adam')


def test_names_are_asked_for_when_somebody_types_and_not_before(newcomer: Learner) -> None:
    loaded = "performance.getEntriesByType('resource').filter(e => /reference\\.json/.test(e.name)).length"
    assert newcomer.page.evaluate(loaded) == 0
    newcomer.write(HEAD)
    type_(newcomer, "L.De")
    expect(offered(newcomer).first).to_have_text("Dense")
    assert newcomer.page.evaluate(loaded) == 1


def test_a_call_shows_its_arguments_and_what_the_current_one_means(learner: Learner) -> None:
    learner.write(HEAD)
    type_(learner, "x = L.Dense(")
    program = learner.page.locator(".cm-signature-help")
    expect(program.locator("mark")).to_have_text("units")
    expect(program).to_contain_text("How many numbers the layer gives for each sample")
    type_(learner, "3, use_bias=")
    expect(program.locator("mark")).to_have_text("use_bias=True")
    caret = learner.page.locator(".cm-cursor-primary").bounding_box()
    box = program.bounding_box()
    assert caret and box
    assert (
        box["y"] + box["height"] <= caret["y"] + 1 or box["y"] >= caret["y"] + caret["height"] - 1
    )
    learner.page.keyboard.press("Escape")
    expect(program).to_have_count(0)


def test_what_stands_at_the_caret_is_said_on_hover_and_by_a_key(learner: Learner) -> None:
    learner.write(HEAD + "layer = L.Dense(4, use_bias=False)\n")
    name = learner.editor.get_by_text("Dense", exact=True).first
    name.hover()
    said = learner.page.locator(".cm-explained")
    expect(said).to_contain_text("Dense(units, activation=None")
    learner.page.mouse.move(5, 5)
    expect(said).to_have_count(0)
    learner.editor.press("ArrowUp")
    learner.editor.press("End")
    for _ in range(8):
        learner.editor.press("ArrowLeft")
    learner.editor.press("Control+Shift+Space")
    expect(said).to_contain_text("Whether a trainable vector is added.")
    learner.editor.press("Escape")
    expect(said).to_have_count(0)
    learner.page.get_by_role("button", name="What stands at the caret").click()
    expect(said).to_be_visible()


def test_search_is_the_programs_while_the_focus_is_in_it(learner: Learner) -> None:
    learner.write("apple = 1\npear = apple\nprint(pear, apple)\n")
    learner.editor.press("ControlOrMeta+f")
    find = learner.page.get_by_role("textbox", name="Find")
    find.fill("apple")
    learner.page.get_by_role("textbox", name="Replace").fill("fig")
    learner.page.get_by_role("button", name="replace all").click()
    expect(learner.editor).not_to_contain_text("apple")
    find.press("Escape")
    expect(find).to_have_count(0)
    learner.editor.press("ControlOrMeta+z")
    expect(learner.editor).to_contain_text("print(pear, apple)")


def test_one_press_repairs_and_one_takes_it_back(learner: Learner) -> None:
    learner.write(HEAD + "layer = L.Dens(4)\nprint('here')\n")
    note = learner.region("Program").get_by_role("note")
    if note.count() == 0:
        learner.editor.press("ControlOrMeta+Home")
        learner.page.keyboard.press("F8")
    expect(note).to_contain_text("Did you mean Dense?")
    expect(note.get_by_role("button", name=re.compile("Dens → Dense"))).to_be_visible()
    learner.editor.press("Alt+.")
    expect(learner.editor).to_contain_text("L.Dense(4)")
    expect(note).to_have_count(0)
    learner.editor.press("ControlOrMeta+z")
    expect(learner.editor).to_contain_text("L.Dens(4)")
    note.get_by_role("button", name=re.compile("Dens → Dense")).click()
    expect(learner.editor).to_contain_text("L.Dense(4)")
