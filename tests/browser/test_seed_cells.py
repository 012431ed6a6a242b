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


def test_what_a_program_may_import(learner: Learner) -> None:
    """The static build leaves parts of the standard library and of NumPy at home; not these."""
    modules = (
        "abc argparse array ast bisect calendar cmath collections colorsys contextlib copy csv dataclasses datetime "
        "decimal difflib enum fractions functools gc getopt glob graphlib gzip hashlib heapq html inspect io ipaddress "
        "itertools json keyword locale logging math numbers operator os pathlib pickle pprint pydoc queue random re "
        "secrets shelve shutil statistics string struct sys tempfile textwrap time timeit tomllib traceback types "
        "typing unittest unicodedata uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo "
        "numpy.fft numpy.lib.recfunctions numpy.ma numpy.polynomial numpy.testing"
    )
    learner.write(
        f"import importlib\nfor name in {modules!r}.split():\n    importlib.import_module(name)\n"
        "import datetime\nprint(datetime.datetime.strptime('7 May', '%d %b').month, 'imported')"
    )
    learner.run()
    expect(learner.output).to_contain_text("5 imported", timeout=60_000)
