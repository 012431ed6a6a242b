"""What leaves the page and what enters it, in both places: links, files."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from playground.program import Program
from tests.browser.learner import Learner

FOREIGN = 'print("from elsewhere")\n'


def button(learner: Learner, name: str):
    return learner.page.get_by_role("button", name=name, exact=True)


def test_a_shared_program_arrives_and_waits_to_be_run(learner: Learner) -> None:
    learner.write("print(1 + 1)\n")
    button(learner, "Share").click()
    address = learner.page.get_by_role("textbox", name="Address", exact=True)
    expect(address).to_have_value(re.compile(r"#p1=[\w-]+$"))
    assert "token" not in address.input_value()
    found = Program.from_fragment(address.input_value().partition("#")[2])
    assert found is not None and found.source == "print(1 + 1)\n"
    expect(learner.page.get_by_role("img", name="QR code of the address")).to_be_visible()
    learner.page.keyboard.press("Escape")
    expect(button(learner, "Share")).to_be_focused()

    link = Program(FOREIGN, found.lesson).to_fragment()
    learner.page.evaluate("link => { location.hash = link }", link)
    expect(learner.editor).to_contain_text("from elsewhere")
    expect(learner.status).to_contain_text("nothing of it is executed")
    expect(learner.output).not_to_contain_text("from elsewhere")
    learner.page.evaluate("link => { location.hash = link }", link[:-9])
    alert = learner.page.get_by_role("alert").filter(has_text="Nothing of yours was changed")
    expect(alert).to_contain_text("damaged")
    alert.get_by_role("button", name="Close").click()
    expect(learner.editor).to_contain_text("from elsewhere")
    button(learner, "Your own program").click()
    expect(learner.editor).to_contain_text("print(1 + 1)")
    learner.run()
    expect(learner.output).to_contain_text("2")


@pytest.mark.parametrize("kind", ["py", "ipynb"])
def test_a_downloaded_program_is_opened_again(learner: Learner, kind: str, tmp_path: Path) -> None:
    learner.write("from playground import datasets\nprint(datasets.xor(4)[0].shape)\n")
    button(learner, "Download").click()
    label = {"py": "Python file", "ipynb": "Notebook"}[kind]
    with learner.page.expect_download() as download:
        learner.page.get_by_role("button", name=re.compile(f"^{label}")).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == f".{kind}" and "def xor" in path.read_text("utf-8")
    learner.page.locator("input[type=file]").set_input_files(path)
    expect(learner.region("Program")).to_contain_text(f"Opened {path.name}.")
    learner.run()
    expect(learner.output).to_contain_text("(4, 2)")


def test_what_is_no_program_is_refused_and_nothing_is_lost(
    learner: Learner, tmp_path: Path
) -> None:
    learner.write("print('mine')\n")
    large = {"cells": [{"cell_type": "code", "source": "print(2)", "outputs": ["A" * 10_000_000]}]}
    files = {
        "binary.py": bytes(range(256)) * 20,
        "broken.ipynb": json.dumps(large).encode()[:5_000],
        "long.py": b"x = 1\n" * 50_000,
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        learner.page.locator("input[type=file]").set_input_files(tmp_path / name)
        alert = learner.page.get_by_role("alert").filter(has_text=name)
        expect(alert).to_contain_text("Nothing of yours was changed")
        expect(learner.editor).to_contain_text("print('mine')")
    (tmp_path / "large.ipynb").write_text(json.dumps(large))
    learner.page.locator("input[type=file]").set_input_files(tmp_path / "large.ipynb")
    expect(learner.editor).to_contain_text("print(2)")
