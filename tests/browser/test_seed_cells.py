"""The notebook it all started from, pasted into the page cell by cell."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner
from tests.test_seed_cells import PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_cell_runs_in_the_page(learner: Learner, name: str) -> None:
    learner.write(PROGRAMS[name])
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"))
    if name == "2_call_it":
        expect(learner.output).to_contain_text("(2, 32)")
