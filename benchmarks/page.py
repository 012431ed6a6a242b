"""`python -m benchmarks.page server|static`: what a learner's browser does while a model trains.

Real Chromium on the real page: frames a second in which the curves, the boundary and the network changed, tasks of
more than 50 ms on the page's main thread, and the time from a key press to the new shapes. Nothing is asserted: a
machine has its moods. `--seconds N` to watch a fit for longer, `--url URL` for a page that is served already.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
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
    """Lesson 3 trains: frames a second by region, long tasks."""
    page.get_by_role("combobox", name="Lesson", exact=True).select_option(index=2)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("place", choices=["server", "static"])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--url", help="a page that is served already")
    options = parser.parse_args()
    path = shutil.which("chromium")
    where = contextlib.nullcontext(options.url) if options.url else served(options.place)
    with where as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(WATCHER)
        opened(page, url)
        keys = press_keys(page)
        fit = watch_a_fit(page, options.seconds)
        browser.close()
    print(f"{options.place}, 1440 × 900, lesson 3 for {fit['seconds']:.0f} s")
    print(f"  animation frames a second   {fit['frames']:6.1f}")
    for region in ("any", "training", "boundary", "network", "shapes", "status"):
        print(f"  frames with a new {region:<10}{fit['changed'].get(region, 0):6.1f}")
    long = fit["long"]
    print(f"  tasks over 50 ms            {len(long):6d}   longest {max(long, default=0):.0f} ms")
    spread = f"p95 {sorted(keys)[int(0.95 * len(keys)) - 1]:.0f}, worst {max(keys):.0f}"
    print(f"  key press to new shapes, ms {statistics.median(keys):6.0f}   {spread}")


if __name__ == "__main__":
    main()
