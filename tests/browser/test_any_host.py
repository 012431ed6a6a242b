"""The static build on hosts as they are: wrong types, no headers, compressed or not, or no host at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import SITE
from tests.browser.host import Host
from tests.browser.visits import KEPT, runs, visit


@pytest.mark.parametrize("instead", [False, True], ids=["not-found", "a-page-instead"])
def test_a_host_without_compressed_copies_and_types(
    host: Host, context: BrowserContext, instead: bool
) -> None:
    host.shows_a_page_instead = instead
    for copy in host.site.rglob("*.gz"):
        copy.unlink()
    host.type_of_all = "text/plain"
    learner = visit(context, host.url, forgive="404")  # it asks for the copies; Chromium notes it
    assert learner.page.evaluate(KEPT) == "kept"
    runs(learner)
    loaded = [path for path in host.asked if path.endswith((".wasm.zst", ".pack", ".json"))]
    assert len(loaded) >= 4


def test_a_strict_host_that_knows_none_of_our_types(host: Host, context: BrowserContext) -> None:
    host.no_sniffing = True
    host.type_of_all = "application/octet-stream"
    learner = visit(context, host.url)
    assert learner.page.evaluate(KEPT) == "kept"
    runs(learner)


def test_the_page_may_not_ask_other_hosts(host: Host, context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script("""
      window.refused = []
      addEventListener("securitypolicyviolation", said => refused.push(said.effectiveDirective))
    """)
    page.goto(host.url)
    answer = page.evaluate(
        "fetch('http://localhost:1/').then(() => 'sent', error => error.message)"
    )
    assert answer in ("Failed to fetch", "NetworkError when attempting to fetch resource.")
    page.wait_for_function("refused.includes('connect-src')")
    inside = "new Promise(done => setTimeout(() => { try { done(eval('1')) } catch (e) { done(e.name) } }))"
    assert page.evaluate(inside) == "EvalError"


def test_opened_as_a_file_it_says_how_to_open_it(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto((SITE / "index.html").absolute().as_uri())
    status = page.get_by_role("status")
    expect(status).to_contain_text("Loading failed: browsers run this page only from a web server")
    expect(page.get_by_role("region", name="Lesson text")).to_contain_text("python -m http.server")
