"""A whole visit of the static page asks no other host for anything: not the page, not its workers."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import QuietHandler
from tests.browser.host import Host
from tests.browser.learner import Learner
from tests.browser.visits import KEPT, about, runs, visit

# Chromium asks these whatever page it shows: how to fill in forms, whether there is a newer Chromium.
BROWSERS_OWN = ("content-autofill.googleapis.com:", "update.googleapis.com:")


class Elsewhere:
    """A proxy that stands for all other hosts, and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

            do_CONNECT = do_POST = do_GET

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    proxy = Elsewhere()
    yield proxy
    proxy.stop()


def test_a_whole_visit(host: Host, browser: Browser, elsewhere: Elsewhere) -> None:
    context = browser.new_context(
        viewport={"width": 1440, "height": 900},
        proxy={"server": elsewhere.url, "bypass": "127.0.0.1"},
    )
    learner = visit(context, host.url)
    assert learner.page.evaluate(KEPT) == "kept"
    runs(learner)
    every_lesson(learner)
    learner.write("1 / 0")
    learner.run()
    expect(learner.output).to_contain_text("ZeroDivisionError")
    learner.write("print('deaf')\nwhile True: pass\n")
    learner.run()
    expect(learner.output).to_contain_text("deaf", timeout=60_000)
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))
    about(learner)
    learner.page.close()
    second = visit(context, host.url)
    second.open_lesson("^1")  # it goes on with the last
    runs(second)
    assert [asked for asked in elsewhere.asked if not asked.startswith(BROWSERS_OWN)] == []

    second.page.goto("http://elsewhere.example/")  # that would have been noticed
    assert "http://elsewhere.example/" in elsewhere.asked
    context.close()


def every_lesson(learner: Learner) -> None:
    picker = learner.page.get_by_role("combobox", name="Lesson", exact=True)
    for option in picker.get_by_role("option").all_inner_texts():
        learner.open_lesson(re.escape(option))
        learner.run()
        expect(learner.status).to_have_text(re.compile("^(Epoch|Finished)"), timeout=60_000)
        learner.stop_if_running()
