"""`python -m benchmarks.page server|static`: what a learner's browser does while a model trains.

Real Chromium on the real page: frames a second in which the curves, the boundary and the network changed, tasks of
more than 50 ms on the page's main thread, the time from a key press to the new shapes and from Stop to idle, and how
much the browser fetches before Python. Nothing is asserted: a machine has its moods, and its load is printed. `--seconds N` to watch a fit for longer, `--url URL` for a page that is served already.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gzip
import http.server
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
KEY_PRESSES = 20
START_MS = 120_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# Counts, for each region of the page, the frames in which something in it was painted or its nodes changed.
WATCHER = """
window.watcher = {frames: 0, changed: {}, long: [], touched: new Set()}
const regionOf = node => {
  for (let at = node; at; at = at.parentNode ?? at.host) if (at.nodeName === "SECTION" || at.nodeName === "FOOTER") return at.id || "status"
}
for (const name of ["stroke", "fill", "drawImage", "putImageData", "clearRect"]) {
  const paint = CanvasRenderingContext2D.prototype[name]
  CanvasRenderingContext2D.prototype[name] = function (...rest) {
    if (this.canvas.isConnected) watcher.touched.add(regionOf(this.canvas))
    return paint.apply(this, rest)
  }
}
const watch = tree => new MutationObserver(changes => {
  for (const change of changes) watcher.touched.add(regionOf(change.target))
}).observe(tree, {subtree: true, childList: true, characterData: true, attributes: true})
const attach = Element.prototype.attachShadow
Element.prototype.attachShadow = function (options) {
  const tree = attach.call(this, options)
  watch(tree)
  return tree
}
const frame = () => {
  watcher.frames++
  for (const region of watcher.touched) watcher.changed[region] = (watcher.changed[region] ?? 0) + 1
  if (watcher.touched.size) watcher.changed.any = (watcher.changed.any ?? 0) + 1
  watcher.touched.clear()
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
new PerformanceObserver(list => { for (const entry of list.getEntries()) watcher.long.push(entry.duration) }).observe({type: "longtask"})
"""

# Milliseconds from the next key press until the shapes table holds `wanted`.
UNTIL_SHAPES = """wanted => new Promise(resolve => {
  let pressed
  addEventListener("keydown", event => { pressed = event.timeStamp }, {capture: true, once: true})
  const host = document.querySelector("#shapes [data-root-id], #root-shapes")
  const text = node => (node.shadowRoot ? text(node.shadowRoot) : "") + [...node.childNodes].map(n => n.nodeType === 3 ? n.data : text(n)).join("")
  const look = () => pressed !== undefined && text(host).includes(wanted) ? resolve(performance.now() - pressed) : requestAnimationFrame(look)
  look()
})"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


@contextlib.contextmanager
def served(place: str) -> Iterator[str]:
    """The URL of the page: `panel serve app.py`, or a file server for `site/`."""
    if place == "static":
        handler = functools.partial(_Quiet, directory=str(ROOT / "site"))
        files = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=files.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{files.server_port}/"
        files.shutdown()
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "panel", "serve", "app.py", "--address", "127.0.0.1"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}/app"
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), urllib.request.urlopen(url):
                    break
                time.sleep(0.1)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def opened(page: Page, url: str) -> None:
    page.goto(url)
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile("^Ready"), timeout=START_MS)


