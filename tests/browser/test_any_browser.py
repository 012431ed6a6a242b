"""The static page in browsers that lack something: it says so, and what can work works.

Every visit of these tests is in a private window: that is what a new context of Playwright is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect

from tests.browser.conftest import BROWSER, launched
from tests.browser.host import Host
from tests.browser.learner import Learner
from tests.browser.visits import KEPT, about, runs, visit

LAUNCH = Callable[..., Browser]
HAS_SIMD = """WebAssembly.validate(new Uint8Array(
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]))"""
WITHOUT_JSPI = "delete WebAssembly.Suspending; delete WebAssembly.promising;"


@pytest.fixture
def with_flags(playwright: Playwright) -> Iterator[LAUNCH]:
    """`with_flags("--no-…")` is a Chromium whose JavaScript lacks something."""
    if BROWSER != "chromium":
        pytest.skip("Chromium's flags")
    started: list[Browser] = []

    def launch(flags: str) -> Browser:
        started.append(launched(playwright, [f"--js-flags={flags}"]))
        return started[-1]

    yield launch
    for browser in started:
        browser.close()


def test_without_simd_promise_integration_and_service_worker(
    host: Host, with_flags: LAUNCH
) -> None:
    """And on a host that unzips the compressed copies on the way."""
    host.names_encoding = True
    for worker in ("page_worker.js", "kernel_worker.js"):
        [path] = host.site.glob(f"app-*/{worker}")
        path.write_text(WITHOUT_JSPI + path.read_text())
    context = with_flags("--no-enable-sse4-1").new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', {get: () => undefined});"
        + WITHOUT_JSPI
    )
    learner = visit(context, host.url)
    assert learner.page.evaluate(HAS_SIMD) is False
    assert learner.page.evaluate("crossOriginIsolated") is False
    assert learner.page.evaluate(KEPT).startswith("not kept: this browser, or this address")
    said = about(learner)
    assert "lacks JSPI" in said and "Needed for every visit" in said
    runs(learner)
    a_program_is_stopped_but_not_paused(learner)


def a_program_is_stopped_but_not_paused(learner: Learner) -> None:
    learner.button("Step").click()
    expect(learner.output).to_contain_text(re.compile("cannot pause", re.I), timeout=60_000)
    expect(learner.status).to_have_text(re.compile("^Finished"))
    learner.write("print('before')\nwhile True:\n    pass\n")
    learner.run()
    expect(learner.output).to_contain_text("before", timeout=60_000)
    learner.button("Stop").click()
    expect(learner.status).to_have_text(re.compile("^Stopped"))
    learner.write("print(6 * 7)")
    learner.run()
    expect(learner.output).to_contain_text("42", timeout=60_000)


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
    assert "Needed for every visit" in about(learner)
    runs(learner)


def test_without_webassembly_the_lesson_can_be_read(host: Host, context: BrowserContext) -> None:
    context.add_init_script("delete window.WebAssembly")
    page = context.new_page()
    page.goto(host.url)
    learner = Learner(page)
    expect(learner.status).to_contain_text(
        "Loading failed: this browser does not run WebAssembly", timeout=60_000
    )
    expect(learner.region("Lesson text")).to_contain_text("A layer is a function")
    expect(learner.editor).to_contain_text("class SimpleDense")
    assert "does not run WebAssembly" in about(learner)
