"""A program out of a notebook, a console or a word processor is mended as it is pasted, and that can be undone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner

CONSOLE = ">>> x = [1, 2]\n>>> print(“sum”, sum(x))\nsum 3\n"


@pytest.mark.parametrize("how", ["undone", "run"])
def test_a_console_becomes_a_program(learner: Learner, how: str) -> None:
    learner.write(CONSOLE)
    region = learner.region("Program")
    expect(region).to_contain_text("Mended on pasting: a prompt of Python's console (>>>) (line 1)")
    expect(region).to_contain_text("a typographic quote (“) (line 2)")
    expect(learner.editor).not_to_contain_text(">>>")
    expect(learner.editor).to_contain_text('print("sum", sum(x))')
    if how == "undone":
        learner.editor.press("ControlOrMeta+z")
        expect(learner.editor).to_contain_text(">>> print(“sum”, sum(x))")
        expect(region).not_to_contain_text("Mended on pasting")
    learner.run()
    expect(learner.output).to_contain_text("sum 3" if how == "run" else "A typographic quote (“)")


def test_what_is_a_program_stays_as_it_is_pasted(learner: Learner) -> None:
    source = "print('“quoted” – &lt;')  # %time\n"
    learner.write(source)
    learner.run()
    expect(learner.output).to_contain_text("“quoted” – &lt;")
    expect(learner.region("Program")).not_to_contain_text("Mended on pasting")


def test_a_word_pasted_into_a_string_is_the_learners(learner: Learner) -> None:
    learner.write('print("")')
    learner.editor.press("ControlOrMeta+End")
    for _ in range(2):
        learner.editor.press("ArrowLeft")
    learner.paste("so – “so”")
    learner.run()
    expect(learner.output).to_contain_text("so – “so”")


def test_10_mb_are_refused_and_what_follows_runs(learner: Learner) -> None:
    learner.write("print('before')")
    learner.run()
    expect(learner.output).to_contain_text("before")
    learner.write("x = 1  # far too long\n" * 450_000)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Error"), timeout=60_000)
    expect(learner.output).to_contain_text("Nothing was run", timeout=60_000)
    learner.write("print(6 * 7)")
    learner.run()
    expect(learner.output).to_contain_text("42", timeout=60_000)
    expect(learner.status).to_have_text(re.compile("^Finished"))
