"""The static page goes on from memory snapshots, and starts without them when they are damaged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.conftest import ROOT, SITE, opened, watched
from tests.browser.held import Held
from tests.browser.host import Host
from tests.browser.learner import Learner
from tests.browser.visits import about

START = "document.documentElement.dataset.start"
PROGRAM = """
import colorsys, random
import numpy as np
print("lazily", colorsys.rgb_to_hsv(1, 0, 0))
print("numbers", random.random(), np.random.rand())
print("solved", np.linalg.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 4.0]))
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
    yield context
    context.close()


def says(learner: Learner, source: str, *texts: str) -> str:
    """Run the program; all that it printed, which holds `texts`."""
    learner.write(source)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    for text in texts:
        expect(learner.output).to_contain_text(text)
    return learner.output.evaluate(
        "e => e.querySelector('*') && [...e.querySelectorAll('*')]"
        ".map(inner => inner.shadowRoot?.textContent ?? '').join()"
    )


def sent(paths: set[str]) -> float:
    """Megabytes on the way from a host that has, or makes, compressed copies."""
    files = [SITE / (path or "index.html") for path in paths]
    copies = [file.with_name(file.name + ".gz") for file in files]
    return sum((c if c.exists() else f).stat().st_size for f, c in zip(files, copies)) / 1e6


def test_pictures_hold_no_folder_of_the_machine_that_made_them() -> None:
    """Or two machines make two sites of the same commit."""
    pictures = list(SITE.glob("app-*/*.image"))
    assert len(pictures) == 2
    for picture in pictures:
        contents = zstandard.decompress(picture.read_bytes())
        assert b"snapshot.mjs" not in contents and str(ROOT).encode() not in contents


def test_both_interpreters_go_on_from_the_snapshot(
    context: BrowserContext, static_url: str
) -> None:
    warnings = []
    context.on("console", lambda m: warnings.append(m.text) if "anew" in m.text else None)
    first = opened(watched(context, static_url), static_url)
    assert first.page.evaluate(START) == "snapshot"
    assert "From a snapshot, " in about(first)
    text = says(first, PROGRAM, "lazily (0.0, 1.0, 1)", "solved [1. 1.]")
    second = opened(watched(context, static_url), static_url)
    numbers = [re.findall(r"numbers (0\.\d+) (0\.\d+)", t) for t in (text, says(second, PROGRAM))]
    assert numbers[0] and numbers[1] and numbers[0] != numbers[1], (
        "every visit has random numbers of its own"
    )
    second.write("while True: pass")
    second.run()
    expect(second.status).to_have_text(re.compile("^Running"))
    second.button("Stop").click()
    expect(second.status).to_have_text(re.compile("^Stopped"))
    says(second, PROGRAM, "lazily")
    assert not warnings and not first.page.wrong and not second.page.wrong  # type: ignore[attr-defined]


def test_damaged_pictures_are_not_used(context: BrowserContext, static_url: str) -> None:
    """One picture whole, but of something else; one cut off; the other way round the page works, compiled."""

    def flip(route: Route) -> None:
        contents = bytearray(zstandard.decompress(route.fetch().body()))
        contents[len(contents) // 2] ^= 255
        route.fulfill(body=zstandard.compress(bytes(contents)), content_type="text/plain")

    def cut(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(body=body[: len(body) // 2], content_type="text/plain")

    context.route("**/page.image", flip)
    context.route("**/kernel.image", cut)
    learner = opened(watched(context, static_url), static_url)
    assert learner.page.evaluate(START) == "compiled"
    assert "From compiled files, " in about(learner)
    says(learner, PROGRAM, "solved [1. 1.]")


def test_one_damaged_bit_is_noticed(context: BrowserContext, static_url: str) -> None:
    """In what is packed; its end, by which the picture is known, is as it should be."""

    def flip(route: Route) -> None:
        body = bytearray(route.fetch().body())
        body[len(body) // 2] ^= 1
        route.fulfill(body=bytes(body), content_type="text/plain")

    context.route("**/page.image", flip)
    learner = opened(watched(context, static_url), static_url)
    assert learner.page.evaluate(START) == "compiled"


def test_every_lesson_runs_from_pictures_alone(context: BrowserContext, static_url: str) -> None:
    """The files of what is imported later may be late."""
    Held(context, re.compile(r"/(kernel|page)\.pack$"))
    page = watched(context, static_url)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    learner = opened(page, static_url)
    assert learner.page.evaluate(START) == "snapshot"
    for number in range(12, 0, -1):
        learner.open_lesson(f"^{number} ")
        learner.run()
        expect(learner.status).to_have_text(re.compile("^(Epoch|Finished)"))
        learner.stop_if_running()
    assert not [text for text in said if "Error" in text]


def test_missing_pictures(context: BrowserContext, static_url: str) -> None:
    context.route("**/sides.pack", lambda route: route.fulfill(status=404))
    learner = opened(watched(context, static_url), static_url)
    assert learner.page.evaluate(START) == "compiled"
    says(learner, PROGRAM, "solved [1. 1.]")


@pytest.mark.parametrize(("kb_per_second", "start"), [(500, "compiled"), (3000, "snapshot")])
def test_a_slow_line_gets_the_compiled_files(
    context: BrowserContext, tmp_path: Path, kb_per_second: float, start: str
) -> None:
    host = Host(tmp_path)
    host.kb_per_second = kb_per_second
    learner = opened(watched(context, host.url), host.url)
    assert learner.page.evaluate(START) == start
    assert any(path.endswith(".image") for path in host.asked) is (start == "snapshot")
    says(learner, PROGRAM, "solved [1. 1.]")
    host.stop()


@pytest.mark.parametrize(("start", "limit"), [("compiled", 8.6), ("snapshot", 12.0)])
def test_what_is_sent_before_the_first_run(
    context: BrowserContext, static_url: str, start: str, limit: float
) -> None:
    """Who saves data starts from compiled files. What the page loads later, when there is time, does not count."""
    saves = "true" if start == "compiled" else "false"
    saving = f"Object.defineProperty(navigator, 'connection', {{value: {{saveData: {saves}}}}});"

    def tell(route: Route) -> None:
        route.fulfill(body=saving + route.fetch().text(), content_type="text/javascript")

    context.route("**/page_worker.js", tell)
    page = watched(context, static_url)
    asked: set[str] = set()
    context.on("request", lambda r: asked.add(r.url.removeprefix(static_url).partition("?")[0]))
    learner = opened(page, static_url)
    assert learner.page.evaluate(START) == start
    late = ".pack" if start == "snapshot" else "nothing"
    says(learner, "print(6 * 7)", "42")
    early = {path for path in asked if not path.startswith("blob:") and not path.endswith(late)}
    assert any(path.endswith("pyodide.asm.wasm.zst") for path in early)
    assert 5 < sent(early) < limit
