"""The static page without its host: the second visit, updates, and downloads that were cut."""

from __future__ import annotations

import json
import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import BROWSER
from tests.browser.host import Host
from tests.browser.learner import Learner
from tests.browser.visits import KEPT, about, runs, visit

# Outside the page, so that nothing but the service worker asks for files.
BESIDE = "licences/index.html"
REGISTER = """async () => {
  const at = await navigator.serviceWorker.register("../service_worker.js", { updateViaCache: "none" })
  const worker = at.installing ?? at.waiting ?? at.active
  const ended = ["installed", "activated", "redundant"]
  const changed = () => new Promise(done => worker.addEventListener("statechange", done, { once: true }))
  while (!ended.includes(worker.state)) await changed()
  return worker.state
}"""
HAVE = """async () => {
  const found = []
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) found.push(url.split("/").at(-1))
  return found
}"""
UPDATE = """async () => {
  const at = await navigator.serviceWorker.getRegistration()
  await at.update().catch(() => {})
  const worker = at.installing ?? at.waiting
  const changed = () => new Promise(done => worker.addEventListener("statechange", done, { once: true }))
  while (worker?.state === "installing") await changed()
  return worker?.state ?? "nothing new"
}"""


def files_of(host: Host) -> dict[str, str]:
    """What the host's service worker keeps: path → SHA-256."""
    listed = re.match(
        r"const FILES = (\{.*?\});", (host.site / "service_worker.js").read_text(), re.DOTALL
    )
    assert listed
    return json.loads(listed[1])


def test_the_second_visit_needs_no_network(host: Host, context: BrowserContext) -> None:
    first = visit(context, host.url)
    assert first.page.evaluate(KEPT) == "kept"
    assert {f"{name}.pack" for name in ("kernel", "page")} <= {p.split("/")[-1] for p in host.asked}
    assert "Not needed any more" in about(first)
    first.page.close()
    host.stop()
    try:
        if BROWSER != "firefox":  # there, WebDriver's "offline" never asks the service worker
            context.set_offline(True)
        second = visit(context, host.url + "?from=a-bookmark")
        runs(second)
        assert second.page.evaluate("navigator.onLine") is (BROWSER == "firefox")
    finally:
        host.start()


def test_a_first_visit_that_was_cut_goes_on_where_it_was(
    host: Host, context: BrowserContext
) -> None:
    wanted = files_of(host)
    page = context.new_page()
    page.goto(host.url + BESIDE)
    host.cuts = lambda path: path == "index.html"  # somewhere in the middle
    assert page.evaluate(REGISTER) == "redundant"
    have = set(page.evaluate(HAVE))
    assert have and have < set(wanted.values())

    host.cuts = lambda path: False
    host.asked.clear()
    assert page.evaluate(REGISTER) in ("installed", "activated")
    asked = [path for path in host.asked if path != "service_worker.js"]
    assert sorted(asked) == sorted(path for path in wanted if wanted[path] not in have)
    assert set(page.evaluate(HAVE)) == set(wanted.values())


def test_an_update_comes_whole_or_not_at_all(host: Host, context: BrowserContext) -> None:
    visit(context, host.url).page.close()

    host.publish("A new version")
    host.change("about.js", "Licences", "New licences")
    host.cuts = lambda path: path == "index.html"  # the last of the files that changed
    host.asked.clear()
    beside = context.new_page()
    beside.goto(host.url + BESIDE)
    assert beside.evaluate(UPDATE) in ("redundant", "nothing new")
    assert "index.html" in host.asked
    beside.close()
    old = visit(context, host.url)
    expect(old.page).to_have_title("Layer Playground")
    said = about(old)
    assert "Not needed any more" in said and "New licences" not in said  # of the version before
    runs(old)

    host.cuts = lambda path: False
    host.asked.clear()
    assert old.page.evaluate(UPDATE) == "installed"
    assert "index.html" in host.asked
    assert not [path for path in host.asked if path.endswith((".pack", ".wasm.zst"))], (
        "fetched twice"
    )
    expect(old.page).to_have_title("Layer Playground")
    old.page.goto(host.url)  # nobody else has the page open: this visit gets the new version
    expect(old.page).to_have_title("A new version")
    assert "New licences" in about(Learner(old.page))
    old.page.close()
    runs(visit(context, host.url))


def test_a_new_version_is_told_and_opened_when_nobody_looks_at_the_old_one(
    host: Host, context: BrowserContext
) -> None:
    seen = visit(context, host.url).page
    other = visit(context, host.url).page
    assert seen.evaluate(KEPT) == other.evaluate(KEPT) == "kept"
    host.publish("A new version")
    assert seen.evaluate(UPDATE) == "installed"
    bar = seen.get_by_role("group", name="New version")
    expect(bar).to_contain_text("A new version is ready")
    bar.get_by_role("button", name="Open it").click()
    expect(bar).to_contain_text("open in another tab")
    expect(seen).to_have_title("Layer Playground")
    other.close()
    bar.get_by_role("button", name="Open it").click()
    expect(seen).to_have_title("A new version")
    expect(bar).to_have_count(0)
