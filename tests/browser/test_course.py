"""A course: the static build with other lessons, put together without compiling anything."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from playground.lesson import FOLDER
from tests.browser.conftest import ROOT, SITE, QuietHandler, opened, watched

CHECKS = '''
def check_says_hello(run):
    """The program prints `hello`"""
    assert "hello" in run.printed, "Print the word."
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(FOLDER / "04_models", folder / "lessons" / "07_mine")
    mine = folder / "lessons" / "07_mine"
    (mine / "lesson.md").write_text("---\ntitle: Mine\n---\nSay **hello** to $x \\| y$.\n")
    (mine / "starter.py").write_text("print('hullo')\n")
    (mine / "checks.py").write_text(CHECKS)
    (folder / "lessons" / "08_broken").mkdir()
    # A process of its own: Playwright's loop runs in this one.
    command = [
        "-m",
        "playground",
        "course",
        folder / "lessons",
        "--site",
        SITE,
        "--out",
        folder / "out",
    ]
    subprocess.run(
        [sys.executable, *map(str, command)], cwd=ROOT, check=False, timeout=120
    )  # 1: a lesson is broken
    handler = functools.partial(QuietHandler, directory=str(folder / "out"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("start", ["", "?start=compiled"])
def test_a_course_is_learned(course: str, start: str, context: BrowserContext) -> None:
    page = watched(context, course)
    warned: list[str] = []
    page.on("console", lambda m: warned.append(m.text) if m.type == "warning" else None)
    page.goto(course + start, wait_until="commit")
    expect(page.get_by_text("hullo").first).to_be_visible()  # before Python is there
    learner = opened(page, course + start)
    assert learner.lesson == "7 · Mine"
    expect(learner.region("Lesson text")).to_contain_text("The program prints hello")
    learner.write("print('hello')\n")
    learner.run()
    expect(learner.output).to_contain_text("hello")
    expect(page.get_by_text("1 of 1").first).to_be_visible()
    learner.open_lesson(r"\(broken\)")
    expect(learner.region("Lesson text")).to_contain_text("there is no lesson.md")
    wanted = "compiled" if start else "snapshot"
    assert page.evaluate("document.documentElement.dataset.start") == wanted
    assert not [w for w in warned if re.search("another page|started anew", w)]
    assert not page.wrong  # type: ignore[attr-defined]
