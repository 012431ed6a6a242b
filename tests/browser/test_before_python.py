"""What a visitor of the static page sees while Python is still on its way."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import START_MS, watched
from tests.browser.learner import Learner

PYTHON = re.compile(r"\.(wasm|pack|image)(\.gz)?$")


class Held:
    """Python's files, kept back until `release`."""

    def __init__(self, context: BrowserContext) -> None:
        self.routes: list[Route] = []
        self._holding = True
        context.route(PYTHON, self._hold)

    def _hold(self, route: Route) -> None:
        if self._holding:
            self.routes.append(route)
        else:
            route.continue_()

    def release(self) -> None:
        self._holding = False
        for route in self.routes:
            route.continue_()


def test_network_and_shapes_of_the_starter_are_there_before_python(
    context: BrowserContext, static_url: str
) -> None:
    held = Held(context)
    page = watched(context, static_url)
    page.goto(static_url)
    learner = Learner(page)
    network = page.get_by_role("group", name="Drawing of the network")
    row = learner.shapes().get_by_role("row", name="SimpleDense")
    expect(network.get_by_text("simple_dense").locator("visible=true")).to_have_count(1)
    expect(row).to_contain_text("(2, 32)")
    expect(learner.status).to_contain_text("Loading")
    assert held.routes and page.locator("html").get_attribute("data-start") is None
    drawing = network.inner_html()

    held.release()
    expect(learner.status).to_contain_text("Ready", timeout=START_MS)
    assert network.inner_html() == drawing  # Python says the same
    expect(row).to_have_count(1)
    assert not page.wrong  # type: ignore[attr-defined]


def later_visit(context: BrowserContext, url: str) -> Learner:
    """The page in the browser of somebody who had lesson 3 open the last time."""
    page = watched(context, url)
    page.add_init_script("localStorage.setItem('playground.lesson', '03_compile_and_fit')")
    page.goto(url)
    return Learner(page)


def test_on_a_later_visit_nobody_is_carried_away_from_what_they_type(
    context: BrowserContext, static_url: str
) -> None:
    held = Held(context)
    learner = later_visit(context, static_url)
    learner.replace("32", "64")
    assert held.routes
    held.release()
    expect(learner.status).to_contain_text("Ready", timeout=START_MS)
    expect(learner.row("SimpleDense", "(2, 64)")).to_contain_text("50,240")
    assert learner.lesson.startswith("1") and "units=64" in learner.program()
    learner.open_lesson("^3")  # from there on lessons open as ever
    expect(learner.editor).to_contain_text("import datasets")
    assert not learner.page.wrong  # type: ignore[attr-defined]


def test_a_later_visit_goes_on_with_the_last_lesson(
    context: BrowserContext, static_url: str
) -> None:
    learner = later_visit(context, static_url)
    expect(learner.editor).to_contain_text("import datasets", timeout=START_MS)
    assert learner.lesson.startswith("3")
    assert not learner.page.wrong  # type: ignore[attr-defined]
