"""`python -m benchmarks.visits`: the static build's first and second visit, beside the page that `panel convert` makes.

Real Chromium with a new profile, then the same profile again. The two pages take turns. Seconds from the address to:
the lesson's text on the screen; text typed into the editor that is still there later; the first finished Run; the first
epoch of lesson 7; and megabytes sent until that first Run. `--slow` is a second condition: the browser's processes run
a quarter of the time and the host sends 10 Mbit a second. The host compresses for both pages.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import io
import os
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, TimeoutError, sync_playwright

from benchmarks.naive_page import naive_page
from benchmarks.page import ARGUMENTS, ROOT
from tests.browser.learner import Learner

LIMIT_MS = 90_000
MEGABIT = 125_000  # bytes
CHUNK = 16_384
BROWSER_STARTS = 4.0  # seconds that a browser with a new profile is busy with itself
LESSON = "A layer is a function"
FIRST_PAINT = """() => {  // milliseconds since 1970; 0 as long as the browser has not written it down
  const [paint] = performance.getEntriesByName("first-contentful-paint")
  return paint ? performance.timeOrigin + paint.startTime : 0
}"""
SHOWN = """([selector, pattern]) => {
  const inside = root => [...root.querySelectorAll("*")].some(e =>
    e.matches(selector) && RegExp(pattern).test(e.textContent) && e.getClientRects().length
    || e.shadowRoot && inside(e.shadowRoot))
  return inside(document)
}"""
EDITOR, STATUS = "[role=textbox][aria-label=Program]", "[role=status]"
COLUMNS = ("text", "typed", "Run", "epoch", "MB")


class Host:
    """A file server that compresses, counts what it sends and may be slow."""

    def __init__(self, folder: Path, bytes_a_second: float | None) -> None:
        self.sent = 0
        self._free_at, self._lock, self._rate = 0.0, threading.Lock(), bytes_a_second
        handler = functools.partial(_Handler, self, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def send(self, chunk: bytes) -> None:
        """Count it, and wait until the line, which all connections share, has room for it."""
        with self._lock:
            self.sent += len(chunk)
            if self._rate:
                self._free_at = max(self._free_at, time.monotonic()) + len(chunk) / self._rate
        time.sleep(max(0.0, self._free_at - time.monotonic()) if self._rate else 0)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, host: Host, *rest: object, **named: object) -> None:
        self.host = host
        super().__init__(*rest, **named)  # type: ignore[arg-type]

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""

    def send_head(self) -> io.BytesIO | None:  # type: ignore[override]
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return None
        fresh = f'"{path.stat().st_mtime_ns}"'
        if self.headers.get("If-None-Match") == fresh:
            self.send_response(304)
            self.end_headers()
            return None
        zipped = path.suffix in (".js", ".mjs", ".wasm", ".html", ".css", ".json")
        content = _zipped(path) if zipped else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", fresh)
        self.send_header("Cache-Control", "max-age=600")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return io.BytesIO(content)

    def copyfile(self, source, outputfile) -> None:  # type: ignore[no-untyped-def]
        while chunk := source.read(CHUNK):
            self.host.send(chunk)
            outputfile.write(chunk)


@functools.cache
def _zipped(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), 9)


class Slowed:
    """While it lasts, the browser of a profile runs one millisecond in `times`."""

    def __init__(self, profile: str, times: int) -> None:
        self._times, self._over = times, threading.Event()
        self._thread = threading.Thread(target=self._toggle, args=(profile,))

    def __enter__(self) -> None:
        if self._times > 1:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._times > 1:
            self._thread.join()

    def _toggle(self, profile: str) -> None:
        [group] = {os.getpgid(pid) for pid in processes(profile)}
        assert group != os.getpgid(0)
        while not self._over.is_set():
            os.killpg(group, signal.SIGSTOP)
            time.sleep(0.005 * (self._times - 1))
            os.killpg(group, signal.SIGCONT)
            time.sleep(0.005)


def processes(profile: str) -> list[int]:
    """The browser's processes that know this profile folder."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if profile.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def wait(page: Page, selector: str, pattern: str = "") -> None:
    """Until an element is shown whose text has the pattern. Playwright's own waiting looks twice a second only."""
    page.wait_for_function(SHOWN, arg=[selector, pattern], polling=20)


