"""The static page without its host: the second visit, updates, and browsers that keep nothing."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from playground.site.offline import write_service_worker
from tests.browser.conftest import SITE, QuietHandler, opened, watched

KEPT = "document.documentElement.dataset.offline"


class Host:
    """A file server with a copy of the site that can be changed, and switched off."""

    def __init__(self, root: Path) -> None:
        self.site = root / "school"
        shutil.copytree(SITE, self.site)
        self.asked: list[str] = []
        self._root, self._port = root, 0
        self.start()

    def start(self) -> None:
        host = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                host.asked.append(self.path)
                super().do_GET()

        handler = functools.partial(Handler, directory=str(self._root))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/school/"

    def publish(self, title: str) -> None:
        """Another version of the site: its page has another title."""
        page = self.site / "index.html"
        page.write_text(re.sub("<title>.*?</title>", f"<title>{title}</title>", page.read_text()))
        write_service_worker(self.site)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path)
    yield host
    host.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def visit(context: BrowserContext, url: str):
    """A visit until the browser has said whether it keeps the site."""
    learner = opened(watched(context, url), url)
    said = expect(learner.page.locator("html"))
    said.to_have_attribute("data-offline", re.compile("kept"), timeout=60_000)
    return learner


def runs(learner) -> None:
    learner.run()
    expect(learner.output).to_contain_text("(2, 32)", timeout=60_000)
    expect(learner.status).to_have_text(re.compile("^Finished"))
    assert not learner.page.wrong


def test_the_second_visit_needs_no_network(host: Host, context: BrowserContext) -> None:
    first = visit(context, host.url)
    assert first.page.evaluate(KEPT) == "kept"
    first.page.close()
    host.stop()
    try:
        context.set_offline(True)
        second = visit(context, host.url + "?from=a-bookmark")
        runs(second)
        assert second.page.evaluate("navigator.onLine") is False
    finally:
        host.start()


def test_an_update_comes_whole_or_not_at_all(host: Host, context: BrowserContext) -> None:
    update = (
        "navigator.serviceWorker.getRegistration().then(r => r.update()).then(() => 1, () => 0)"
    )
    waiting = "navigator.serviceWorker.getRegistration().then(r => !!r.waiting)"
    visit(context, host.url).page.close()
    pack = next(host.site.glob("app-*/page.pack"))
    right = pack.read_bytes()

    host.publish("Half a version")
    worker = host.site / "service_worker.js"
    worker.write_text(
        worker.read_text().replace('.pack": "', '.pack": "0')
    )  # what it names is not there
    pack.write_bytes(right[:1000])
    page = context.new_page()
    page.goto(host.url)
    page.evaluate(update)
    page.wait_for_timeout(1500)
    assert page.evaluate(waiting) is False
    page.goto(host.url)
    expect(page).to_have_title("Layer Playground")

    pack.write_bytes(right)
    host.publish("A new version")
    assert page.evaluate(update) == 1
    until = time.monotonic() + 30
    while not page.evaluate(waiting) and time.monotonic() < until:
        page.wait_for_timeout(50)
    host.asked.clear()
    page.goto(host.url)  # nobody else has the page open: this visit gets the new version
    expect(page).to_have_title("A new version")
    assert not [path for path in host.asked if path.endswith((".pack", ".wasm.gz"))], (
        "fetched twice"
    )
    page.close()
    runs(visit(context, host.url))


def test_without_service_workers_the_page_works(host: Host, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: () => undefined})"
    )
    learner = visit(context, host.url)
    assert learner.page.evaluate(KEPT).startswith("not kept: this browser, or this address")
    runs(learner)
    context.close()


def test_without_storage_the_page_works(host: Host, context: BrowserContext) -> None:
    """As when a browser blocks what sites store: everything about it throws."""
    context.add_init_script("""
      const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError") }
      for (const name of ["localStorage", "sessionStorage", "caches", "indexedDB"])
        Object.defineProperty(window, name, {get: refuse})
      Object.defineProperty(Navigator.prototype, "serviceWorker", {get: refuse})
    """)
    learner = visit(context, host.url)
    assert learner.page.evaluate(KEPT) == "not kept: The operation is insecure."
    runs(learner)


def test_a_host_without_compressed_copies_and_types(host: Host, context: BrowserContext) -> None:
    for copy in host.site.rglob("*.gz"):
        copy.unlink()
    context.route(
        "**/*.wasm",
        lambda route: route.fulfill(
            path=host.site / next(host.site.glob("pyodide-*/*.wasm")), content_type="text/plain"
        ),
    )
    runs(opened(watched_without_errors_of_missing(context, host.url), host.url))


def watched_without_errors_of_missing(context: BrowserContext, url: str):
    """Chromium writes an error for each compressed copy that is not there; that is how the page asks."""
    page = watched(context, url)

    class Forgiving(list):
        def append(self, text: str) -> None:
            if "404" not in text:
                super().append(text)

    page.wrong = Forgiving()  # type: ignore[attr-defined]
    return page


def test_the_page_may_not_ask_other_hosts(host: Host, context: BrowserContext) -> None:
    page = context.new_page()
    refused = []
    page.on(
        "console",
        lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None,
    )
    page.goto(host.url)
    answer = page.evaluate(
        "fetch('http://localhost:1/').then(() => 'sent', error => error.message)"
    )
    assert answer == "Failed to fetch" and any("connect-src" in text for text in refused)
    inside = "new Promise(done => setTimeout(() => { try { done(eval('1')) } catch (e) { done(e.name) } }))"
    assert page.evaluate(inside) == "EvalError"
