"""Modules that are left out of the static build."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from playground.site import absent

absent.leave_out()
import panel as pn
import unittest.mock
from panel.pane import Vega
from playground.lesson import load_lessons
from playground.runners.server import ServerRunner
from playground.session import Session
from playground.view.page import make_page

make_page(Session(ServerRunner(), load_lessons()))
print(Vega.__mro__, unittest.mock.Mock.__mro__)
"""


def test_the_page_is_made_without_what_is_left_out() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("<class 'object'>") == 2
