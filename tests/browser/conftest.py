"""A real browser against the real server and the real static build.

`place` runs every scenario on both. Opening the page is the slow part, so one page serves all the tests of a place;
each test begins from a lesson's starter program. With `-n 2` the two places are tested side by side, and the tests of
the static build alone, which open pages of their own, go to whoever has time.

The browser is Debian's Chromium; with PLAYGROUND_BROWSER=firefox Debian's Firefox ESR, driven by WebDriver BiDi.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.browser.learner import Learner

ROOT = Path(__file__).parents[2]
SITE = Path(os.environ.get("PLAYGROUND_SITE", ROOT / "site"))
BROWSER = os.environ.get("PLAYGROUND_BROWSER", "chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
# Firefox under WebDriver lets a page that was opened as a file read the files beside it.
AS_PEOPLE_HAVE_IT: dict[str, str | float | bool] = {"security.fileuri.strict_origin_policy": True}
# What Firefox reports, of no script and no line, when a worker is ended in which a program is busy.
ENDED_WORKER = "undefined" if BROWSER == "firefox" else None
START_MS = 120_000
expect.set_options(timeout=20_000)


class ByPlace(LoadScopeScheduling):
    """Tests of one place are tested by one process, because they share a page. Others go to whoever has time.

    pytest-xdist's own groups are no help: it writes them into the ids of tests, which pytest 9.2 does not let it.
    """

    def _split_scope(self, nodeid: str) -> str:
        place = re.search(r"\[(server|static)[-\]]", nodeid)
        return place[1] if place else nodeid


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByPlace:
    return ByPlace(config, log)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def launched(playwright: Playwright, flags: list[str]) -> Browser:
    """The browser that is tested; `flags` are for Chromium."""
    if BROWSER == "firefox":
        path = shutil.which("firefox-esr") or shutil.which("firefox")
        assert path, "Debian's Firefox is needed: make firefox"
        return playwright.firefox.launch(
            channel="moz-firefox", executable_path=path, firefox_user_prefs=AS_PEOPLE_HAVE_IT
        )
    path = shutil.which("chromium")
    assert path, "Debian's Chromium is needed: make chromium"
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS + flags)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launched(playwright, [])
    yield browser
    browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`panel serve app.py`, as in the README."""
    port = free_port()
    log = (tmp_path_factory.mktemp("server") / "log.txt").open("w+")
    command = ["-m", "panel", "serve", "app.py", "--address", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=log, stderr=log, start_new_session=True
    )
    url = f"http://127.0.0.1:{port}/app"
    for _ in range(600):
        try:
            with urllib.request.urlopen(url) as answer:
                assert answer.status == 200
            break
        except OSError:
            assert process.poll() is None, Path(log.name).read_text()
            time.sleep(0.1)
    yield url
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)
    log.close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@pytest.fixture(scope="session")
def static_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The static build as a school would host it: a plain file server, under a sub-path."""
    assert (SITE / "index.html").exists(), "The static build is needed: make site"
    root = tmp_path_factory.mktemp("host")
    (root / "school").mkdir()
    (root / "school" / "layers").symlink_to(SITE)
    handler = functools.partial(QuietHandler, directory=str(root))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/school/layers/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session", params=["server", "static"])
def place(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def url(place: str, request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue(f"{place}_url")


def watched(context: BrowserContext, url: str) -> Page:
    """A page that remembers what must not happen: errors in its console, requests to another host."""
    page = context.new_page()
    origin = "/".join(url.split("/")[:3])
    page.wrong = []  # type: ignore[attr-defined]
    page.on(
        "pageerror",
        lambda error: (
            None if str(error) == ENDED_WORKER else page.wrong.append(f"page error: {error}")  # type: ignore[attr-defined]
        ),
    )
    page.on(
        "console",
        lambda message: page.wrong.append(message.text) if message.type == "error" else None,  # type: ignore[attr-defined]
    )

    def check(request) -> None:
        own = (origin, origin.replace("http", "ws"), "blob:", "data:")
        if not request.url.startswith(own):
            page.wrong.append(f"foreign request: {request.url}")  # type: ignore[attr-defined]

    context.on("request", check)
    return page


def opened(page: Page, url: str) -> Learner:
    page.goto(url, timeout=START_MS)
    learner = Learner(page)
    if BROWSER == "firefox":
        # Of ten starts under WebDriver one hears no more of its workers; of 56 starts without it, none did.
        try:
            expect(learner.status).to_contain_text("Ready", timeout=20_000)
        except AssertionError:
            page.reload()
    expect(learner.status).not_to_have_text("", timeout=START_MS)
    expect(learner.status).not_to_contain_text("Loading", timeout=START_MS)
    return learner


@pytest.fixture(scope="session")
def shared_page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = watched(context, url)
    opened(page, url)
    yield page
    context.close()


@pytest.fixture
def learner(shared_page: Page) -> Iterator[Learner]:
    """Somebody on lesson 1 with its starter program and nothing running."""
    learner = Learner(shared_page)
    learner.start_over()
    yield learner
    wrong, shared_page.wrong = shared_page.wrong, []  # type: ignore[attr-defined]
    assert not wrong


@pytest.fixture
def newcomer(browser: Browser, url: str) -> Iterator[Learner]:
    """Somebody who opens the page for the first time."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = watched(context, url)
    yield opened(page, url)
    assert not page.wrong  # type: ignore[attr-defined]
    context.close()


@pytest.fixture
def host(tmp_path: Path):
    """A host of the static build that can be changed and switched off."""
    from tests.browser.host import Host

    host = Host(tmp_path)
    yield host
    host.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()