def watch_a_fit(page: Page, seconds: float) -> dict[str, Any]:
    """Lesson 7 trains: frames a second by region, long tasks."""
    page.get_by_role("combobox", name="Lesson", exact=True).select_option(index=6)
    epochs = page.get_by_role("region", name="Compile").get_by_label("Epochs", exact=True)
    expect(epochs).to_have_value(re.compile(r"\d+"))
    epochs.fill("2000")
    epochs.press("Enter")
    toolbar = page.get_by_role("toolbar", name="Training controls")
    toolbar.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^Epoch"), timeout=30_000)
    page.wait_for_timeout(1000)
    page.evaluate("Object.assign(watcher, {frames: 0, changed: {}, long: []})")
    started = time.perf_counter()
    page.wait_for_timeout(seconds * 1000)
    seen = page.evaluate("watcher")
    took = time.perf_counter() - started
    toolbar.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^(Stopped|Finished)"))
    return {
        "frames": seen["frames"] / took,
        "changed": {name: count / took for name, count in seen["changed"].items()},
        "long": sorted(seen["long"], reverse=True),
        "seconds": took,
    }


def press_keys(page: Page) -> list[float]:
    """Lesson 1: the last digit of `units=32` is typed over again and again; milliseconds to the new shapes."""
    page.get_by_role("combobox", name="Lesson", exact=True).select_option(index=0)
    editor = page.get_by_role("textbox", name="Program", exact=True)
    editor.get_by_text("32", exact=True).first.dblclick()
    page.keyboard.type("10")
    page.wait_for_timeout(1500)
    took = []
    for i in range(KEY_PRESSES):
        digit = (i + 1) % 10
        page.keyboard.press("Backspace")
        page.wait_for_timeout(600)
        page.evaluate(
            "wanted => { window.measured = (" + UNTIL_SHAPES + ")(wanted) }", f"(2, 1{digit})"
        )
        page.keyboard.press(str(digit))
        took.append(page.evaluate("window.measured"))
    return took


ENDLESS = """while True:
    pass
"""
# Milliseconds from the click on Stop until the status says that the run has ended.
UNTIL_STOPPED = """() => new Promise(resolve => {
  const all = root => [...root.querySelectorAll("*")].flatMap(e => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e])
  const status = all(document).find(e => e.getAttribute("role") === "status")
  let pressed
  addEventListener("click", event => { pressed = event.timeStamp }, {capture: true, once: true})
  const look = () => pressed !== undefined && /^(Stopped|Finished)/.test(status.textContent)
    ? resolve(performance.now() - pressed) : setTimeout(look, 1)
  look()
})"""
DEAF = f"import time\nprint('deaf', time.time_ns())\n{ENDLESS}"
# Milliseconds from the click on Run until the output shows what the program prints first; it never prints the same.
UNTIL_PRINTED = """() => new Promise(resolve => {
  const all = root => [...root.querySelectorAll("*")].flatMap(e => e.shadowRoot ? [e, ...all(e.shadowRoot)] : [e])
  let pressed
  addEventListener("click", event => { pressed = event.timeStamp }, {capture: true, once: true})
  const printed = () => all(document.querySelector("#output")).map(e => /deaf \\d+/.exec(e.textContent)?.[0]).find(Boolean)
  const before = printed()
  const look = () => {
    const now = pressed !== undefined && printed()
    return now && now !== before ? resolve(performance.now() - pressed) : setTimeout(look, 1)
  }
  look()
})"""
STOPS = 5


def stop_a_run(page: Page, source: str | None, began: str) -> list[float]:
    """Milliseconds from Stop to idle: of `source`, or of the long fit that is in the editor."""
    toolbar = page.get_by_role("toolbar", name="Training controls")
    status = page.get_by_role("status")
    if source:
        editor = page.get_by_role("textbox", name="Program", exact=True)
        editor.click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(source)
    took = []
    for _ in range(STOPS):
        toolbar.get_by_role("button", name="Run", exact=True).click()
        expect(status).to_have_text(re.compile(began), timeout=30_000)
        page.wait_for_timeout(700)
        page.evaluate("() => { window.stopped = (" + UNTIL_STOPPED + ")() }")
        toolbar.get_by_role("button", name="Stop", exact=True).click()
        took.append(page.evaluate("window.stopped"))
    return took