def visit(page: Page, host: Host, eager: bool) -> list[float]:
    """The columns. `eager`: what is pressed and typed before Python has started counts, and is not repeated."""
    sent, began, opened = host.sent, time.monotonic(), time.time()

    def now() -> float:
        return time.monotonic() - began

    learner = Learner(page)
    page.set_default_timeout(LIMIT_MS)
    html = page.goto(host.url, wait_until="commit")
    learner.region("Lesson text").filter(has_text=LESSON).wait_for()
    text = now()
    if eager:
        # it stands in the page's own HTML, and somebody who asks the busy page hears of it late
        painted = page.wait_for_function(FIRST_PAINT).json_value()
        text = min(text, painted / 1000 - opened)
    wait(page, EDITOR)
    if not eager:  # it is drawn again when Python is there, and what was typed is gone
        page.wait_for_function("() => !document.body.className.includes('pn-loading')")
    typed = _typed(learner, now)
    while not eager and not _answered(learner):
        typed = _typed(learner, now)
    learner.run()
    wait(page, STATUS, "^(Finished|Error)")
    finished = now()
    megabytes = (host.sent - sent) / 1e6
    assert "#kept" in learner.program(), "what was typed is gone"
    learner.output.filter(has_text="(2, 32)").wait_for()
    learner.open_lesson("^7")
    learner.run()
    wait(page, STATUS, "^(Epoch|Finished)")
    epoch = now()
    learner.stop_if_running()
    learner.open_lesson("^1")  # a visit begins with the lesson that the one before it ended with
    assert html and (not eager or LESSON in html.text())
    return [text, typed, finished, epoch, megabytes]


def _typed(learner: Learner, now: Callable[[], float]) -> float:
    learner.editor.click()
    learner.page.keyboard.press("ControlOrMeta+End")
    learner.page.keyboard.type("#kept")
    return now()


def _answered(learner: Learner) -> bool:
    """Whether Python has seen what was typed, and it is still there."""
    try:
        learner.row("SimpleDense", "(2, 32)").wait_for(timeout=5000)
    except TimeoutError:
        return False
    return "#kept" in learner.program()


def visits(host: Host, eager: bool, slow: int) -> tuple[list[float], list[float]]:
    """The columns of a first and of a second visit."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        both = []
        for number in range(2):
            context: BrowserContext = playwright.chromium.launch_persistent_context(
                profile, executable_path="/usr/bin/chromium", args=ARGUMENTS
            )
            page = context.pages[0]
            page.goto("about:blank")
            time.sleep(BROWSER_STARTS)
            with Slowed(profile, slow):
                both.append(visit(page, host, eager))
            if (
                eager and number == 0
            ):  # the service worker has everything before the window is closed
                page.wait_for_function("() => document.documentElement.dataset.offline")
            context.close()
        return both[0], both[1]


def report(rounds: int, slow: bool) -> None:
    rate = 10 * MEGABIT if slow else None
    condition = "a quarter of the CPU, 10 Mbit/s" if slow else "this machine"
    pages = {"static build": (ROOT / "site", True), "panel convert": (naive_page(), False)}
    hosts = {name: Host(folder, rate) for name, (folder, _) in pages.items()}
    found: dict[tuple[str, str], list[list[float]]] = {}
    load = os.getloadavg()[0]
    for number in range(rounds):
        for name, (_, eager) in list(pages.items())[:: 1 if number % 2 else -1]:
            for which, columns in zip(
                ("first visit", "second visit"), visits(hosts[name], eager, 4 if slow else 1)
            ):
                found.setdefault((name, which), []).append(columns)
                print(f"  {name}, {which}: {columns[2]:.1f} s", flush=True)
    for host in hosts.values():
        host.close()
    print(
        f"\n{condition}; {rounds} rounds, load before {load:.1f}; medians (fastest to slowest), s"
    )
    print(f"{'':28}" + "".join(f"{name:>20}" for name in COLUMNS))
    for (name, which), rows in sorted(found.items()):
        cells = [f"{statistics.median(c):.2f} ({min(c):.2f}–{max(c):.2f})" for c in zip(*rows)]
        print(f"{f'{name}, {which}':28}" + "".join(f"{cell:>20}" for cell in cells))
    for which in ("first visit", "second visit"):
        ours, naive = (
            statistics.median(row[2] for row in found[name, which])
            for name in ("static build", "panel convert")
        )
        print(f"{which}: first finished Run {naive / ours:.1f} times sooner")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visits")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--slow", action="store_true", help="CPU slowed 4 times, 10 Mbit/s")
    arguments = parser.parse_args()
    report(arguments.rounds, arguments.slow)
