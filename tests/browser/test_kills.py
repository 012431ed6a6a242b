"""The static page throws a kernel away when a program does not answer Stop. It may do so all day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import BROWSER, opened, watched
from tests.browser.memory import renderer_megabytes

KILLS, FIRST = 50, 10
DEAF = "print('deaf')\nwhile True:\n    pass\n"
SETTLED_MS = 4000  # for the spare kernel to be there, and for the browser to give memory back


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="tells memory by /proc")
@pytest.mark.skipif(BROWSER != "chromium", reason="knows Chromium's processes")
def test_memory_stays_flat_over_fifty_kills(browser: Browser, static_url: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    learner = opened(watched(context, static_url), static_url)
    learner.write(DEAF)
    used = []
    for number in range(1, KILLS + 1):
        learner.run()
        expect(learner.output).to_contain_text("deaf", timeout=60_000)
        expect(learner.status).to_have_text(re.compile("^Running"))
        learner.button("Stop").click()
        expect(learner.status).to_have_text(re.compile("^Stopped"), timeout=10_000)
        if number in (FIRST, KILLS):
            learner.page.wait_for_timeout(SETTLED_MS)
            used.append(renderer_megabytes())
    print(f"{used[0]:.0f} MB after {FIRST} kills, {used[1]:.0f} MB after {KILLS}")
    assert used[0] > 100, "a page with two interpreters"
    assert used[1] < 1.15 * used[0]
    assert not learner.page.wrong  # type: ignore[attr-defined]
    context.close()