def run_after_kills(page: Page) -> list[float]:
    """Milliseconds from Run to the first output, at once after a program was killed that did not answer Stop."""
    toolbar = page.get_by_role("toolbar", name="Training controls")
    status = page.get_by_role("status")
    page.get_by_role("textbox", name="Program", exact=True).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(DEAF)
    page.wait_for_timeout(2000)  # for the spare interpreter
    took = []
    for number in range(STOPS + 1):
        page.evaluate("() => { window.printed = (" + UNTIL_PRINTED + ")() }")
        toolbar.get_by_role("button", name="Run", exact=True).click()
        milliseconds = page.evaluate("window.printed")
        if number:  # before the first, nothing was killed
            took.append(milliseconds)
        page.wait_for_timeout(700)
        toolbar.get_by_role("button", name="Stop", exact=True).click()
        expect(status).to_have_text(re.compile("^Stopped"), timeout=30_000)
    return took


PYTHON_FILES = re.compile(r"pyodide|\.wasm|\.pack|\.image|python\.js|_worker\.js|python_stdlib")


class Weight:
    """What the browser fetched, each file once and compressed as a good host would send it."""

    def __init__(self, page: Page) -> None:
        self.page_bytes = self.python_bytes = 0
        self._seen: set[str] = set()
        page.on("response", self._add)

    def _add(self, response: Any) -> None:
        if response.url in self._seen or not response.url.startswith("http"):
            return
        self._seen.add(response.url)
        with contextlib.suppress(Exception):  # a redirect has no body, a worker's may be gone
            body = response.body()
            packed = body[:2] == b"\x1f\x8b"
            size = len(body) if packed else min(len(body), len(gzip.compress(body, 9)))
            if PYTHON_FILES.search(response.url):
                self.python_bytes += size
            else:
                self.page_bytes += size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("place", choices=["server", "static"])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--runs", type=int, default=3, help="fits; the median one is shown")
    parser.add_argument("--url", help="a page that is served already")
    options = parser.parse_args()
    path = shutil.which("chromium")
    where = contextlib.nullcontext(options.url) if options.url else served(options.place)
    with where as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCHER)
        weight = Weight(page)
        load = os.getloadavg()[0]
        opened(page, url)
        keys = press_keys(page)
        fits = [watch_a_fit(page, options.seconds) for _ in range(options.runs)]
        fit = sorted(fits, key=lambda one: len(one["long"]))[len(fits) // 2]
        training = stop_a_run(page, None, "^Epoch")
        endless = stop_a_run(page, ENDLESS, "^Running")
        again = run_after_kills(page)
        load = max(load, os.getloadavg()[0])
        browser.close()
    seconds = f"lesson 7 for {fit['seconds']:.0f} s, median of {options.runs}"
    print(f"{options.place}, 1440 × 900, {seconds}, load {load:.1f} on {os.cpu_count()} cores")
    print(f"  animation frames a second   {fit['frames']:6.1f}")
    for region in ("any", "training", "boundary", "network", "shapes", "status"):
        print(f"  frames with a new {region:<10}{fit['changed'].get(region, 0):6.1f}")
    long = fit["long"]
    print(f"  tasks over 50 ms            {len(long):6d}   longest {max(long, default=0):.0f} ms")
    spread = f"p95 {sorted(keys)[int(0.95 * len(keys)) - 1]:.0f}, worst {max(keys):.0f}"
    print(f"  key press to new shapes, ms {statistics.median(keys):6.0f}   {spread}")

    for what, milliseconds in (("training", training), ("while True", endless)):
        print(
            f"  Stop to idle, {what:<13} {statistics.median(milliseconds):6.0f}   worst {max(milliseconds):.0f}"
        )
    print(f"  Run to output after a kill  {statistics.median(again):6.0f}   worst {max(again):.0f}")
    print(f"  page before Python, MB gz   {weight.page_bytes / 1e6:6.2f}")
    print(f"  Python and what it needs    {weight.python_bytes / 1e6:6.2f}")


if __name__ == "__main__":
    main()
