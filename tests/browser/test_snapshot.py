"""The static page goes on from memory snapshots, and starts without them when they are damaged.

Needs a site that was built with `python -m playground build --snapshots`.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.conftest import SITE, opened, watched
from tests.browser.learner import Learner

pytestmark = pytest.mark.skipif(
    not list(SITE.glob("app-*/page.image")), reason="a site without snapshots: they are on trial"
)
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


def said(learner: Learner, source: str) -> str:
    learner.write(source)
    learner.run()
    expect(learner.status).to_have_text(re.compile("^Finished"), timeout=60_000)
    return learner.output.inner_text()


def test_both_interpreters_go_on_from_the_snapshot(
    context: BrowserContext, static_url: str
) -> None:
    warnings = []
    context.on("console", lambda m: warnings.append(m.text) if "anew" in m.text else None)
    first = opened(watched(context, static_url), static_url)
    assert first.page.evaluate(START) == "snapshot"
    text = said(first, PROGRAM)
    assert "lazily (0.0, 1.0, 1)" in text and "solved [1. 1.]" in text
    second = opened(watched(context, static_url), static_url)
    numbers = [re.findall("numbers (.*)", t) for t in (text, said(second, PROGRAM))]
    assert numbers[0] != numbers[1], "every visit has random numbers of its own"
    second.write("while True: pass")
    second.run()
    expect(second.status).to_have_text(re.compile("^Running"))
    second.button("Stop").click()
    expect(second.status).to_have_text(re.compile("^Stopped"))
    assert "lazily" in said(second, PROGRAM)
    assert not warnings and not first.page.wrong and not second.page.wrong  # type: ignore[attr-defined]


def test_damaged_pictures_are_not_used(context: BrowserContext, static_url: str) -> None:
    """One picture whole, but of something else; one cut off; the other way round the page works, compiled."""

    def flip(route: Route) -> None:
        contents = bytearray(gzip.decompress(route.fetch().body()))
        contents[len(contents) // 2] ^= 255
        route.fulfill(body=gzip.compress(bytes(contents), 1), content_type="application/gzip")

    def cut(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(body=body[: len(body) // 2], content_type="application/gzip")

    context.route("**/page.image", flip)
    context.route("**/kernel.image", cut)
    learner = opened(watched(context, static_url), static_url)
    assert learner.page.evaluate(START) == "compiled"
    assert "solved [1. 1.]" in said(learner, PROGRAM)


def test_missing_pictures(context: BrowserContext, static_url: str) -> None:
    context.route("**/sides.pack", lambda route: route.fulfill(status=404))
    learner = opened(watched(context, static_url), static_url)
    assert learner.page.evaluate(START) == "compiled"
    assert "solved [1. 1.]" in said(learner, PROGRAM)
