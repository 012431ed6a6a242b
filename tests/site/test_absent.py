"""Modules that are left out of the static build."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from playground.lesson import load_lessons
from playground.site import absent
from playground.view import markdown

for lesson in load_lessons():
    markdown.remember(markdown.rendered_texts(lesson))
absent.leave_out()
import panel as pn
import bokeh
import unittest.mock
from bokeh.document import Document
from panel.pane import Vega
from playground.runners.server import ServerRunner
from playground.session import Session
from playground.view.page import make_page

document = Document()
make_page(Session(ServerRunner(), load_lessons())).server_doc(doc=document, location=True)
assert document.to_json()
print(Vega.__mro__[-1], unittest.mock.Mock.__mro__[-1], len(document.roots), bokeh.__version__)
"""


def test_the_page_is_made_without_what_is_left_out() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    import bokeh

    assert done.stdout.split()[:4] == ["<class", "'object'>"] * 2
    roots, version = done.stdout.split()[4:]
    assert int(roots) > 10 and version == bokeh.__version__
