"""The notebook it all started from, pasted into the page cell by cell."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.learner import Learner

CELLS = sorted((Path(__file__).parents[1] / "seed").glob("*.py"))


@pytest.mark.parametrize("cell", CELLS, ids=lambda path: path.stem)
def test_a_cell_runs_in_the_page(learner: Learner, cell: Path) -> None:
    learner.write(cell.read_text())
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"))


def test_there_are_cells() -> None:
    assert len(CELLS) >= 6
